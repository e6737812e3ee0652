import { join } from 'node:path';
import { createLogFileReader } from '../../src/originals/s3-log-file-reader';
import { createAuditLog } from '../../src/query/dynamodb/create-audit-log';
import { PAGE_FILES } from '../../src/query/limits';
import { ddbAudit, parseLines } from '../support/command-line';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { dataEvent, logFile, tableResource } from '../support/events';
import { type LogBucket, startLogBucket } from '../support/log-bucket';
import { createStoredAudit, type StoredAudit } from '../support/stored-audit';
import { temporaryFolder } from '../support/temporary-folder';

const ACTIVITY = { dataEventDetail: 'activity', machines: [] } as const;
const folder = temporaryFolder();
let dynamodb: TestDynamoDb;
let bucket: LogBucket;
/** Of another audit, whose log files have the same names. */
let others: LogBucket;
let audit: StoredAudit;

beforeAll(async () => {
  [dynamodb, bucket, others] = await Promise.all([startDynamoDb(), startLogBucket(), startLogBucket()]);
  audit = await createStoredAudit(dynamodb.client, {}, { detail: ACTIVITY, bucket });
  await audit.storeEvents([dataEvent(), dataEvent()]);
  process.env.AWS_ACCESS_KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
  process.env.AWS_SECRET_ACCESS_KEY = 'test';
});
afterAll(() => Promise.all([dynamodb.stop(), bucket.close(), others.close()]));

const askOf = (
  { tableName, ledgerTableName }: StoredAudit,
  { endpoint }: LogBucket,
  ...words: readonly string[]
) =>
  ddbAudit(
    [
      ...[...words, '--table-name', tableName, '--ledger-table-name', ledgerTableName],
      ...['--region', 'us-east-1', '--endpoint-url', dynamodb.endpoint],
    ],
    { env: { AWS_ENDPOINT_URL_S3: endpoint } },
  );
const ask = (...words: readonly string[]) => askOf(audit, bucket, ...words);
const search = (...words: readonly string[]) => ask('search', '--table', 'Music', ...words);

test('search reads log files with the credentials of the user', async () => {
  expect(parseLines(await search())).toHaveLength(2);
});

test('show finds in a log file what search found, by its time and table', async () => {
  const [{ eventId, eventTime, resources } = {}] = parseLines(await search('--limit', '1'));
  const place = ['--since', String(eventTime), '--table', String(resources)];
  expect(parseLines(await ask('show', String(eventId), ...place))).toMatchObject([{ eventId, eventTime }]);
  const around = await ask('around', String(eventId), ...place, '--minutes', '1');
  expect(parseLines(around).map((record) => record.eventId)).toContain(eventId);
});

test('search prints the events of log files', async () => {
  const { stdout } = await search('--output', 'records', '--limit', 'all');
  expect(JSON.parse(stdout).Records).toMatchObject([{ eventName: 'GetItem' }, { eventName: 'GetItem' }]);
});

test('export has the events of log files in all formats', async () => {
  expect(parseLines(await ask('export'))).toHaveLength(2);
  expect((await ask('export', '--format', 'csv')).stdout.trim().split('\n')).toHaveLength(3);
  const out = join(folder, 'audit.parquet');
  const { stderr } = await ask('export', '--format', 'parquet', '--out', out);
  expect(stderr).toBe(`Wrote 2 events to ${out}.\n`);
});

test('search names a log file that changed, and shows with --altered what it has now', async () => {
  bucket.replace(audit.keys[0]!, logFile([dataEvent()]));
  const { stderr, stdout } = await search();
  expect(stdout).toBe('');
  expect(stderr).toContain(`Log file s3://logs/${audit.keys[0]} is changed: its SHA-256 is`);
  expect(parseLines(await search('--altered'))).toHaveLength(1);
});

test('answers of several pages have the notices of all of them', async () => {
  const pages = await createStoredAudit(dynamodb.client, {}, { detail: ACTIVITY, bucket: others });
  for (let file = 0; file <= PAGE_FILES; file += 1) {
    const eventTime = `2026-03-14T${String(file % 24).padStart(2, '0')}:${String(file % 60).padStart(2, '0')}:00Z`;
    const requestParameters = { tableName: 'Orders', key: { orderId: '42' } };
    await pages.storeEvents([
      dataEvent({ eventTime, requestParameters, resources: [tableResource('Orders')] }),
    ]);
  }
  const newest = pages.keys[23]!;
  others.replace(newest, logFile([dataEvent()]));
  const read = async (...words: readonly string[]) => {
    const asked = [...words, '--table', 'Orders', '--limit', 'all', '--output'] as const;
    const { stderr } = await askOf(pages, others, ...asked, 'table');
    expect(stderr).not.toMatch(/page/);
    const answer = JSON.parse((await askOf(pages, others, ...asked, 'json')).stdout);
    expect(answer.pageNotices).toBeUndefined();
    return answer.notices.join(' ');
  };
  const isChanged = `Log file s3://logs/${newest} is changed`;
  expect(await read('item', '--key', 'orderId=42')).toContain(isChanged);
  expect(await read('search')).toContain(isChanged);
  expect(await read('items')).toContain(isChanged);
  expect(await read('item', '--key', 'orderid=42', '--event-region', 'us-east-1')).toContain(
    'No call names the item. 64 calls on single items do not log the attribute "orderid"',
  );
  const part = ['item', '--table', 'Orders', '--key', 'orderId=42', '--limit', '1', '--output', 'json'];
  expect(JSON.parse((await askOf(pages, others, ...part)).stdout).pageNotices).toEqual([
    expect.stringMatching(/^The calls before \S+ are on the next pages\.$/),
  ]);
});

test('policy allows what the events of log files did, and no more', async () => {
  const statement = "SELECT * FROM Sheets WHERE id = '1'";
  await audit.storeEvents([
    dataEvent({
      eventName: 'ExecuteStatement',
      readOnly: false,
      requestParameters: { statement },
      resources: [tableResource('Sheets')],
    }),
  ]);
  const { stdout } = await ask('policy', '--principal', 'orders-service', '--table', 'Sheets');
  expect(JSON.parse(stdout).Statement).toMatchObject([{ Action: ['dynamodb:PartiQLSelect'] }]);
  const { policy } = await createAuditLog({ ...audit, logFiles: createLogFileReader(bucket) }).policy({
    principal: ['orders-service'],
    table: ['Sheets'],
  });
  expect(policy).toEqual(JSON.parse(stdout));
});
