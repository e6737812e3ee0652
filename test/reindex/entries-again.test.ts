import { setTimeout as sleep } from 'node:timers/promises';
import { MEANING_VERSION } from '../../src/audit/meaning-version';
import type { ReindexReport } from '../../src/cli/reindex/report';
import { createAuditLog } from '../../src/query/dynamodb/create-audit-log';
import { readIndexCoverage } from '../../src/store/ledger/index-coverage';
import { ddbAudit } from '../support/command-line';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import {
  type CloudTrailEvent,
  controlEvent,
  dataEvent,
  logFile,
  tableArn,
  tableResource,
} from '../support/events';
import { type LogBucket, startLogBucket } from '../support/log-bucket';
import { storeAs, toOlderMeaning } from '../support/older-version';
import { createIngestedAudit, type IngestedAudit } from '../support/outdated-entries';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(5));

const ITEM = { table: 'Music', key: { customerId: 'c-1' } };
const naming = (customerId: string, eventTime: string) =>
  dataEvent({ eventTime, requestParameters: { tableName: 'Music', key: { customerId } } });

describe('ddb-audit reindex where every data event has a record', () => {
  const environment = { ...process.env };
  let dynamodb: TestDynamoDb;
  let bucket: LogBucket;
  let audit: IngestedAudit;
  let keys: string[];

  beforeAll(async () => {
    [dynamodb, bucket] = await Promise.all([startDynamoDb(), startLogBucket()]);
    Object.assign(process.env, {
      ...{ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' },
      ...{ AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint },
    });
  });
  beforeEach(async () => {
    audit = await createIngestedAudit(dynamodb.client, bucket);
    keys = [
      await audit.ingest([naming('c-1', '2026-03-14T09:59:00Z'), naming('c-2', '2026-03-14T10:00:00Z')]),
      await audit.ingest([
        naming('c-3', '2026-03-14T10:01:00Z'),
        dataEvent({ eventTime: '2026-03-14T10:02:00Z', resources: [tableResource('Orders')] }),
      ]),
    ];
    await audit.ingest([controlEvent()]);
  });
  afterAll(async () => {
    process.env = environment;
    await Promise.all([dynamodb.stop(), bucket.close()]);
  });

  const reindex = async (...words: string[]): Promise<ReindexReport & { readonly exitCode: number }> => {
    const tables = ['--table-name', audit.tableName, '--ledger-table-name', audit.ledgerTableName];
    const ran = await ddbAudit(['reindex', ...tables, ...words], {
      env: { AWS_ENDPOINT_URL_S3: bucket.endpoint },
    });
    if (ran.stdout === '') throw new Error(ran.stderr);
    return { exitCode: ran.exitCode, ...JSON.parse(ran.stdout) };
  };
  const open = () => createAuditLog(audit);
  const countCalls = async () => (await open().activityPage({}, { limit: 100 })).groups;
  const withoutMarks = (items: Awaited<ReturnType<IngestedAudit['activity']>>) =>
    items.map(({ meaningVersion: _, activityMeaning: __, ...item }) => item);

  it('makes the entries of an earlier version again, and writes no record', async () => {
    const expected = withoutMarks(await audit.activity());
    await audit.outdate();
    expect(withoutMarks(await audit.activity())).not.toEqual(expected);
    await expect(reindex()).resolves.toMatchObject({
      ...{ exitCode: 0, status: 'done', changed: 0 },
      entries: { files: 2, left: 0, leftExamples: [] },
    });
    expect(withoutMarks(await audit.activity())).toEqual(expected);
    await expect(reindex()).resolves.toMatchObject({ exitCode: 0, entries: { files: 0, left: 0 } });
  });

  it('gives the same answers, and those about items read less', async () => {
    const [activity, item] = [await countCalls(), await open().item(ITEM)];
    await audit.outdate();
    const slow = await open().item(ITEM);
    expect(slow.named).toEqual(item.named);
    expect(slow.searched.entries).toBeGreaterThan(item.searched.entries);
    await reindex();
    await expect(open().item(ITEM)).resolves.toEqual(item);
    await expect(countCalls()).resolves.toEqual(activity);
  });

  it('keeps the version of the records of a file, which may be another', async () => {
    await audit.outdate();
    await reindex();
    const files = (await audit.activity()).filter(({ activity }) => activity !== undefined);
    expect(files).toMatchObject([{ activityMeaning: MEANING_VERSION }, { activityMeaning: MEANING_VERSION }]);
    expect(files.every(({ meaningVersion }) => meaningVersion === undefined)).toBe(true);
  });

  it('does not add calls that settings left out when the file was ingested', async () => {
    await audit.ingest([naming('c-1', '2026-03-14T11:00:00Z'), dataEvent({ eventName: 'PutItem' })], {
      excludeOperations: ['PutItem'],
    });
    const expected = withoutMarks(await audit.activity());
    await audit.outdate();
    await expect(reindex()).resolves.toMatchObject({ entries: { files: 3, left: 0 } });
    expect(withoutMarks(await audit.activity())).toEqual(expected);
  });

  it('says what it would do in a dry run, and what it costs', async () => {
    await audit.outdate();
    const before = await audit.activity();
    bucket.requests.length = 0;
    const dryRun = await reindex('--dry-run');
    expect(dryRun).toMatchObject({ status: 'dryRun', entries: { files: 2, moved: 0, left: 0 } });
    expect(await audit.activity()).toEqual(before);
    expect([...bucket.requests].sort()).toEqual([...keys].sort());
    const done = await reindex();
    expect(dryRun.writeUnits).toBe(done.writeUnits);
    expect(dryRun.entries?.bytes).toBe(done.entries?.bytes);
    expect(done.dollars).toBeCloseTo((done.readUnits * 0.125 + done.writeUnits * 0.625 + 2 * 0.4) / 1e6, 12);
  });

  it('says in a dry run which files it would leave, and of which files calls would move', async () => {
    await audit.outdate();
    await audit.move(tableArn('Orders'), tableArn('Stale'));
    bucket.fail(keys[0]!, 'InvalidObjectState');
    const before = await audit.activity();
    await expect(reindex('--dry-run')).resolves.toMatchObject({
      ...{ exitCode: 0, status: 'dryRun' },
      entries: { files: 1, moved: 1, left: 1, leftExamples: [{ file: `s3://logs/${keys[0]}` }] },
    });
    expect(await audit.activity()).toEqual(before);
  });

  it('leaves files with events outside of the range', async () => {
    await audit.outdate();
    await expect(reindex('--since', '2026-03-14T10:00:00Z')).resolves.toMatchObject({
      entries: { files: 1 },
    });
    await expect(reindex('--until', '2026-03-14T10:02:00Z')).resolves.toMatchObject({
      entries: { files: 1 },
    });
    await expect(reindex()).resolves.toMatchObject({ entries: { files: 0 } });
  });

  it('has calls counted by entries again that were counted by records with another meaning', async () => {
    const { client, tableName, ledgerTableName } = audit;
    const activitySince = async () => (await readIndexCoverage(client, ledgerTableName))?.activitySince;
    const [earlier, last] = ['12', '13'].map((hour) => naming('c-4', `2026-03-14T${hour}:00:00Z`)) as [
      CloudTrailEvent,
      CloudTrailEvent,
    ];
    await audit.ingest([earlier]);
    const archived = await audit.ingest([last]);
    const expected = await countCalls();
    await storeAs(client, tableName, [earlier, last], toOlderMeaning);
    await audit.outdate();

    bucket.fail(archived, 'InvalidObjectState');
    await expect(reindex()).resolves.toMatchObject({ exitCode: 1, changed: 2, entries: { left: 1 } });
    await expect(activitySince()).resolves.toBe('2026-03-14T13:00:01Z');
    await expect(countCalls()).resolves.toEqual(expected);

    bucket.put(archived, logFile([last]));
    await expect(reindex()).resolves.toMatchObject({ exitCode: 0, entries: { files: 1, left: 0 } });
    await expect(activitySince()).resolves.toBe('1970-01-01T00:00:00Z');
    await expect(countCalls()).resolves.toEqual(expected);
  });

  it.each([
    [
      'altered',
      (key: string) => bucket.replace(key, logFile([dataEvent()])),
      'It is changed: its SHA-256 is ',
    ],
    ['deleted', (key: string) => bucket.fail(key, 'NoSuchKey'), 'It is missing: the object is not there.'],
    [
      'archived',
      (key: string) => bucket.fail(key, 'InvalidObjectState'),
      'It is archived: the object is arch',
    ],
    [
      'not readable',
      (key: string) => bucket.fail(key, 'AccessDenied'),
      'It is denied: access to it is denied',
    ],
  ])('leaves and names a file that is %s, and makes the others', async (_, harm, reason) => {
    const [first = '', second = ''] = keys;
    const item = await open().item(ITEM);
    await audit.outdate();
    harm(first);
    await expect(reindex()).resolves.toMatchObject({
      ...{ exitCode: 1, status: 'left' },
      entries: {
        ...{ files: 1, left: 1 },
        leftExamples: [{ file: `s3://logs/${first}`, reason: expect.stringContaining(reason) }],
      },
    });
    const marked = (await audit.activity()).filter(({ activityMeaning }) => activityMeaning !== undefined);
    expect(marked).toMatchObject([{ entry: expect.stringContaining(second) }]);
    const { named } = await open().item(ITEM);
    expect(named).toEqual(item.named);
  });

  it('ends what it began if it is interrupted, and goes on when it is run again', async () => {
    await audit.outdate();
    bucket.requests.length = 0;
    const interrupted = new AbortController();
    const tables = ['--table-name', audit.tableName, '--ledger-table-name', audit.ledgerTableName];
    const running = ddbAudit(['reindex', ...tables, '--rate', '1'], {
      env: { AWS_ENDPOINT_URL_S3: bucket.endpoint },
      signal: interrupted.signal,
    });
    while (bucket.requests.length < keys.length) await sleep(10);
    interrupted.abort();
    const { exitCode, stdout } = await running;
    expect(exitCode).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'interrupted' });
    const made = (await audit.activity()).filter(
      ({ activityMeaning }) => activityMeaning !== undefined,
    ).length;
    await expect(reindex()).resolves.toMatchObject({ status: 'done', entries: { files: 2 - made, left: 0 } });
  });

  it('prints what it read and what it left', async () => {
    await audit.outdate();
    bucket.fail(keys[0]!, 'NoSuchKey');
    const tables = ['--table-name', audit.tableName, '--ledger-table-name', audit.ledgerTableName];
    const { stdout } = await ddbAudit(['reindex', ...tables, '--output', 'table'], {
      env: { AWS_ENDPOINT_URL_S3: bucket.endpoint },
    });
    expect(stdout).toMatch(/^Log files: {3}1 read again \(\d+ B\), to make their activity entries again$/m);
    expect(stdout).toContain('Left:        activity entries of 1 log files\n  s3://logs/AWSLogs/');
  });
});
