import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { createDirectory } from '../../../src/store/ledger/directory';
import { createLedger, type Ledger, type LedgerEntry } from '../../../src/store/ledger/ledger';
import { toLedgerItem } from '../../../src/store/ledger/ledger-item';
import { auditRecord, namedBy } from '../../support/audit-records';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import { itemBytes, type WireItem, writeUnits } from '../../support/dynamodb-cost';
import { ledgerEntry } from '../../support/ledger-entries';
import { readLedger } from '../../support/read-ledger';
import { createTables } from '../../support/tables';

const entry = (overrides: Partial<LedgerEntry> = {}): LedgerEntry => ({
  ...ledgerEntry(),
  key: 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/14/one.json.gz',
  counts: {
    read: 7,
    otherServices: 4,
    excluded: 0,
    duplicates: 0,
    audited: 2,
    recorded: 2,
    summarized: 0,
    rejected: 1,
  },
  rejected: [{ index: 3, reason: 'no eventName' }],
  ...overrides,
});

const OTHER_CONTENT = { etag: 'e2', sha256: 'cd'.repeat(32), finishedAt: '2026-03-15T00:00:00.000Z' };

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

  const readAll = async () => {
    const entries: LedgerEntry[] = [];
    for await (const one of readLedger(client, tableName)) entries.push(one);
    return entries;
  };
  /** Writes an entry as versions before did, which kept one for each file, at the key of the object. */
  const recordAsBefore = async (old: LedgerEntry) => {
    const { bucket, key, accountId, region, day, ...attributes } = old;
    const Item = { ...attributes, book: `file/${bucket}/${accountId}/${region}/${day}`, entry: key };
    await DynamoDBDocumentClient.from(client).send(new PutCommand({ TableName: tableName, Item }));
  };

  it('finds an entry as it was recorded', async () => {
    await ledger.record(entry());
    await expect(ledger.find(entry())).resolves.toEqual([entry()]);
  });

  it('finds nothing of a file it never saw', async () => {
    await expect(ledger.find(entry({ key: 'other' }))).resolves.toEqual([]);
  });

  it('forgets the failure of a file that is done in the end', async () => {
    const { sha256, ...unread } = entry({ status: 'failed', error: 'unexpected end of file' });
    await ledger.recordFailure(unread);
    await ledger.record(entry({ etag: 'e2', finishedAt: '2026-03-14T09:35:00.000Z' }));
    await expect(ledger.find(entry())).resolves.toMatchObject([{ status: 'done' }]);
    await expect(readAll()).resolves.toMatchObject([{ status: 'done' }]);
  });

  it('notes the failure of a file that was not done', async () => {
    const failed = entry({ status: 'failed', error: 'access denied' });
    await ledger.recordFailure(failed);
    await ledger.recordFailure({ ...failed, error: 'not found' });
    await expect(ledger.find(entry())).resolves.toMatchObject([{ status: 'failed', error: 'not found' }]);
  });

  it('keeps the entry of a done file when a later attempt fails', async () => {
    await ledger.record(entry());
    await ledger.recordFailure(entry({ status: 'failed', error: 'access denied' }));
    await expect(ledger.find(entry())).resolves.toEqual([entry()]);
  });

  it('keeps each content of a file, and the same content once', async () => {
    const [first, second] = [entry(), entry(OTHER_CONTENT)];
    await ledger.record(first);
    await ledger.record(second);
    await ledger.record({ ...first, finishedAt: '2026-03-16T00:00:00.000Z' });
    const contents = [{ ...first, finishedAt: '2026-03-16T00:00:00.000Z' }, second];
    await expect(ledger.find(entry())).resolves.toEqual(contents);
    await expect(readAll()).resolves.toEqual(contents);
  });

  it('keeps both a file whose gzip data was padded and the intact file', async () => {
    const padded = entry({ etag: 'e2', gzipMembers: 2, paddingBytes: 512 });
    await ledger.record(padded);
    await ledger.record(entry());
    const found = await ledger.find(entry());
    expect(found.map(({ gzipMembers, paddingBytes }) => [gzipMembers, paddingBytes])).toEqual([
      [1, 0],
      [2, 512],
    ]);
  });

  it('keeps the failure of another content that came after a done one', async () => {
    await ledger.record(entry());
    const failed = { ...OTHER_CONTENT, sha256: undefined, status: 'failed', error: 'truncated' } as const;
    await ledger.recordFailure(entry(failed));
    const statuses = (await ledger.find(entry())).map(({ status, etag }) => [status, etag]);
    expect(statuses.sort()).toEqual([
      ['done', 'e1'],
      ['failed', 'e2'],
    ]);
  });

  it('reads the entry of a file that an earlier version wrote, until the same content has one of its own', async () => {
    await recordAsBefore(entry());
    await expect(ledger.find(entry())).resolves.toEqual([entry()]);
    await ledger.recordFailure(entry({ status: 'failed', error: 'access denied' }));
    await ledger.record(entry(OTHER_CONTENT));
    await expect(ledger.find(entry())).resolves.toHaveLength(2);
    await ledger.record(entry());
    const hashes = (await ledger.find(entry())).map(({ sha256 }) => sha256);
    expect(hashes).toEqual([entry().sha256, OTHER_CONTENT.sha256]);
    await expect(readAll()).resolves.toHaveLength(2);
  });

  it('keeps the tables of a file by ARN', async () => {
    const tables = ['us-east-1:111122223333:table/Orders', 'eu-west-1:111122223333:table/Orders'].map(
      (table) => `arn:aws:dynamodb:${table}`,
    );
    await ledger.record(entry({ tables, tablesTruncated: true }));
    await expect(ledger.find(entry())).resolves.toEqual([entry({ tables, tablesTruncated: true })]);
  });

  it('tells files apart whose keys begin alike', async () => {
    const keys = ['a', 'a#', 'a!', 'a.json', `a#${'ab'.repeat(8)}`];
    for (const key of keys) await ledger.record(entry({ key }));
    for (const key of keys) await expect(ledger.find(entry({ key }))).resolves.toEqual([entry({ key })]);
  });

  it('takes one write unit for a file of other services, and for one with five tables', () => {
    const tables = Array.from(
      { length: 5 },
      (_, at) => `arn:aws:dynamodb:us-east-1:111122223333:table/a-table-of-this-name-${at}`,
    );
    const times = { firstEventTime: '2026-03-14T09:25:00Z', lastEventTime: '2026-03-14T09:29:59Z' };
    const { rejected, ...usual } = entry({
      key: `AWSLogs/o-exampleorgid/111122223333/CloudTrail/us-east-1/2026/03/14/111122223333_CloudTrail_us-east-1_20260314T0930Z_Mb2tFlWzPkqPkqPk.json.gz`,
      etag: 'd41d8cd98f00b204e9800998ecf8427e',
      versionId: 'PHtexPGjH2y.zBgT8LmB7wwLI2mpbz.k',
    });
    for (const one of [usual, { ...usual, tables, ...times }]) {
      expect(writeUnits(itemBytes(marshall(toLedgerItem(one)) as WireItem))).toBe(1);
    }
  });

  it('stops when it is aborted', async () => {
    const reason = new Error('out of time');
    const aborted = AbortSignal.abort(reason);
    await expect(ledger.find(entry(), aborted)).rejects.toBe(reason);
    await expect(ledger.recordFailure(entry(), aborted)).rejects.toBe(reason);
    await expect(ledger.record(entry(), aborted)).rejects.toMatchObject({ code: 'OutOfTime', cause: reason });
  });

  it('records entries of many files side by side', async () => {
    const keys = Array.from({ length: 60 }, (_, index) => `AWSLogs/${index}.json.gz`);
    await Promise.all(keys.map((key) => ledger.record(entry({ key }))));
    const found: string[] = [];
    for await (const { key } of readLedger(client, tableName)) found.push(key);
    expect(found.sort()).toEqual(keys.sort());
  });

  it('leaves out what is not known', async () => {
    const {
      sha256,
      inflatedBytes,
      compressedBytes,
      gzipMembers,
      paddingBytes,
      rejected,
      unknownOperations,
      ...bare
    } = entry();
    await ledger.record(bare);
    await expect(ledger.find(bare)).resolves.toEqual([bare]);
  });

  it('keeps a key that is longer than DynamoDB allows', async () => {
    const long = entry({ key: `AWSLogs/${'é'.repeat(600)}.json.gz` });
    const other = entry({ key: `AWSLogs/${'é'.repeat(600)}.json` });
    await ledger.record(long);
    await ledger.record(other);
    await expect(ledger.find(long)).resolves.toEqual([long]);
  });

  it('keeps the first hundred of many rejected records', async () => {
    const rejected = Array.from({ length: 150 }, (_, index) => ({ index, reason: 'not an object' }));
    await ledger.record(entry({ rejected }));
    const [found] = await ledger.find(entry());
    expect(found?.rejected).toEqual(rejected.slice(0, 100));
  });

  it('lists files, and nothing else of its table', async () => {
    await createDirectory(client, tableName).upsert(namedBy([auditRecord()]));
    await ledger.record(entry());
    await ledger.record(entry({ key: 'two', day: '2026-03-15' }));
    const keys: string[] = [];
    for await (const { key } of readLedger(client, tableName)) keys.push(key);
    expect(keys.sort()).toEqual([entry().key, 'two']);
  });

  it('says what failed when the table is not there', async () => {
    const lost = createLedger(client, 'no-such-table');
    const refused = { code: 'ServiceFailed', cause: { name: 'ResourceNotFoundException' } };
    await expect(lost.record(entry())).rejects.toMatchObject({ ...refused, code: 'WriteFailed' });
    await expect(lost.find(entry())).rejects.toMatchObject(refused);
    await expect(readLedger(client, 'no-such-table').next()).rejects.toMatchObject(refused);
  });
});
