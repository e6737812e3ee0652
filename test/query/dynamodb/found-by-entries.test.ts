import { createLogFileReader } from '../../../src/originals/s3-log-file-reader';
import type { AuditLog } from '../../../src/query/audit-log';
import { createAuditLog } from '../../../src/query/dynamodb/create-audit-log';
import { createDynamoDbStore } from '../../../src/query/dynamodb/dynamodb-store';
import { openAuditLog } from '../../../src/query/open-audit-log';
import type { AuditQuery } from '../../../src/query/query';
import { startDynamoDb, type TestDynamoDb, testClient } from '../../support/dynamodb';
import {
  type CloudTrailEvent,
  dataEvent,
  identities,
  OTHER_ACCOUNT,
  tableArn,
  tableResource,
} from '../../support/events';
import { watchIndexReads } from '../../support/index-reads';
import { type LogBucket, startLogBucket } from '../../support/log-bucket';
import { createStoredAudit, type StoredAudit } from '../../support/stored-audit';

/** Two files each ten minutes of eight hours, one for each table. */
const FILES = 48;
const START = Date.parse('2026-03-14T00:00:00Z');
const SHARDS = 8;
const KEY = 'ASIARAREEXAMPLE00042';
/** The file of each table in which the key was used. */
const USED = { Orders: 7, Music: 30 };

const timeAt = (file: number, second: number) =>
  `${new Date(START + file * 600_000 + second * 1_000).toISOString().slice(0, 19)}Z`;

const call = (table: string, eventTime: string, overrides: CloudTrailEvent = {}) =>
  dataEvent({
    eventTime,
    requestParameters: { tableName: table, key: { id: eventTime } },
    resources: [tableResource(table)],
    ...overrides,
  });
const USER = '90678a1b-0071-7099-b1ea-0a1b2c3d4e5f';
const withKey = (accessKeyId: string, session?: string) => ({
  userIdentity: identities.assumedRole('app', session, { accessKeyId, onBehalfOf: { userId: USER } }),
});

let dynamodb: TestDynamoDb;
let bucket: LogBucket;
let audit: StoredAudit;

beforeAll(async () => {
  [dynamodb, bucket] = await Promise.all([startDynamoDb(), startLogBucket()]);
  audit = await createStoredAudit(
    dynamodb.client,
    {},
    { bucket, reading: { logFiles: createLogFileReader(bucket) } },
  );
  for (let file = 0; file < FILES; file += 1) {
    for (const [table, used] of Object.entries(USED)) {
      await audit.storeEvents([
        call(table, timeAt(file, 0)),
        call(table, timeAt(file, 20), file === used ? withKey(KEY, 'i-rare') : {}),
        call(table, timeAt(file, 50), { eventName: 'Query' }),
      ]);
    }
  }
});
afterAll(() => Promise.all([dynamodb.stop(), bucket.close()]));

/** The times of an answer, page by page, and the seconds of tables that were read for it. */
async function ask(query: AuditQuery, limit = 50) {
  const client = testClient(dynamodb.endpoint);
  const log = createAuditLog({ ...audit, client });
  const reads = watchIndexReads(client);
  const { times, pages } = await readPages(log, query, limit);
  client.destroy();
  const ofTables = reads.bodies.filter((body) => body.includes('"IndexName":"resource"'));
  return { times, pages, ofTables };
}

async function readPages(log: AuditLog, query: AuditQuery, limit: number) {
  const times: string[] = [];
  let cursor: string | undefined;
  let pages = 0;
  do {
    const page = await log.page(query, { limit, cursor });
    times.push(...page.records.map(({ eventTime }) => eventTime));
    cursor = page.nextToken;
    pages += 1;
  } while (cursor !== undefined);
  return { times, pages };
}

it.each<[string, AuditQuery]>([
  ['access key', { accessKey: [KEY] }],
  ['session', { session: ['i-rare'] }],
  ['user on whose behalf the call was made', { session: [USER] }],
])('by %s, reads the seconds of few files from the index by table, and no log file', async (_name, query) => {
  bucket.requests.length = 0;
  const { times, ofTables } = await ask(query);
  expect(times).toEqual([timeAt(USED.Music, 20), timeAt(USED.Orders, 20)]);
  const inVain = ofTables.length / SHARDS - Object.keys(USED).length;
  expect(inVain).toBeLessThanOrEqual(0.02 * 2 * FILES);
  expect(bucket.requests).toEqual([]);
});

it('by time alone, a page reads no further back than it needs', async () => {
  const until = timeAt(24, 0);
  const { ofTables, ...newest } = await ask({ since: timeAt(23, 0), until });
  expect(newest.times).toEqual([50, 50, 20, 20, 0, 0].map((second) => timeAt(23, second)));
  expect(ofTables.length).toBe(2 * SHARDS);
});

it.each([1, 7, 64])('by operation alone, pages of %i records give the same list', async (limit) => {
  const query: AuditQuery = { action: ['Query'], since: timeAt(44, 0) };
  const expected = Array.from({ length: 8 }, (_, n) => timeAt(44 + Math.floor(n / 2), 50));
  expect((await ask({ ...query, order: 'asc' }, limit)).times).toEqual(expected);
  expect((await ask(query, limit)).times).toEqual(expected.toReversed());
});

it.each(['asc', 'desc'] as const)('pages that end after each read give the same list, %s', async (order) => {
  const log = openAuditLog({ ...createDynamoDbStore(audit), entryBudget: 1 });
  const range = { since: timeAt(20, 0), until: timeAt(22, 0) };
  const expected = [20, 21].flatMap((file) =>
    [0, 20, 50].flatMap((second) => Array(2).fill(timeAt(file, second))),
  );
  const answer = await readPages(log, { ...range, order }, 50);
  expect(answer.times).toEqual(order === 'asc' ? expected : expected.toReversed());
  expect(answer.pages).toBeGreaterThan(2);
});

it('explains that entries and seconds of tables are read, and what that costs', async () => {
  const { index, notices, page } = await audit.log.explain({ accessKey: [KEY] });
  expect(index).toBe('activity, credential, resource');
  expect(notices).toEqual([
    expect.stringContaining('by the activity entries of 2 tables. To read less, add table'),
  ]);
  expect(page.records).toBe(2);
  expect(page.entries).toBeGreaterThanOrEqual(2 * FILES);
  expect(page.readUnits).toBeGreaterThan(10);
  expect(page.dollars).toBeCloseTo(((page.readUnits ?? 0) * 0.125) / 1e6, 12);
  expect(page).not.toHaveProperty('files');
});

it('finds calls of a key of another account', async () => {
  const foreign = await createStoredAudit(dynamodb.client);
  const arn = tableArn('Shared', 'us-east-1', OTHER_ACCOUNT);
  await foreign.storeEvents([
    call('Shared', timeAt(0, 0), {
      ...withKey(KEY),
      resources: [{ ARN: arn, type: 'AWS::DynamoDB::Table', accountId: OTHER_ACCOUNT }],
    }),
  ]);
  expect((await readPages(foreign.log, { accessKey: [KEY] }, 5)).times).toEqual([timeAt(0, 0)]);
});

it.each<[string, AuditQuery]>([
  ['account', { account: [OTHER_ACCOUNT] }],
  ['Region', { eventRegion: ['eu-west-1'] }],
])(
  'by %s alone, reads only seconds of log files of it, also of a table of another account',
  async (_name, query) => {
    const org = await createStoredAudit(dynamodb.client);
    const at = (minute: number) => timeAt(0, minute * 60);
    const elsewhere = { awsRegion: 'eu-west-1', recipientAccountId: OTHER_ACCOUNT };
    await org.storeEvents([0, 2, 4, 6].map((minute) => call('Orders', at(minute))));
    await org.storeEvents([call('Orders', at(8), elsewhere)]);
    const client = testClient(dynamodb.endpoint);
    const reads = watchIndexReads(client);
    const { times } = await readPages(createAuditLog({ ...org, client }), query, 50);
    client.destroy();
    expect(times).toEqual([at(8)]);
    expect(reads.bodies.filter((body) => body.includes('"IndexName":"resource"'))).toHaveLength(SHARDS);
  },
);

it('finds routine calls that name no table', async () => {
  const bare = await createStoredAudit(dynamodb.client);
  await bare.storeEvents([
    dataEvent({ eventTime: timeAt(0, 0), requestParameters: {}, resources: [] }),
    call('Orders', timeAt(0, 9)),
  ]);
  for (const query of [{}, { action: ['GetItem'] }, { sourceIp: ['203.0.113.20'] }]) {
    expect((await readPages(bare.log, query, 5)).times).toEqual([timeAt(0, 9), timeAt(0, 0)]);
  }
});

it('answers for the time since there are entries, and refuses the time before', async () => {
  const since = timeAt(1, 0);
  const late = await createStoredAudit(dynamodb.client, {}, { entriesSince: since });
  await late.storeEvents([call('Orders', timeAt(0, 0)), call('Orders', timeAt(2, 0))]);
  const query = { accessKey: ['ASIAORDERSEXAMPLE001'] };
  expect((await readPages(late.log, { ...query, since }, 5)).times).toEqual([timeAt(2, 0)]);
  await expect(late.log.page(query)).rejects.toThrow(
    /activity entries only since 2026-03-14T00:10:00Z\. Add since 2026-03-14T00:10:00Z/,
  );
  const partial = await late.log.page({ ...query, partial: true });
  expect(partial.records.map(({ eventTime }) => eventTime)).toEqual([timeAt(2, 0)]);
  expect(partial.incomplete).toContain('activity entries only since');
});

it('answers whole about more tables than are read at the same time', async () => {
  const many = await createStoredAudit(dynamodb.client);
  const tables = Array.from({ length: 105 }, (_, n) => `T${n}`);
  await many.storeEvents(tables.map((table, n) => call(table, timeAt(0, n))));
  const times = tables.map((_, n) => timeAt(0, n));
  expect((await readPages(many.log, { order: 'asc' }, 100)).times).toEqual(times);
  const counted = await many.log.activityPage({ since: timeAt(0, 0), until: timeAt(6, 0) }, { limit: 1_000 });
  expect(counted.groups).toHaveLength(tables.length);
});

it('counts the records of more tables than are read at the same time', async () => {
  const many = await createStoredAudit(dynamodb.client, {}, { entriesSince: false });
  await many.storeEvents(Array.from({ length: 101 }, (_, n) => call(`T${n}`, timeAt(0, n % 60))));
  const { groups } = await many.log.activityPage({ since: timeAt(0, 0) }, { limit: 1_000 });
  expect(groups).toHaveLength(101);
});
