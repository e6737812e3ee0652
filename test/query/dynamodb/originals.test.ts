import type { AuditRecord } from '../../../src/audit/audit-record';
import { createLogFileReader } from '../../../src/originals/s3-log-file-reader';
import type { AuditLog } from '../../../src/query/audit-log';
import { createDynamoDbStore } from '../../../src/query/dynamodb/dynamodb-store';
import type { LogFileReader } from '../../../src/query/log-file-reader';
import { openAuditLog } from '../../../src/query/open-audit-log';
import type { AuditQuery } from '../../../src/query/query';
import { toResolvedQuery } from '../../../src/query/resolved-query';
import { recordLifecycle } from '../../../src/store/ledger/lifecycles';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import {
  type CloudTrailEvent,
  dataEvent,
  denial,
  logFile,
  tableArn,
  tableResource,
} from '../../support/events';
import { type LogBucket, startLogBucket } from '../../support/log-bucket';
import { createStoredAudit, type StoredAudit } from '../../support/stored-audit';

let dynamodb: TestDynamoDb;
let bucket: LogBucket;
beforeAll(async () => {
  [dynamodb, bucket] = await Promise.all([startDynamoDb(), startLogBucket()]);
});
afterAll(() => Promise.all([dynamodb.stop(), bucket.close()]));

const ACTIVITY = { dataEventDetail: 'activity', machines: [] } as const;
const DECOY = { decoyResources: [tableArn('Decoy')] };
const timeAt = (minute: number, second = 0) =>
  `2026-03-14T${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:${String(second).padStart(2, '0')}Z`;

/** A call on an order, which is routine. */
const call = (minute: number, orderId: string, overrides: CloudTrailEvent = {}): CloudTrailEvent =>
  dataEvent({
    eventTime: timeAt(minute),
    resources: [tableResource('Orders')],
    requestParameters: { tableName: 'Orders', key: { orderId } },
    ...overrides,
  });

/** Twelve files of five minutes, each with a call on an order of its own, one on order 42 in every third, and a denied one. */
async function storeHour(reading: 'log files' | 'nothing'): Promise<StoredAudit> {
  const audit = await createStoredAudit(
    dynamodb.client,
    {},
    {
      ...{ detail: ACTIVITY, bucket },
      reading: { ...(reading === 'log files' && { logFiles: createLogFileReader(bucket) }) },
    },
  );
  for (let file = 0; file < 12; file += 1) {
    const minute = 60 + 5 * file;
    await audit.storeEvents([
      call(minute, `own-${file}`),
      ...(file % 3 === 0 ? [call(minute + 2, '42')] : []),
      call(minute + 4, 'denied', denial('no')),
    ]);
  }
  bucket.requests.length = 0;
  return audit;
}

async function readPages(log: AuditLog, query: AuditQuery, limit = 50) {
  const records: AuditRecord[] = [];
  const notices = new Set<string>();
  let cursor: string | undefined;
  let pages = 0;
  do {
    const page = await log.page(query, { limit, cursor });
    records.push(...page.records);
    for (const notice of [...(page.notices ?? []), ...(page.pageNotices ?? [])]) notices.add(notice);
    cursor = page.nextToken;
    pages += 1;
  } while (cursor !== undefined);
  return {
    times: records.map(({ eventTime }) => eventTime.slice(11, 16)),
    records,
    notices: [...notices],
    pages,
  };
}

const WITH_DENIED = Array.from({ length: 12 }, (_, file) => [
  timeAt(60 + 5 * file).slice(11, 16),
  ...(file % 3 === 0 ? [timeAt(62 + 5 * file).slice(11, 16)] : []),
  timeAt(64 + 5 * file).slice(11, 16),
]).flat();

test('a search by table finds calls without a record in log files, in order with those that have one', async () => {
  const { log } = await storeHour('log files');
  const { times, records } = await readPages(log, { table: ['Orders'] });
  expect(times).toEqual([...WITH_DENIED].reverse());
  expect(records.filter(({ outcome }) => outcome === 'denied')).toHaveLength(12);
  expect((await readPages(log, { table: ['Orders'], order: 'asc' })).times).toEqual(WITH_DENIED);
});

test('a page reads no further files than it needs', async () => {
  const { log } = await storeHour('log files');
  const page = await log.page({ table: ['Orders'] }, { limit: 2 });
  expect(page.records.map(({ eventTime }) => eventTime.slice(11, 16))).toEqual(['01:59', '01:55']);
  expect(bucket.requests.length).toBeLessThanOrEqual(3);
});

test('a search for an item reads the files that name it only', async () => {
  const audit = await storeHour('log files');
  const { times } = await readPages(audit.log, { table: ['Orders'], key: { orderId: '42' } });
  expect(times).toEqual(['01:47', '01:32', '01:17', '01:02']);
  expect([...bucket.requests].sort()).toEqual([0, 3, 6, 9].map((file) => audit.keys[file]));
});

/** Counts the log files that are read at the same time. */
function watchReads() {
  const reader = createLogFileReader(bucket);
  const reads = { now: 0, most: 0 };
  const logFiles: LogFileReader = {
    async read(...asked) {
      reads.now += 1;
      reads.most = Math.max(reads.most, reads.now);
      return reader.read(...asked).finally(() => {
        reads.now -= 1;
      });
    },
  };
  return { reads, logFiles };
}

test('a rare item is found in log files of several hours at once, and a short page reads few of them', async () => {
  const { reads, logFiles } = watchReads();
  const audit = await createStoredAudit(
    dynamodb.client,
    {},
    { detail: ACTIVITY, bucket, reading: { logFiles } },
  );
  for (let hour = 0; hour < 20; hour += 1) await audit.storeEvents([call(60 * hour + 5, '42')]);
  bucket.requests.length = 0;
  const question = { table: 'Orders', key: { orderId: '42' } };
  expect((await audit.log.item(question, { limit: 1 })).named).toHaveLength(1);
  expect(bucket.requests.length).toBeLessThanOrEqual(8);
  expect((await audit.log.page({ ...question, table: ['Orders'] }, { limit: 1 })).records).toHaveLength(1);
  bucket.requests.length = 0;
  expect((await audit.log.item(question)).named).toHaveLength(20);
  expect(bucket.requests).toHaveLength(20);
  expect(reads.most).toBe(8);
});

test('a log file with calls of two hours is read once', async () => {
  const { reads, logFiles } = watchReads();
  const audit = await createStoredAudit(
    dynamodb.client,
    {},
    { detail: ACTIVITY, bucket, reading: { logFiles } },
  );
  for (const start of [58, 358, 658, 958]) {
    await audit.storeEvents([call(start, '42'), call(start + 4, '42')]);
  }
  bucket.requests.length = 0;
  const { times } = await readPages(audit.log, { table: ['Orders'], key: { orderId: '42' } });
  expect(times).toHaveLength(8);
  expect(bucket.requests).toHaveLength(4);
  expect(reads.most).toBeGreaterThan(1);
});

test('the history of an item has its calls in log files', async () => {
  const audit = await storeHour('log files');
  const { named, mayHaveTouched } = await audit.log.item({ table: 'Orders', key: { orderId: '42' } });
  expect(named.map(({ eventTime }) => eventTime.slice(11, 16))).toEqual(['01:47', '01:32', '01:17', '01:02']);
  expect(mayHaveTouched).toEqual([]);
  expect(bucket.requests).toHaveLength(4);
});

test('without log files, an answer says how many calls it lacks', async () => {
  const { log } = await storeHour('nothing');
  const { times, notices } = await readPages(log, { table: ['Orders'] });
  expect(times).toHaveLength(12);
  expect(notices.join()).toMatch(
    /^Up to 16 calls are missing from the answer: they have no record of their own, and this reader/,
  );
  const item = await log.item({ table: 'Orders', key: { orderId: '42' } });
  expect(item.notices?.join()).toMatch(/Up to 8 calls are missing from the answer/);
  expect(bucket.requests).toEqual([]);
});

test('a page that may read no log file ends before the first that it needs, and says how many come next', async () => {
  const { log } = await storeHour('log files');
  const query = { table: ['Orders'] };
  const first = await log.page(query, { maximumFiles: 0 });
  expect(first.records.map(({ eventTime }) => eventTime.slice(11, 16))).toEqual(['01:59']);
  expect(first.searched).toMatchObject({ nextFiles: 12 });
  expect(first.searched).not.toHaveProperty('files');
  const again = await log.page(query, { maximumFiles: 0, cursor: first.nextToken });
  expect(again).toMatchObject({ records: [], nextToken: expect.any(String), searched: { nextFiles: 12 } });
  expect(bucket.requests).toEqual([]);
  const read = await log.page(query, { cursor: again.nextToken });
  expect([...first.records, ...read.records]).toHaveLength(WITH_DENIED.length);
  expect(read.searched).not.toHaveProperty('nextFiles');
});

test('pages that may read no log file, and one file in turn, give the same list', async () => {
  const { log } = await storeHour('log files');
  for (const order of ['asc', 'desc'] as const) {
    const times: string[] = [];
    let cursor: string | undefined;
    let maximumFiles = 0;
    do {
      const page = await log.page({ table: ['Orders'], order }, { limit: 3, maximumFiles, cursor });
      times.push(...page.records.map(({ eventTime }) => eventTime.slice(11, 16)));
      cursor = page.nextToken;
      maximumFiles = page.searched.nextFiles === undefined ? 0 : 1;
    } while (cursor !== undefined);
    expect(times).toEqual(order === 'asc' ? WITH_DENIED : [...WITH_DENIED].reverse());
  }
});

test('a page of records that are in an index needs no log files', async () => {
  const { log } = await storeHour('log files');
  const { records, nextToken, searched } = await log.page(
    { table: ['Orders'], outcome: ['denied'] },
    { maximumFiles: 0 },
  );
  expect(records).toHaveLength(12);
  expect(nextToken).toBeUndefined();
  expect(searched).not.toHaveProperty('nextFiles');
});

test('a page reads at most 64 log files', async () => {
  const { log } = await createStoredAudit(dynamodb.client);
  await expect(log.page({}, { maximumFiles: 65 })).rejects.toThrow(
    'maximumFiles must be between 0 and 64, but is 65.',
  );
});

test.each([1, 2, 64])('pages of at most %i log files give the same list', async (fileBudget) => {
  const audit = await storeHour('log files');
  const store = createDynamoDbStore({ ...audit, logFiles: createLogFileReader(bucket) });
  const { times, pages, notices } = await readPages(openAuditLog({ ...store, fileBudget }), {
    table: [tableArn('Orders')],
  });
  expect(times).toEqual([...WITH_DENIED].reverse());
  expect(pages > 5).toBe(fileBudget < 3);
  expect(notices.some((notice) => notice.includes('The page ended after reading'))).toBe(fileBudget < 3);
});

test('a changed, a missing and an archived log file are named, and their calls are not shown', async () => {
  const audit = await storeHour('log files');
  bucket.replace(audit.keys[0]!, logFile([call(60, 'forged')]));
  bucket.fail(audit.keys[1]!, 'NoSuchKey');
  bucket.fail(audit.keys[2]!, 'InvalidObjectState');
  const { times, notices } = await readPages(audit.log, { table: ['Orders'], outcome: ['succeeded'] });
  expect(times.at(-1)).toBe('01:15');
  const text = notices.join(' ');
  expect(text).toContain(`Log file s3://logs/${audit.keys[0]} is changed: its SHA-256 is `);
  expect(text).toContain(`${audit.keys[1]} is missing: the object is not there; up to 1 call of it`);
  expect(text).toContain(`${audit.keys[2]} is archived: `);
  expect(text).toContain('To show what the changed files have now, repeat the question with altered.');
});

test('a log file whose KMS key cannot be used is named, and the calls of the others are shown', async () => {
  const audit = await storeHour('log files');
  bucket.fail(audit.keys[0]!, 'KMS.DisabledException');
  const { times, notices } = await readPages(audit.log, { table: ['Orders'], outcome: ['succeeded'] });
  expect(times.at(-1)).toBe('01:05');
  const text = notices.join(' ');
  expect(text).toContain(`${audit.keys[0]} is not readable: S3 cannot decrypt it: KMS.DisabledException`);
  expect(text).toContain('up to 2 calls of it are missing from the answer');
});

test('an answer that reads log files says which lifecycle rule will end that', async () => {
  const audit = await storeHour('log files');
  await recordLifecycle(audit.client, audit.ledgerTableName, {
    ...{ place: 's3://logs/AWSLogs/', checkedAt: new Date().toISOString(), state: 'early' },
    ends: [{ effect: 'deleted', rule: 'clean', afterDays: 90 }],
  });
  const { notices } = await readPages(audit.log, { table: ['Orders'], outcome: ['succeeded'] });
  expect(notices.join()).toContain('lifecycle rule "clean" deletes log files after 90 days');
  const { notices: unread } = await readPages(audit.log, { table: ['Orders'], outcome: ['denied'] });
  expect(unread.join()).not.toContain('lifecycle');
});

test('with altered, the calls that a changed log file has now are shown', async () => {
  const audit = await storeHour('log files');
  bucket.replace(audit.keys[0]!, logFile([call(60, 'forged')]));
  const { times, notices } = await readPages(audit.log, {
    table: ['Orders'],
    outcome: ['succeeded'],
    altered: true,
  });
  expect(times.at(-1)).toBe('01:00');
  expect(notices.join()).toContain('the answer shows what it has now, instead of 2 calls that it had.');
});

test('a question about risk reads only files with more risky calls of somebody than get a record', async () => {
  const audit = await createStoredAudit(dynamodb.client, DECOY, {
    detail: ACTIVITY,
    bucket,
    reading: { logFiles: createLogFileReader({ ...bucket, risk: DECOY }) },
  });
  const touch = (minute: number) => call(minute, 'x', { resources: [tableResource('Decoy')] });
  await audit.storeEvents([call(1, 'a'), touch(2)]);
  await audit.storeEvents([call(6, 'a'), ...Array.from({ length: 103 }, () => touch(7))]);
  bucket.requests.length = 0;
  const { records } = await readPages(audit.log, { table: ['Decoy'], rule: ['decoy-table-access'] });
  expect(records).toHaveLength(104);
  expect(new Set(bucket.requests)).toEqual(new Set([audit.keys[1]]));
});

describe('calls of one second in more log files than a page reads', () => {
  const FILES = 20;
  const query = { table: ['Orders'], order: 'asc' } as const;
  let audit: StoredAudit;
  beforeAll(async () => {
    audit = await createStoredAudit(dynamodb.client, {}, { detail: ACTIVITY, bucket });
    for (let file = 0; file < FILES; file += 1)
      await audit.storeEvents([call(1, String(file)), call(1, `other-${file}`)]);
  });
  const openStore = () => createDynamoDbStore({ ...audit, logFiles: createLogFileReader(bucket) });

  test.each([
    [1, 'asc'],
    [2, 'desc'],
    [64, 'asc'],
  ] as const)('are all found once, in pages of %i log files, %s', async (fileBudget, order) => {
    const log = openAuditLog({ ...openStore(), fileBudget });
    const { records, notices } = await readPages(log, { ...query, order }, 5);
    const ids = records.map(({ eventId }) => eventId);
    const whole = await readPages(
      openAuditLog({ ...openStore(), fileBudget: 1_000 }),
      { ...query, order },
      1_000,
    );
    expect(ids).toEqual(whole.records.map(({ eventId }) => eventId));
    expect(new Set(ids).size).toBe(2 * FILES);
    expect(notices.some((notice) => notice.includes('The page ended after reading'))).toBe(fileBudget < 64);
  });

  test('are read on by the next page, with the log file that has the first record', async () => {
    const log = openAuditLog({ ...openStore(), fileBudget: 2 });
    bucket.requests.length = 0;
    const pages = [];
    let cursor: string | undefined;
    do {
      const before = bucket.requests.length;
      const { records, nextToken } = await log.page(query, { limit: 1, cursor });
      pages.push([records.length, bucket.requests.length - before]);
      cursor = nextToken;
    } while (pages.length < 3);
    // Half of what a page may read is read again: one log file.
    expect(pages).toEqual([
      [0, 2],
      [0, 16],
      [1, FILES - 16 + 1],
    ]);
  });

  test('are refused once the time is over, where counting cannot go on among them, with how to narrow the question', async () => {
    const resolved = toResolvedQuery({ order: 'asc' }, [[tableArn('Orders')]], {});
    const budget = { entries: 1_000, files: 1, until: 0 };
    const first = await openStore().records(resolved, { budget });
    const { position: from } = await first.read(5);
    const second = await openStore().records(resolved, { budget, from });
    await expect(second.read(5)).rejects.toThrow(
      'The page would have to read more than 8 log files, because so many have calls of the same second. Narrow the question with table',
    );
  });
});
