import type { AuditRecord } from '../../src/audit/audit-record';
import { createExclusion, type OwnTraffic } from '../../src/ingest/exclusion';
import { type IngestSettingsInput, parseIngestSettings } from '../../src/settings/ingest-settings';

const NOW = Date.parse('2026-06-01T00:00:00Z');
const OWN: OwnTraffic = {
  roleArns: ['arn:aws:iam::111122223333:role/ingest'],
  tableArns: [
    'arn:aws:dynamodb:eu-west-1:111122223333:table/audit',
    'arn:aws:dynamodb:eu-west-1:111122223333:table/ledger',
  ],
};

const record = (changes: Partial<AuditRecord> = {}): AuditRecord => ({
  eventId: '3f5b6f0e-5f64-4a0a-9a5d-000000000001',
  eventTime: '2026-05-31T12:00:00Z',
  eventSource: 'dynamodb.amazonaws.com',
  eventName: 'GetItem',
  service: 'dynamodb',
  plane: 'data',
  access: 'read',
  outcome: 'succeeded',
  accountId: '111122223333',
  region: 'eu-west-1',
  principal: { id: 'arn:aws:iam::111122223333:role/app', type: 'AssumedRole' },
  resources: ['arn:aws:dynamodb:eu-west-1:111122223333:table/Music'],
  ...changes,
});

const exclude = (settings: IngestSettingsInput, changes?: Partial<AuditRecord>, own?: OwnTraffic) =>
  createExclusion(parseIngestSettings(settings), NOW, own)(record(changes));

describe('createExclusion', () => {
  it('keeps everything by default', () => {
    expect(exclude({}, { eventTime: '2011-01-01T00:00:00Z' })).toBeUndefined();
  });

  it.each<[string, IngestSettingsInput, Partial<AuditRecord>]>([
    ['account', { accounts: ['111122223333'] }, { accountId: '444455556666' }],
    ['region', { regions: ['eu-west-1'] }, { region: 'us-east-1' }],
    ['operation', { excludeOperations: ['DescribeTable'] }, { eventName: 'DescribeTable' }],
    ['principal', { excludePrincipals: ['arn:aws:iam::111122223333:role/app'] }, {}],
    ['principal', { excludePrincipals: ['arn:aws:iam::111122223333:role/*'] }, {}],
    ['read event', { excludeReadEvents: true }, {}],
    ['older than the retention', { retentionDays: 30 }, { eventTime: '2026-05-01T23:59:59Z' }],
  ])('leaves out by %s', (reason, settings, changes) => {
    expect(exclude(settings, changes)).toBe(reason);
  });

  it.each<[string, IngestSettingsInput, Partial<AuditRecord>]>([
    ['an account that is listed', { accounts: ['111122223333'] }, {}],
    ['a record that does not say its account', { accounts: ['111122223333'] }, { accountId: '' }],
    ['another operation', { excludeOperations: ['DescribeTable'] }, {}],
    ['a principal that only begins alike', { excludePrincipals: ['arn:aws:iam::111122223333:role/ap'] }, {}],
    ['writes, where reads are left out', { excludeReadEvents: true }, { access: 'write' }],
    ['control-plane reads, where reads are left out', { excludeReadEvents: true }, { plane: 'control' }],
    ['what is exactly as old as the retention', { retentionDays: 30 }, { eventTime: '2026-05-02T00:00:00Z' }],
  ])('keeps %s', (_what, settings, changes) => {
    const { accountId, ...rest } = record(changes);
    const kept = accountId ? { ...rest, accountId } : rest;
    expect(createExclusion(parseIngestSettings(settings), NOW)(kept)).toBeUndefined();
  });

  describe("the audit's own traffic", () => {
    const ownWrite = {
      access: 'write',
      eventName: 'BatchWriteItem',
      resources: [OWN.tableArns[0]!],
    } as const;
    const ownPrincipal = { id: OWN.roleArns[0]!, type: 'AssumedRole' };

    it('is left out: data events of the ingest role on the audit tables', () => {
      expect(exclude({}, { ...ownWrite, principal: ownPrincipal }, OWN)).toBe('own traffic');
    });

    it.each<[string, Partial<AuditRecord>]>([
      ['anyone else on the audit tables', ownWrite],
      ['the ingest role on another table', { principal: ownPrincipal }],
      [
        'the ingest role managing the audit tables',
        { ...ownWrite, principal: ownPrincipal, plane: 'control' },
      ],
      ['a call that names no table', { ...ownWrite, principal: ownPrincipal, resources: [] }],
    ])('does not hide %s', (_what, changes) => {
      expect(exclude({}, changes, OWN)).toBeUndefined();
    });
  });
});
