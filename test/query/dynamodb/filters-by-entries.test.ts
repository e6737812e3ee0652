import type { AuditRecord } from '../../../src/audit/audit-record';
import { createLogFileReader } from '../../../src/originals/s3-log-file-reader';
import type { AuditLog } from '../../../src/query/audit-log';
import { FILTER_VALUES, type ValueFilter } from '../../../src/query/match-record';
import { type AuditQuery, querySchema } from '../../../src/query/query';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import {
  ACCOUNT,
  type CloudTrailEvent,
  dataEvent,
  identities,
  OTHER_ACCOUNT,
  serviceLinkedRole,
  streamEvent,
  tableArn,
  tableResource,
  type UserIdentity,
} from '../../support/events';
import { expectedAnswer } from '../../support/expected-answer';
import { type LogBucket, startLogBucket } from '../../support/log-bucket';
import { createStoredAudit } from '../../support/stored-audit';
import { timeoutFor } from '../../support/timeout';

jest.setTimeout(timeoutFor(6));

const STORE = `arn:aws:identitystore::${ACCOUNT}:identitystore/d-9067642ac7`;
const USER = '90678a1b-0071-7099-b1ea-0a1b2c3d4e5f';
/** Also these have no record of their own with `dataEventDetail: activity`. */
const MACHINES = [`arn:aws:iam::${ACCOUNT}:user/*`];

const KEY = 'AKIAIMPORTEREXAMPLE1';
const MUSIC = tableArn('Music');
const ORDERS = tableArn('Orders');

let made = 0;
const call = (overrides: CloudTrailEvent = {}): CloudTrailEvent => {
  const minute = made;
  made += 1;
  return dataEvent({
    eventTime: new Date(Date.UTC(2026, 2, 14, 8, minute * 3)).toISOString().replace('.000', ''),
    requestParameters: { tableName: 'Music', key: { Artist: `a-${minute}` } },
    ...overrides,
  });
};
const by = (userIdentity: UserIdentity, overrides: CloudTrailEvent = {}) =>
  call({ userIdentity, ...overrides });
const asRole = (name: string, session: string, more: UserIdentity = {}) =>
  by(identities.assumedRole(name, session, more));
const context = identities.assumedRole().sessionContext as UserIdentity;

/** Calls of every kind of caller and of every outcome, as log files have them. */
const FILES: readonly (readonly CloudTrailEvent[])[] = [
  [
    call(),
    asRole('app', 'i-0abc'),
    asRole('app', 'it\'s "ünï 💥"'),
    asRole('app', 'i-1', { sessionContext: { ...context, sourceIdentity: 'maria@example.com' } }),
    asRole('app', 'i-2', { onBehalfOf: { userId: USER, identityStoreArn: STORE } }),
    asRole('app', 'i-3', {
      sessionContext: {
        ...context,
        attributes: { creationDate: '2026-03-14T08:00:00Z', mfaAuthenticated: 'true' },
      },
    }),
    asRole('AWSReservedSSO_Support_0a1b2c3d4e5f6071', 'maria@example.com'),
  ],
  [
    by(identities.root()),
    by(identities.iamUser()),
    by(identities.iamUser('importer', { accessKeyId: KEY }), {
      sourceIPAddress: '192.0.2.9',
    }),
    by(identities.federatedUser()),
    by(identities.role()),
    by(identities.directory()),
    by(identities.awsAccount()),
    by(identities.awsService(), { sourceIPAddress: 'backup.amazonaws.com' }),
    by(serviceLinkedRole(), { sourceIPAddress: 'dynamodb.application-autoscaling.amazonaws.com' }),
    by(identities.identityCenterUser()),
    by(identities.samlUser()),
    by(identities.webIdentityUser()),
    by(identities.untyped()),
  ],
  [
    call({ errorCode: 'AccessDenied', errorMessage: 'not authorized' }),
    call({ errorCode: 'ConditionalCheckFailedException' }),
    call({ errorCode: 'ProvisionedThroughputExceededException' }),
    call({ errorCode: 'InternalServerError', sourceIPAddress: '2001:db8::1' }),
    call({ eventName: 'Scan', requestParameters: { tableName: 'Music' } }),
    call({
      eventName: 'Query',
      requestParameters: { tableName: 'Orders', indexName: 'by-day', key: { day: 'today' } },
      resources: undefined,
    }),
    call({
      eventName: 'ExecuteStatement',
      requestParameters: { statement: `SELECT * FROM "Orders" WHERE orderId = '42'` },
      resources: undefined,
    }),
    call({
      eventName: 'TransactWriteItems',
      requestParameters: {
        requestItems: [
          { operation: 'Put', tableName: 'Music', key: { Artist: 'A' } },
          { operation: 'Put', tableName: 'Orders', key: { orderId: '42' } },
        ],
      },
      resources: [tableResource('Music'), tableResource('Orders')],
    }),
    call({ eventName: 'DoSomethingNew' }),
    streamEvent({ eventTime: '2026-03-14T11:00:00Z' }),
    call({ requestParameters: {}, resources: [] }),
  ],
  [
    call({ awsRegion: 'eu-west-1', resources: [tableResource('Music', 'eu-west-1')] }),
    call({
      recipientAccountId: OTHER_ACCOUNT,
      resources: [tableResource('Music', 'us-east-1', OTHER_ACCOUNT)],
    }),
    call({ sharedEventID: 'b1a2c3d4-0000-4000-8000-000000000001' }),
    call({ sourceIPAddress: undefined }),
  ],
];

let dynamodb: TestDynamoDb;
let bucket: LogBucket;
let records: readonly AuditRecord[];
let logs: Readonly<Record<string, AuditLog>>;

beforeAll(async () => {
  [dynamodb, bucket] = await Promise.all([startDynamoDb(), startLogBucket()]);
  const reading = { logFiles: createLogFileReader(bucket) };
  const detail = { dataEventDetail: 'activity', machines: MACHINES } as const;
  const [byRecords, byEntries] = await Promise.all([
    createStoredAudit(dynamodb.client),
    createStoredAudit(dynamodb.client, {}, { detail, bucket, reading }),
  ]);
  const stored: AuditRecord[] = [];
  for (const file of FILES) {
    stored.push(...(await byRecords.storeEvents(file)));
    await byEntries.storeEvents(file);
  }
  records = stored;
  logs = { records: byRecords.log, activity: byEntries.log };
});
afterAll(() => Promise.all([dynamodb.stop(), bucket.close()]));

/** All events are within: without a range, months without events would be read. */
const DAY = { since: '2026-03-14T00:00:00Z', until: '2026-03-15T00:00:00Z' };

async function ask(log: AuditLog, query: AuditQuery): Promise<string[]> {
  const { records: found, nextToken } = await log.page({ ...DAY, ...query }, { limit: 1_000 });
  expect(nextToken).toBeUndefined();
  return toIds(found);
}

const toIds = (found: readonly AuditRecord[]) => found.map(({ eventId }) => eventId);

/** The values that records have for a filter. */
const findValues = (name: ValueFilter): string[] => [
  ...new Set(records.flatMap((record) => FILTER_VALUES[name](record).filter((value) => value !== undefined))),
];
const each = (name: ValueFilter, most?: number) => (): AuditQuery[] =>
  findValues(name)
    .slice(0, most)
    .map((value) => ({ [name]: [value] }));

/** The questions about each filter: about every value of those that entries narrow, and some of the others. */
const QUESTIONS: { readonly [Name in keyof Required<AuditQuery>]: () => readonly AuditQuery[] } = {
  session: each('session'),
  accessKey: each('accessKey'),
  sourceIp: () => [...each('sourceIp')(), { sourceIp: ['203.0.113.0/24', '192.0.2.9'] }],
  principal: each('principal'),
  error: each('error'),
  outcome: each('outcome'),
  access: each('access'),
  service: each('service'),
  action: each('action'),
  plane: each('plane'),
  resource: each('resource', 4),
  table: () => [
    { table: [MUSIC] },
    { table: [MUSIC], session: ['i-1'] },
    { table: [ORDERS], accessKey: [KEY] },
  ],
  exact: () => [{ table: [ORDERS], exact: true }],
  principalType: each('principalType', 4),
  category: each('category', 3),
  account: each('account'),
  eventRegion: each('eventRegion'),
  mfa: () => [{ mfa: 'yes' }, { mfa: 'no', session: ['i-2', 'i-3', USER] }],
  risk: () => [{ risk: 'low' }, { risk: 'high' }],
  rule: each('rule', 2),
  exclude: () => [
    { exclude: [`session=${USER}`, 'sourceIp=203.0.113.20'] },
    { exclude: ['action=GetItem', 'principalType=AssumedRole'] },
  ],
  since: () => [{ since: '2026-03-14T09:00:00Z' }],
  until: () => [{ until: '2026-03-14T09:00:00Z' }],
  order: () => [{ order: 'asc' }],
  partial: () => [{ partial: true, accessKey: [KEY] }],
  altered: () => [{ altered: true, accessKey: [KEY] }],
  // They say how other filters are read, or are asked elsewhere: with names, and in item-history.test.ts.
  related: () => [],
  key: () => [],
  timeZone: () => [],
  errorCode: () => [],
  accountId: () => [],
  region: () => [],
};

it.each(Object.keys(querySchema.shape) as (keyof AuditQuery)[])(
  'what %s asks for is found by entries, with and without records',
  async (name) => {
    for (const query of QUESTIONS[name]()) {
      const expected = toIds(expectedAnswer(records, query));
      for (const [mode, log] of Object.entries(logs)) {
        const found = await ask(log, query);
        expect({ mode, query, found }).toEqual({ mode, query, found: expected });
      }
    }
  },
);
