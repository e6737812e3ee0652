import * as fc from 'fast-check';
import {
  ACCESSES,
  type AuditedEvent,
  type AuditRecord,
  OUTCOMES,
  PLANES,
  RISK_LEVELS,
  SERVICES,
} from '../../src/audit/audit-record';
import type { ItemSettings, StoredEvent } from '../../src/store/items/item';
import { NamedValues } from '../../src/store/ledger/named-values';
import { anyCharacter } from './any-character';

/** The record of a role that reads an item of the table Music, with overrides. */
export const auditRecord = (overrides: Partial<AuditRecord> = {}): AuditRecord => ({
  eventId: '5e1f0000-1111-4222-8333-000000000001',
  eventTime: '2026-03-14T09:26:53Z',
  eventSource: 'dynamodb.amazonaws.com',
  eventName: 'GetItem',
  service: 'dynamodb',
  plane: 'data',
  access: 'read',
  category: 'item',
  outcome: 'succeeded',
  accountId: '111122223333',
  region: 'us-east-1',
  sourceIp: '203.0.113.20',
  accessKeyId: 'ASIAORDERSEXAMPLE001',
  userAgent: 'aws-cli/2.31.13',
  principal: {
    id: 'arn:aws:iam::111122223333:role/orders-service',
    type: 'AssumedRole',
    name: 'orders-service',
    session: 'i-0abc',
  },
  resources: ['arn:aws:dynamodb:us-east-1:111122223333:table/Music'],
  ...overrides,
});

/** The record of alice, who deletes the table Music. */
export const changeRecord = (overrides: Partial<AuditRecord> = {}): AuditRecord =>
  auditRecord({
    eventName: 'DeleteTable',
    plane: 'control',
    access: 'write',
    category: 'table',
    ...overrides,
  });

export const CONTENT_HASH = '0123456789abcdef';

export const SOURCE = {
  bucket: 'trail-logs',
  key: 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/14/111122223333_CloudTrail_us-east-1_20260314T0930Z_abcDEF0123456789.json.gz',
};

/** An event as it goes to the store, with a small original. */
export const storedEvent = (
  record: AuditRecord = auditRecord(),
  overrides: Partial<AuditedEvent> = {},
): StoredEvent => ({
  record,
  contentHash: CONTENT_HASH,
  original: Buffer.from(`{"eventID":${JSON.stringify(record.eventId)}}`),
  unknownOperation: false,
  source: SOURCE,
  ...overrides,
});

/** What a deployment does by default. */
export const settings = (overrides: Partial<ItemSettings> = {}): ItemSettings => ({
  retentionDays: undefined,
  dataEventIndexes: [],
  indexApplicationFailures: false,
  ...overrides,
});

const hostileText = fc.oneof(
  fc.string({ unit: anyCharacter, minLength: 1, maxLength: 60 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
  fc.constantFrom(
    ':',
    '::',
    '~',
    '#',
    '|',
    'c|x',
    '"',
    '\\',
    '\0',
    '</script>',
    '__proto__',
    '{eventId}',
    'é',
    '💥',
  ),
);
const arn = fc
  .tuple(
    fc.constantFrom('aws', 'aws-cn', 'aws-us-gov'),
    fc.constantFrom('dynamodb', 'dax', 'iam', ''),
    fc.constantFrom('us-east-1', 'cn-north-1', 'us-gov-west-1', ''),
    fc.constantFrom('111122223333', '444455556666', ''),
    fc.oneof(fc.constantFrom('table/Music', 'role/app', ':odd', ''), hostileText),
  )
  .map((parts) => `arn:${parts.join(':')}`);
const name = fc.oneof(arn, hostileText);

/** Any record that an event could possibly come to, however odd its fields. */
export const anyRecord: fc.Arbitrary<AuditRecord> = fc.record(
  {
    eventId: fc.oneof(fc.uuid(), hostileText),
    eventTime: fc
      .date({ min: new Date('1971-01-01'), max: new Date('2999-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString().replace(/\.\d+/, '')),
    eventSource: fc.oneof(fc.constantFrom('dynamodb.amazonaws.com', 'dax.amazonaws.com'), hostileText),
    eventName: hostileText,
    service: fc.constantFrom(...SERVICES),
    plane: fc.constantFrom(...PLANES),
    access: fc.constantFrom(...ACCESSES),
    category: fc.oneof(fc.constantFrom('item', 'table'), hostileText),
    outcome: fc.constantFrom(...OUTCOMES),
    errorCode: hostileText,
    accountId: fc.oneof(fc.constantFrom('111122223333', '444455556666'), hostileText),
    region: fc.oneof(fc.constantFrom('us-east-1', 'cn-north-1', 'us-gov-west-1'), hostileText),
    sourceIp: hostileText,
    accessKeyId: hostileText,
    userAgent: hostileText,
    principal: fc.record(
      {
        id: name,
        type: fc.oneof(fc.constant('AssumedRole'), hostileText),
        name: hostileText,
        session: hostileText,
      },
      { requiredKeys: ['id', 'type'] },
    ),
    resources: fc.uniqueArray(name, { maxLength: 5 }),
    risk: fc.record({
      level: fc.constantFrom(...RISK_LEVELS),
      rules: fc.array(hostileText, { maxLength: 3 }),
    }),
  },
  {
    requiredKeys: [
      'eventId',
      'eventTime',
      'eventSource',
      'eventName',
      'service',
      'plane',
      'access',
      'outcome',
      'principal',
      'resources',
    ],
  },
);

/** What a list of records names. */
export function namedBy(records: Iterable<AuditRecord>): NamedValues {
  const named = new NamedValues();
  for (const record of records) named.add(record);
  return named;
}
