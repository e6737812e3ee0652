import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDirectory } from '../../../src/store/ledger/directory';
import { createLedger, type Ledger, type LedgerEntry } from '../../../src/store/ledger/ledger';
import { auditRecord, namedBy } from '../../support/audit-records';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import { createTables } from '../../support/tables';

const entry = (overrides: Partial<LedgerEntry> = {}): LedgerEntry => ({
  bucket: 'trail-logs',
  key: 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/14/one.json.gz',
  accountId: '111122223333',
  region: 'us-east-1',
  day: '2026-03-14',
  etag: 'e1',
  sha256: 'ab'.repeat(32),
  inflatedBytes: 1_234,
  gzipMembers: 1,
  counts: { read: 7, otherServices: 4, excluded: 0, duplicates: 0, audited: 2, rejected: 1 },
  rejected: [{ index: 3, reason: 'no eventName' }],
  unknownOperations: 0,
  status: 'done',
  finishedAt: '2026-03-14T09:30:00.000Z',
  ...overrides,
});

describe('the ledger', () => {
  let dynamoDb: TestDynamoDb;
  let client: DynamoDBClient;
  let tableName: string;
  let ledger: Ledger;
  beforeAll(async () => {
    dynamoDb = await startDynamoDb();
    client = dynamoDb.client;
  });
  beforeEach(async () => {
    ({ ledger: tableName } = await createTables(client));
    ledger = createLedger(client, tableName);
  });
  afterAll(() => dynamoDb.stop());

  it('finds an entry as it was recorded', async () => {
    await ledger.record(entry());
    await expect(ledger.find('trail-logs', entry().key, entry())).resolves.toEqual(entry());
  });

  it('finds nothing of a file it never saw', async () => {
    await expect(ledger.find('trail-logs', 'other', entry())).resolves.toBeUndefined();
  });

  it('replaces the entry of the same file', async () => {
    const failed = entry({
      status: 'failed',
      error: 'unexpected end of file',
      counts: { read: 0, otherServices: 0, excluded: 0, duplicates: 0, audited: 0, rejected: 0 },
    });
    await ledger.record(failed);
    await ledger.record(entry());
    await expect(ledger.find('trail-logs', entry().key, entry())).resolves.toEqual(entry());
  });

  it('notes the failure of a file that was not done', async () => {
    const failed = entry({ status: 'failed', error: 'access denied' });
    await ledger.recordFailure(failed);
    await ledger.recordFailure({ ...failed, error: 'not found' });
    await expect(ledger.find('trail-logs', entry().key, entry())).resolves.toMatchObject({
      status: 'failed',
      error: 'not found',
    });
  });

  it('keeps the entry of a done file when a later attempt fails', async () => {
    await ledger.record(entry());
    await ledger.recordFailure(entry({ status: 'failed', error: 'access denied' }));
    await expect(ledger.find('trail-logs', entry().key, entry())).resolves.toEqual(entry());
  });

  it('stops when it is aborted', async () => {
    const reason = new Error('out of time');
    const aborted = AbortSignal.abort(reason);
    await expect(ledger.find('trail-logs', 'any', entry(), aborted)).rejects.toBe(reason);
    await expect(ledger.recordFailure(entry(), aborted)).rejects.toBe(reason);
    await expect(ledger.record(entry(), aborted)).rejects.toMatchObject({ code: 'OutOfTime', cause: reason });
  });

  it('records entries of many files side by side', async () => {
    const keys = Array.from({ length: 60 }, (_, index) => `AWSLogs/${index}.json.gz`);
    await Promise.all(keys.map((key) => ledger.record(entry({ key }))));
    const found: string[] = [];
    for await (const { key } of ledger.entries()) found.push(key);
    expect(found.sort()).toEqual(keys.sort());
  });

  it('leaves out what is not known', async () => {
    const { sha256, inflatedBytes, gzipMembers, rejected, unknownOperations, ...bare } = entry();
    await ledger.record(bare);
    await expect(ledger.find('trail-logs', bare.key, bare)).resolves.toEqual(bare);
  });

  it('keeps a key that is longer than DynamoDB allows', async () => {
    const long = entry({ key: `AWSLogs/${'é'.repeat(600)}.json.gz` });
    const other = entry({ key: `AWSLogs/${'é'.repeat(600)}.json` });
    await ledger.record(long);
    await ledger.record(other);
    await expect(ledger.find('trail-logs', long.key, long)).resolves.toEqual(long);
  });

  it('keeps the first hundred of many rejected records', async () => {
    const rejected = Array.from({ length: 150 }, (_, index) => ({ index, reason: 'not an object' }));
    await ledger.record(entry({ rejected }));
    const found = await ledger.find('trail-logs', entry().key, entry());
    expect(found?.rejected).toEqual(rejected.slice(0, 100));
  });

  it('lists files, and nothing else of its table', async () => {
    await createDirectory(client, tableName).upsert(namedBy([auditRecord()]));
    await ledger.record(entry());
    await ledger.record(entry({ key: 'two', day: '2026-03-15' }));
    const keys: string[] = [];
    for await (const { key } of ledger.entries()) keys.push(key);
    expect(keys.sort()).toEqual([entry().key, 'two']);
  });

  it('says what failed when the table is not there', async () => {
    const lost = createLedger(client, 'no-such-table');
    const refused = { code: 'ServiceFailed', cause: { name: 'ResourceNotFoundException' } };
    await expect(lost.record(entry())).rejects.toMatchObject({ ...refused, code: 'WriteFailed' });
    await expect(lost.find('b', 'k', entry())).rejects.toMatchObject(refused);
    await expect(lost.entries()[Symbol.asyncIterator]().next()).rejects.toMatchObject(refused);
  });
});
