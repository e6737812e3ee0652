import { join } from 'node:path';
import type { Database } from '../../../src/local/duckdb/database';
import { type LocalAudit, openLocalAudit } from '../../../src/local/open-local-audit';
import type { AuditStore } from '../../../src/query/audit-store';
import type { DirectoryQuery } from '../../../src/query/directory-query';
import { createDynamoDbStore } from '../../../src/query/dynamodb/dynamodb-store';
import type { DirectoryEntry } from '../../../src/store/ledger/directory-item';
import type { LedgerEntry } from '../../../src/store/ledger/ledger';
import { openTestDatabase, writeDataFolder } from '../../support/data-folders';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import { controlEvent, dataEvent, tableArn } from '../../support/events';
import { createStoredAudit } from '../../support/stored-audit';
import { temporaryFolder } from '../../support/temporary-folder';

const folder = join(temporaryFolder(), 'audit');
let database: Database;
let dynamodb: TestDynamoDb;
let local: LocalAudit;
let tables: AuditStore;

const ofTable = (tableName: string, day: number) =>
  controlEvent({ eventTime: `2026-03-${day}T09:00:00Z`, requestParameters: { tableName } });
const events = [
  [ofTable('Music', 14), ofTable('Music-2', 14), dataEvent({ awsRegion: 'eu-west-1' })],
  [ofTable('Music', 11), ofTable('Orders', 16), ofTable('Ω', 14), ofTable('M', 14), ofTable('Music', 19)],
];
const counts = {
  read: 3,
  otherServices: 1,
  excluded: 0,
  duplicates: 0,
  audited: 1,
  recorded: 1,
  summarized: 0,
  rejected: 1,
};
const file: LedgerEntry = {
  bucket: 'local',
  key: '/logs/one.json.gz',
  etag: 'first',
  accountId: '111122223333',
  region: 'us-east-1',
  day: '2026-03-14',
  sha256: 'ab'.repeat(32),
  inflatedBytes: 1_234,
  versionId: 'v1',
  compressedBytes: 567,
  gzipMembers: 1,
  paddingBytes: 8,
  counts,
  rejected: [{ index: 2, reason: 'eventTime is missing' }],
  unknownOperations: 2,
  shapes: ['lines'],
  status: 'done',
  finishedAt: '2026-03-14T09:30:00.000Z',
  tables: [tableArn('Music')],
  tablesTruncated: true,
  firstEventTime: '2026-03-14T09:00:00Z',
  lastEventTime: '2026-03-14T09:20:05Z',
};
const failed: LedgerEntry = {
  bucket: 'local',
  key: '/logs/two.json.gz',
  etag: 'second',
  accountId: '111122223333',
  region: 'us-east-1',
  day: '2026-03-14',
  counts: {
    read: 0,
    otherServices: 0,
    excluded: 0,
    duplicates: 0,
    audited: 0,
    recorded: 0,
    summarized: 0,
    rejected: 0,
  },
  status: 'failed',
  error: 'not gzip',
  finishedAt: '2026-03-14T09:31:00.000Z',
};

beforeAll(async () => {
  [database, dynamodb] = [await openTestDatabase(), await startDynamoDb()];
  await writeDataFolder(database, folder, events, [
    file,
    failed,
    { ...file, finishedAt: '2026-03-14T10:00:00.000Z' },
  ]);
  local = await openLocalAudit(folder);
  const audit = await createStoredAudit(dynamodb.client);
  for (const list of events) await audit.storeEvents(list);
  tables = createDynamoDbStore(audit);
});
afterAll(async () => {
  local.close();
  database.close();
  await dynamodb.stop();
});

async function readAll(store: AuditStore, query: Omit<DirectoryQuery, 'limit' | 'after'>, limit: number) {
  const entries: DirectoryEntry[] = [];
  let after: string | undefined;
  do {
    const page = await store.directory({ ...query, limit, ...(after !== undefined && { after }) });
    expect(page.entries.length).toBeLessThanOrEqual(limit);
    entries.push(...page.entries);
    after = page.next;
  } while (after !== undefined);
  return entries;
}

describe('the directory of a data folder', () => {
  const queries: Omit<DirectoryQuery, 'limit' | 'after'>[] = [
    { kind: 'resources' },
    { kind: 'principals' },
    { kind: 'actions' },
    { kind: 'accounts' },
    { kind: 'regions' },
    { kind: 'resources', table: 'Music' },
    { kind: 'resources', prefix: 'Mus' },
    { kind: 'actions', prefix: 'dynamodb:D' },
    { kind: 'resources', value: tableArn('Music') },
    { kind: 'resources', value: tableArn('Nothing') },
    { kind: 'regions', prefix: 'x'.repeat(3_000) },
  ];

  it.each(queries)('has the entries and the order of the one in DynamoDB: %j', async (query) => {
    const expected = await readAll(tables, query, 1_000);
    expect(await readAll(local.store, query, 1_000)).toEqual(expected);
    expect(await readAll(local.store, query, 1)).toEqual(expected);
  });

  it('knows the days of a value over all segments', async () => {
    const [music] = await readAll(local.store, { kind: 'resources', value: tableArn('Music') }, 1);
    expect(music).toMatchObject({ name: 'Music', firstSeen: '2026-03-11', lastSeen: '2026-03-19' });
  });
});

describe('the files of a data folder', () => {
  it('are those of its ledger, each content once', async () => {
    const found = [];
    for await (const { files } of local.store.files()) found.push(...files.flatMap(({ entries }) => entries));
    const [one, two] = found.sort((a, b) => (a.key < b.key ? -1 : 1));
    expect(one).toEqual({ ...file, finishedAt: '2026-03-14T10:00:00.000Z' });
    expect(two).toEqual(failed);
    expect(found).toHaveLength(2);
  });
});
