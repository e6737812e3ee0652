import { join } from 'node:path';
import type { Database } from '../../src/local/duckdb/database';
import { type LocalAudit, openLocalAudit } from '../../src/local/open-local-audit';
import type { AuditLog } from '../../src/query/audit-log';
import type { AuditStore } from '../../src/query/audit-store';
import { createDynamoDbStore } from '../../src/query/dynamodb/dynamodb-store';
import type { FileQuery } from '../../src/query/file-query';
import type { FileRecord } from '../../src/query/file-record';
import type { KnownFile } from '../../src/query/known-files';
import { createActivityWriter } from '../../src/store/ledger/activity-writer';
import { createCoverageLedger } from '../../src/store/ledger/coverage-ledger';
import { createLedger, type LedgerEntry } from '../../src/store/ledger/ledger';
import { daysOf, type Hour, rangeOf, TRAIL } from '../support/coverage';
import { openTestDatabase, writeDataFolder } from '../support/data-folders';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { controlEvent, tableArn } from '../support/events';
import { failedEntry, ledgerEntry, logFileKey } from '../support/ledger-entries';
import { type MeasuredRequests, measureRequests } from '../support/measured-requests';
import { createStoredAudit } from '../support/stored-audit';
import { temporaryFolder } from '../support/temporary-folder';

const OTHER = { accountId: '444455556666', region: 'eu-west-1' };
const CONTENT = { etag: 'e2', sha256: 'cd'.repeat(32), finishedAt: '2026-03-15T00:00:00.000Z' };
const key = (name: string) => logFileKey('111122223333', 'us-east-1', '20260314T0915Z', name);

const rejected = ledgerEntry({
  key: key('rejected'),
  etag: 'e3',
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
  finishedAt: '2026-03-14T11:00:00.000Z',
});
const ENTRIES: readonly LedgerEntry[] = [
  ledgerEntry({
    key: key('intact'),
    firstEventTime: '2026-03-14T09:00:00Z',
    lastEventTime: '2026-03-14T09:10:00Z',
  }),
  failedEntry({ key: key('failed'), finishedAt: '2026-03-14T12:00:00.000Z' }),
  rejected,
  ledgerEntry({ key: key('altered') }),
  ledgerEntry({ key: key('altered'), ...CONTENT, versionId: 'v2' }),
  // It failed first, and is done in the end.
  failedEntry({ key: key('healed'), etag: 'cut', finishedAt: '2026-03-14T08:00:00.000Z' }),
  ledgerEntry({ key: key('healed') }),
  // Its name lies between the failure and the content of the one before.
  failedEntry({ key: `${key('healed')} copy.json` }),
  ledgerEntry({
    ...OTHER,
    key: logFileKey(OTHER.accountId, OTHER.region, '20260312T1000Z'),
    day: '2026-03-12',
  }),
  // Not delivered by CloudTrail: its content may change.
  ledgerEntry({
    key: '/notes.json',
    accountId: 'unknown',
    region: 'unknown',
    day: 'unknown',
    shapes: ['lines'],
  }),
  ledgerEntry({
    key: '/notes.json',
    accountId: 'unknown',
    region: 'unknown',
    day: 'unknown',
    shapes: ['lines'],
    ...CONTENT,
  }),
];

const toLabel = ({ key, etag, status, altered, counts }: FileRecord) =>
  `${/([^_/]+?)(?:\.json(?:\.gz)?)?$/.exec(key)?.[1]} ${etag} ${status}${altered ? ' altered' : ''} ${counts.audited}`;
const QUESTIONS: readonly {
  readonly asks: string;
  readonly query: FileQuery;
  readonly answer: readonly string[];
}[] = [
  {
    asks: 'everything',
    query: {},
    answer: [
      'abcdefghijklmnop e1 done 2',
      'altered e1 done altered 2',
      'altered e2 done altered 2',
      'failed e1 failed 0',
      'healed e1 done 2',
      'healed.json.gz copy e1 failed 0',
      'intact e1 done 2',
      'notes e1 done 2',
      'notes e2 done 2',
      'rejected e3 done 2',
    ],
  },
  {
    asks: 'failed',
    query: { status: ['failed'] },
    answer: ['failed e1 failed 0', 'healed.json.gz copy e1 failed 0'],
  },
  { asks: 'rejected', query: { status: ['rejected'] }, answer: ['rejected e3 done 2'] },
  {
    asks: 'altered',
    query: { status: ['altered'] },
    answer: ['altered e1 done altered 2', 'altered e2 done altered 2'],
  },
  {
    asks: 'altered or rejected',
    query: { status: ['altered', 'rejected'] },
    answer: ['altered e1 done altered 2', 'altered e2 done altered 2', 'rejected e3 done 2'],
  },
  { asks: 'of an account', query: { account: ['444455556666'] }, answer: ['abcdefghijklmnop e1 done 2'] },
  { asks: 'delivered on a day', query: { day: ['2026-03-12'] }, answer: ['abcdefghijklmnop e1 done 2'] },
  {
    asks: 'of an account, a Region and some days',
    query: { account: ['111122223333'], eventRegion: ['us-east-1'], day: ['2026-03-12', '2026-03-14'] },
    answer: [
      'altered e1 done altered 2',
      'altered e2 done altered 2',
      'failed e1 failed 0',
      'healed e1 done 2',
      'healed.json.gz copy e1 failed 0',
      'intact e1 done 2',
      'rejected e3 done 2',
    ],
  },
  { asks: 'of a Region without files', query: { eventRegion: ['sa-east-1'] }, answer: [] },
  {
    asks: 'finished in a range that includes its first second and excludes its last',
    query: { since: '2026-03-14T11:00:00Z', until: '2026-03-15' },
    answer: ['failed e1 failed 0', 'rejected e3 done 2'],
  },
];

describe.each(['DynamoDB', 'a data folder'] as const)('the files in %s', (store) => {
  const folder = join(temporaryFolder(), 'audit');
  let dynamodb: TestDynamoDb;
  let database: Database;
  let local: LocalAudit;
  let log: AuditLog;

  beforeAll(async () => {
    if (store === 'DynamoDB') {
      dynamodb = await startDynamoDb();
      const audit = await createStoredAudit(dynamodb.client);
      await audit.storeEvents([controlEvent()]);
      const ledger = createLedger(dynamodb.client, audit.ledgerTableName);
      for (const entry of ENTRIES) {
        await (entry.status === 'done' ? ledger.record(entry) : ledger.recordFailure(entry));
      }
      ({ log } = audit);
    } else {
      database = await openTestDatabase();
      await writeDataFolder(database, folder, [[controlEvent()]], ENTRIES);
      local = await openLocalAudit(folder);
      ({ log } = local);
    }
  });
  afterAll(async () => {
    await dynamodb?.stop();
    local?.close();
    database?.close();
  });

  const readAll = async (query?: FileQuery) => {
    const records: FileRecord[] = [];
    for await (const record of log.files(query)) records.push(record);
    return records;
  };
  const readPages = async (query: FileQuery, limit: number) => {
    const records: FileRecord[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < 20; pages += 1) {
      const page = await log.filesPage(query, { limit, ...(cursor !== undefined && { cursor }) });
      records.push(...page.records);
      cursor = page.nextToken;
      if (cursor === undefined) return records;
    }
    throw new Error('The pages do not end.');
  };

  it.each(QUESTIONS)('answers: $asks', async ({ query, answer }) => {
    expect((await readAll(query)).map(toLabel).sort()).toEqual(answer);
  });

  it.each(QUESTIONS)('gives the same page by page: $asks', async ({ query }) => {
    const all = await readAll(query);
    expect(await readPages(query, 1)).toEqual(all);
    expect(await readPages(query, 3)).toEqual(all);
  });

  it('keeps all that the ledger knows of a file', async () => {
    const [record] = await readAll({ status: ['rejected'] });
    const { rejected: rejectedRecords, ...entry } = rejected;
    expect(record).toEqual({ ...entry, rejectedRecords });
  });

  it('says that verify finds altered files, too', async () => {
    const { notices } = await log.filesPage({ status: ['altered'] });
    expect(notices[0]).toMatch(/found by ddb-audit verify/);
  });

  it('says what a page looked at, and what it does not cover', async () => {
    const page = await log.filesPage({ eventRegion: ['sa-east-1'], since: '2026-03-01' });
    expect(page).toEqual({
      records: [],
      searched: { since: '2026-03-01T00:00:00Z', entries: expect.any(Number) },
      notices: [expect.stringContaining('Only log files that arrived here')],
    });
    expect(page.searched.entries).toBeGreaterThanOrEqual(10);
  });

  it('refuses the token of another question, and damaged ones', async () => {
    const { nextToken: cursor } = await log.filesPage({ status: ['done'] }, { limit: 1 });
    await expect(log.filesPage({ status: ['failed'] }, { cursor })).rejects.toMatchObject({
      code: 'InvalidCursor',
      message: expect.stringContaining('another query'),
    });
    await expect(log.filesPage({ status: ['done'] }, { cursor: `${cursor}x` })).rejects.toMatchObject({
      code: 'InvalidCursor',
    });
  });

  it.each([
    [
      { status: ['lost'] as never },
      /status.*must be one of done, failed, rejected, altered, unreferenced, but is "lost"/,
    ],
    [{ account: ['12'] }, /account must be an account ID of 12 digits/],
    [{ day: ['14 March'] }, /day must be a date such as 2026-03-14, but is "14 March"/],
    [{ since: 'yesterday' }, /"yesterday" is not a time/],
    [{ since: '2026-03-15', until: '2026-03-14' }, /since must not be later than until/],
  ])('refuses %j', async (query, message) => {
    await expect(log.filesPage(query)).rejects.toMatchObject({
      code: 'InvalidArgument',
      message: expect.stringMatching(message),
    });
  });

  it('counts files by status, adds up their records and names what failed', async () => {
    const status = await log.status();
    expect(status).toMatchObject({
      files: { all: 8, done: 6, failed: 2, rejected: 1, altered: 1 },
      lastFinishedAt: '2026-03-15T00:00:00.000Z',
      finishedLastHour: 0,
      counts: {
        read: 56,
        otherServices: 32,
        audited: 16,
        recorded: 16,
        summarized: 0,
        duplicates: 7,
        excluded: 0,
        rejected: 1,
      },
      unaccounted: 0,
      complete: true,
    });
    expect(status.failures.map(({ error }) => error)).toEqual(['not gzip', 'not gzip']);
  });

  it('shows the last file of each place, and who is silent while others are not', async () => {
    const { places } = await log.status({ silentHours: 24 });
    expect(places).toEqual([
      {
        accountId: '111122223333',
        region: 'us-east-1',
        files: 6,
        failed: 2,
        lastDelivered: '2026-03-14T09:15:00.000Z',
        lastFinishedAt: '2026-03-15T00:00:00.000Z',
      },
      {
        ...OTHER,
        files: 1,
        failed: 0,
        lastDelivered: '2026-03-12T10:00:00.000Z',
        lastFinishedAt: '2026-03-14T09:30:00.000Z',
        silent: true,
      },
      {
        accountId: 'unknown',
        region: 'unknown',
        files: 1,
        failed: 0,
        lastFinishedAt: '2026-03-15T00:00:00.000Z',
      },
    ]);
    const { places: patient } = await log.status({ silentHours: 48 });
    expect(patient.some(({ silent }) => silent)).toBe(false);
  });

  it('refuses a time of silence that is out of bounds', async () => {
    await expect(log.status({ silentHours: 0 })).rejects.toMatchObject({
      code: 'InvalidArgument',
      message: 'silentHours must be between 1 and 744, but is 0.',
    });
  });

  it('stops when the caller does', async () => {
    await expect(log.status({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });
});

describe('the files of a day in DynamoDB, where the bucket is known', () => {
  const PLACE = { account: ['111122223333'], eventRegion: ['us-east-1'] };
  const bucket = 'other-logs';
  let dynamodb: TestDynamoDb;
  let log: AuditLog;

  beforeAll(async () => {
    dynamodb = await startDynamoDb();
    const audit = await createStoredAudit(dynamodb.client);
    ({ log } = audit);
    const ledger = createLedger(dynamodb.client, audit.ledgerTableName);
    const others = ['2026-03-13', '2026-03-15'].map((day) => ledgerEntry({ day, key: key(day) }));
    for (const entry of [...ENTRIES, ...others, ledgerEntry({ bucket })]) await ledger.record(entry);
    const hours: Hour[] = [['intact'], ['intact']];
    await createCoverageLedger(dynamodb.client, audit.ledgerTableName).record({
      ...{ accountId: '111122223333', region: 'us-east-1', trail: TRAIL },
      ...{ folder: 's3://trail-logs/AWSLogs/', range: rangeOf(hours), days: daysOf(hours) },
    });
  });
  afterAll(() => dynamodb.stop());

  it('are found without reading the whole ledger, and the answer says where it looked', async () => {
    const page = await log.filesPage({ ...PLACE, day: ['2026-03-14'] }, { limit: 100 });
    expect(page.records).toHaveLength(7);
    expect(page.searched.entries).toBe(8); // Of a file that failed first, both entries are read.
    expect(page.notices[0]).toContain('Only log files in trail-logs were looked up');
  });

  it('are the same page by page, over several days', async () => {
    const query = { ...PLACE, day: ['2026-03-15', '2026-03-13', '2026-03-14', '2026-03-01'] };
    const all = await log.filesPage(query, { limit: 100 });
    expect(new Set(all.records.map(({ day }) => day)).size).toBe(3);
    const records: FileRecord[] = [];
    let cursor: string | undefined;
    do {
      const page = await log.filesPage(query, { limit: 1, ...(cursor !== undefined && { cursor }) });
      records.push(...page.records);
      cursor = page.nextToken;
    } while (cursor !== undefined);
    expect(records).toEqual(all.records);
  });
});

describe('a ledger of more entries than one request reads', () => {
  const CONTENTS = 3;
  const FILES = 250;
  let dynamodb: TestDynamoDb;
  let log: AuditLog;
  let store: AuditStore;

  beforeAll(async () => {
    dynamodb = await startDynamoDb();
    const audit = await createStoredAudit(dynamodb.client);
    ({ log } = audit);
    store = createDynamoDbStore(audit);
    const ledger = createLedger(dynamodb.client, audit.ledgerTableName);
    const entries = Array.from({ length: FILES * CONTENTS }, (_, index) =>
      ledgerEntry({
        key: key(`file${Math.floor(index / CONTENTS)}`),
        sha256: String(index % CONTENTS).repeat(64),
      }),
    );
    const often = Array.from({ length: 1_100 }, (_, index) =>
      ledgerEntry({ ...OTHER, key: key('often'), sha256: index.toString(16).padStart(16, '0').repeat(4) }),
    );
    await Promise.all([...entries, ...often].map((entry) => ledger.record(entry)));
  });
  afterAll(() => dynamodb.stop());

  it('has all contents of a file on one page, wherever a request ended', async () => {
    const seen = new Map<string, number>();
    let cursor: string | undefined;
    do {
      const page = await log.filesPage(
        { account: ['111122223333'] },
        { limit: 100, ...(cursor && { cursor }) },
      );
      const onPage = new Map<string, FileRecord[]>();
      for (const record of page.records) onPage.set(record.key, [...(onPage.get(record.key) ?? []), record]);
      for (const [name, records] of onPage) {
        expect(records.every(({ altered }) => altered)).toBe(true);
        expect(seen.has(name)).toBe(false);
        seen.set(name, records.length);
      }
      cursor = page.nextToken;
    } while (cursor);
    expect(seen.size).toBe(FILES);
    expect([...seen.values()].every((count) => count === CONTENTS)).toBe(true);
  });

  /** Reads batch by batch, as a caller does whose time is over after each. */
  const readFrom = async (from: string | undefined) => {
    const files: KnownFile[] = [];
    for await (const batch of store.files({ from })) {
      files.push(...batch.files);
      if (batch.position !== from) return { files, position: batch.position };
    }
    return { files };
  };

  it('continues after any request without losing or splitting a file', async () => {
    const counts = new Map<string, number[]>();
    let position: string | undefined;
    do {
      const read = await readFrom(position);
      for (const { entries } of read.files) {
        const { key } = entries[0]!;
        counts.set(key, [...(counts.get(key) ?? []), entries.length]);
      }
      position = read.position;
    } while (position !== undefined);
    // More contents than a page can hold together are split.
    expect(counts.get(key('often'))).toEqual([1_000, 100]);
    counts.delete(key('often'));
    expect(counts.size).toBe(FILES);
    expect([...counts.values()].every((found) => found.join() === String(CONTENTS))).toBe(true);
  });

  it('gets past a file that was written again and again', async () => {
    let found = 0;
    for await (const { altered } of log.files({ account: [OTHER.accountId] })) if (altered) found += 1;
    expect(found).toBe(1_100);
  });

  it('stops counting after the time that the caller allows, and then calls nobody silent', async () => {
    const status = await log.status({ maximumSeconds: 0 });
    expect(status.complete).toBe(false);
    expect(status.entries).toBeLessThanOrEqual(500);
    expect(status.notices[0]).toMatch(/Stopped after 0 seconds/);
    expect(status.places.some(({ silent }) => silent)).toBe(false);
  });
});

describe('a ledger with activity of many hours', () => {
  const HOURS = 400;
  const TABLES = ['Orders', 'Lines'];
  const FILES = 60;
  let dynamodb: TestDynamoDb;
  let requests: MeasuredRequests;
  let store: AuditStore;

  beforeAll(async () => {
    dynamodb = await startDynamoDb();
    const audit = await createStoredAudit(dynamodb.client);
    const ledger = createLedger(dynamodb.client, audit.ledgerTableName);
    const files = Array.from({ length: FILES }, (_, index) => ledgerEntry({ key: key(`file${index}`) }));
    await Promise.all(files.map((entry) => ledger.record(entry)));
    const activity = createActivityWriter(dynamodb.client, audit.ledgerTableName);
    const entries = TABLES.flatMap((table) =>
      Array.from({ length: HOURS }, (_, index) => {
        const time = new Date(index * 3_600_000).toISOString();
        const place = { table: tableArn(table), hour: time.slice(0, 13), part: 0 };
        return { ...place, bytes: Buffer.alloc(4_000), lastEventTime: time };
      }),
    );
    await activity.write(entries, files[0]!, undefined);
    store = createDynamoDbStore(audit);
    requests = measureRequests(dynamodb.client);
  });
  afterAll(() => dynamodb.stop());

  it('lists files without reading the activity of tables', async () => {
    const keys: string[] = [];
    for await (const { files } of store.files()) keys.push(...files.map(({ entries }) => entries[0]!.key));
    expect(new Set(keys).size).toBe(FILES);
    // Half a unit for each entry of 4 KB, if all were read.
    const ofActivity = (TABLES.length * HOURS) / 2;
    expect(requests.readUnits()).toBeLessThan(ofActivity / 5);
  });
});

describe('a data folder with more files than one batch', () => {
  const FILES = 1_500;
  const folder = join(temporaryFolder(), 'many');
  let local: LocalAudit;

  beforeAll(async () => {
    const database = await openTestDatabase();
    const entries = Array.from({ length: FILES }, (_, index) =>
      ledgerEntry({ key: key(`file${index}`), sha256: index.toString(16).padStart(64, '0') }),
    );
    await writeDataFolder(database, folder, [[controlEvent()]], entries);
    database.close();
    local = await openLocalAudit(folder);
  });
  afterAll(() => local.close());

  it('has each file once, in the order of their keys, as one list and page by page', async () => {
    const all: string[] = [];
    for await (const { key } of local.log.files()) all.push(key);
    expect(all).toHaveLength(FILES);
    expect(all).toEqual([...all].sort());
    const first = await local.log.filesPage({}, { limit: 700 });
    const second = await local.log.filesPage({}, { limit: 1_000, cursor: first.nextToken });
    expect([...first.records, ...second.records].map(({ key }) => key)).toEqual(all);
  });
});
