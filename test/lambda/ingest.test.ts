import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CreateTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { MEANING_VERSION } from '../../src/audit/meaning-version';
import { type S3Server, startS3Server } from '../../src/local/s3-server';
import { parseIngestSettings } from '../../src/settings/ingest-settings';
import { decodeItem, type StoredRecord } from '../../src/store/items/item';
import { readDeployment } from '../../src/store/ledger/deployment';
import { nextCoverage } from '../../src/store/ledger/index-coverage';
import { createLedger, type LedgerEntry } from '../../src/store/ledger/ledger';
import { readMeaning } from '../../src/store/ledger/meaning';
import { bundle } from '../support/bundle';
import { startDynamoDb } from '../support/dynamodb';
import { type CloudTrailEvent, controlEvent, dataEvent, logFile, otherServiceEvent } from '../support/events';
import { guardEvent, QUEUE_ARN, queueUrl } from '../support/guard-events';
import { type LambdaFunction, startLambdaFunction } from '../support/lambda-function';
import { ledgerEntry } from '../support/ledger-entries';
import { readItems, STALE_TABLE, storeAs, toOlderMeaning } from '../support/older-version';
import { readLedger } from '../support/read-ledger';
import { s3Notification, sqsEvent } from '../support/sqs';
import { auditTableDefinition, ledgerTableDefinition } from '../support/table-definitions';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(6));

const BUCKET = 'trail-bucket';
const folder = 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/14';
const toKey = (name: string) => `${folder}/111122223333_CloudTrail_us-east-1_20260314T0930Z_${name}.json.gz`;

describe('the bundled ingest function', () => {
  let dynamodb: Awaited<ReturnType<typeof startDynamoDb>>;
  let s3: S3Server;
  let lambda: LambdaFunction;
  let objects: string;
  let tables = 0;

  beforeAll(async () => {
    objects = mkdtempSync(join(tmpdir(), 'trail-'));
    dynamodb = await startDynamoDb();
    s3 = await startS3Server(objects);
    bundle('lambda/ingest.ts', join(objects, 'bundle', 'index.js'));
  });
  afterAll(async () => {
    await s3.close();
    await dynamodb.stop();
    rmSync(objects, { recursive: true });
  });

  let names: { audit: string; ledger: string };
  beforeEach(async () => {
    tables += 1;
    names = { audit: `audit-${tables}`, ledger: `ledger-${tables}` };
    await dynamodb.client.send(new CreateTableCommand(auditTableDefinition(names.audit)));
    await dynamodb.client.send(new CreateTableCommand(ledgerTableDefinition(names.ledger)));
    lambda = await startLambdaFunction({
      file: join(objects, 'bundle', 'index.js'),
      environment: {
        AWS_ENDPOINT_URL_S3: s3.endpoint,
        AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
        AUDIT_TABLE_NAME: names.audit,
        LEDGER_TABLE_NAME: names.ledger,
        AUDIT_SETTINGS: JSON.stringify({ excludeOperations: ['DescribeLimits'] }),
        AUDIT_OWN_ROLE_ARNS: 'arn:aws:iam::111122223333:role/ingest',
        AUDIT_OWN_TABLE_ARNS: 'arn:aws:dynamodb:us-east-1:111122223333:table/audit',
        AUDIT_GUARDED_RESOURCES: JSON.stringify([QUEUE_ARN, BUCKET]),
        AUDIT_DEPLOYMENT: JSON.stringify({ IngestQueueUrl: queueUrl('Audit-Queue-1') }),
        NODE_OPTIONS: '--max-old-space-size=96',
      },
    });
  });
  afterEach(() => lambda.stop());

  const put = (key: string, bytes: Uint8Array) => {
    const path = join(objects, key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    return key;
  };
  const putLog = (name: string, records: (CloudTrailEvent | string)[]) => put(toKey(name), logFile(records));

  async function storedRecords(): Promise<StoredRecord[]> {
    const client = DynamoDBDocumentClient.from(dynamodb.client);
    const found: StoredRecord[] = [];
    for await (const { Items = [] } of paginateScan({ client }, { TableName: names.audit })) {
      found.push(...Items.filter((item) => item.part.startsWith('event#')).map(decodeItem));
    }
    return found;
  }
  const storedIds = async () => (await storedRecords()).map(({ record }) => record.eventId).sort();
  async function ledgerEntries(): Promise<LedgerEntry[]> {
    const entries: LedgerEntry[] = [];
    for await (const entry of readLedger(dynamodb.client, names.ledger)) entries.push(entry);
    return entries;
  }
  const metrics = () =>
    lambda.logs
      .filter((line) => line.includes('"_aws"'))
      .map((line) => JSON.parse(line) as Record<string, number>);

  it('stores what is ours of a log file and accounts for the rest', async () => {
    const [delete_, read] = [controlEvent({ eventName: 'DeleteTable', readOnly: false }), dataEvent()];
    const key = putLog('accounted', [
      delete_,
      otherServiceEvent(),
      read,
      read,
      'null',
      controlEvent({ eventName: 'DescribeLimits' }),
    ]);

    const result = await lambda.invoke(sqsEvent([s3Notification(BUCKET, [key])]));

    expect(result).toEqual({ payload: { batchItemFailures: [] } });
    expect(await storedIds()).toEqual([delete_.eventID, read.eventID].sort());
    const counts = {
      read: 6,
      otherServices: 1,
      excluded: 1,
      duplicates: 1,
      audited: 2,
      recorded: 2,
      summarized: 0,
      rejected: 1,
    };
    expect(await ledgerEntries()).toMatchObject([
      { bucket: BUCKET, key, status: 'done', counts, rejected: [{ index: 4, reason: expect.any(String) }] },
    ]);
    expect(metrics()).toMatchObject([
      { FilesRead: 1, RecordsRead: 6, RecordsAudited: 2, RecordsRejected: 1 },
    ]);
  });

  it('records what is deployed, so that commands find it in the ledger', async () => {
    await lambda.invoke(sqsEvent([s3Notification(BUCKET, [putLog('deployed', [])])]));
    await expect(readDeployment(dynamodb.client, names.ledger)).resolves.toEqual({
      AuditTableName: names.audit,
      LedgerTableName: names.ledger,
      IngestQueueUrl: queueUrl('Audit-Queue-1'),
    });
  });

  it('records what gives records their meaning, so that they can be reindexed', async () => {
    await lambda.invoke(sqsEvent([s3Notification(BUCKET, [putLog('meaning', [])])]));
    await expect(readMeaning(dynamodb.client, names.ledger)).resolves.toMatchObject({
      meaningVersion: MEANING_VERSION,
      settings: { excludeOperations: ['DescribeLimits'] },
      guardedResources: expect.arrayContaining([QUEUE_ARN, expect.stringMatching(/:function:function$/)]),
      since: expect.stringMatching(/Z$/),
    });
  });

  it('removes link items of an earlier version from events of files that are ingested again', async () => {
    const event = controlEvent();
    const key = putLog('again', [event]);
    const before = { ...nextCoverage(parseIngestSettings({}), undefined, new Date(0)), meaningVersion: 0 };
    const Item = {
      book: { S: 'settings' },
      entry: { S: 'indexes' },
      coverage: { S: JSON.stringify(before) },
    };
    await dynamodb.client.send(new PutItemCommand({ TableName: names.ledger, Item }));
    await storeAs(dynamodb.client, names.audit, [event], toOlderMeaning);
    const entry = ledgerEntry({ bucket: BUCKET, key, meaningVersion: MEANING_VERSION - 1 });
    await createLedger(dynamodb.client, names.ledger).record(entry);
    expect(JSON.stringify(await readItems(dynamodb.client, names.audit))).toContain(STALE_TABLE);

    await lambda.invoke({ s3Bucket: BUCKET, s3ObjectKey: [key] });

    const stored = await readItems(dynamodb.client, names.audit);
    expect(stored).toHaveLength(1);
    expect(JSON.stringify(stored)).not.toContain('table/Stale');
  });

  it('keeps what others did to the audit itself, with its risk', async () => {
    const kept = [
      guardEvent('cloudtrail', 'StopLogging', { name: 'audit' }),
      guardEvent('sqs', 'PurgeQueue', { queueUrl: queueUrl('Audit-Queue-1') }),
      guardEvent('s3', 'DeleteObject', { bucketName: BUCKET, key: 'AWSLogs/1.json.gz' }),
      guardEvent('lambda', 'DeleteFunction20150331', { functionName: 'function' }), // The function itself.
    ];
    const others = [
      guardEvent('sqs', 'PurgeQueue', { queueUrl: queueUrl('orders') }),
      guardEvent('lambda', 'DeleteFunction20150331', { functionName: 'other' }),
    ];
    const key = putLog('guard', [...kept, ...others]);

    expect(await lambda.invoke(sqsEvent([s3Notification(BUCKET, [key])]))).toEqual({
      payload: { batchItemFailures: [] },
    });

    expect(await storedIds()).toEqual(kept.map(({ eventID }) => eventID).sort());
    const stored = (await storedRecords()).map(({ record }) => [
      record.eventName,
      record.service,
      record.risk,
    ]);
    expect(stored.sort()).toEqual([
      ['DeleteFunction20150331', 'guard', { level: 'critical', rules: ['guard-ingest-stopped'] }],
      ['DeleteObject', 'guard', { level: 'critical', rules: ['guard-log-files-deleted'] }],
      ['PurgeQueue', 'guard', { level: 'critical', rules: ['guard-ingest-stopped'] }],
      ['StopLogging', 'guard', { level: 'critical', rules: ['guard-trail-stopped'] }],
    ]);
    const counts = {
      read: 6,
      otherServices: 2,
      excluded: 0,
      duplicates: 0,
      audited: 4,
      recorded: 4,
      summarized: 0,
      rejected: 0,
    };
    expect(await ledgerEntries()).toMatchObject([{ counts }]);
  });

  it('keeps the exact bytes of each event', async () => {
    const event = dataEvent({ userAgent: 'naïve \u2028 client' });
    const key = putLog('original', [event]);
    await lambda.invoke(sqsEvent([s3Notification(BUCKET, [key])]));
    const [stored] = await storedRecords();
    expect(Buffer.from(stored!.original!).toString()).toBe(JSON.stringify(event));
    expect(stored!.source).toEqual({ bucket: BUCKET, key });
  });

  it('counts files with more than one gzip member, which CloudTrail does not write', async () => {
    const event = dataEvent();
    const plain = logFile([event], { gzip: false });
    const bytes = Buffer.concat([gzipSync(plain.subarray(0, 50)), gzipSync(plain.subarray(50))]);
    await lambda.invoke(sqsEvent([s3Notification(BUCKET, [put(toKey('members'), bytes)])]));
    expect(await storedIds()).toEqual([event.eventID]);
    expect(metrics()).toMatchObject([{ FilesRead: 1, FilesMultiMember: 1 }]);
  });

  it('fails only the messages whose files are bad, and stores nothing of a bad file', async () => {
    const good = dataEvent();
    const cut = logFile([dataEvent(), dataEvent()]).subarray(0, -12);
    const keys = [putLog('good', [good]), put(toKey('cut'), cut)];

    const result = await lambda.invoke(
      sqsEvent([...keys, toKey('missing')].map((key) => s3Notification(BUCKET, [key]))),
    );

    expect(result).toEqual({
      payload: { batchItemFailures: [{ itemIdentifier: 'message-1' }, { itemIdentifier: 'message-2' }] },
    });
    expect(await storedIds()).toEqual([good.eventID]);
    expect((await ledgerEntries()).map(({ key, status }) => [key, status])).toEqual(
      expect.arrayContaining([
        [toKey('good'), 'done'],
        [toKey('cut'), 'failed'],
        [toKey('missing'), 'failed'],
      ]),
    );
    expect(metrics()).toMatchObject([{ FilesRead: 1, FilesFailed: 2, RecordsRead: 1 }]);
  });

  it('ends in the same items however often a file is delivered', async () => {
    const key = putLog('redelivered', [dataEvent(), controlEvent()]);
    const message = sqsEvent([s3Notification(BUCKET, [key])]);
    await lambda.invoke(message);
    const once = await storedRecords();
    expect(await lambda.invoke(message)).toEqual({ payload: { batchItemFailures: [] } });
    expect(await storedRecords()).toEqual(once);
  });

  it('leaves alone a file that an earlier attempt finished', async () => {
    const key = putLog('finished', [dataEvent()]);
    await lambda.invoke(sqsEvent([s3Notification(BUCKET, [key])]));
    const [entry] = await ledgerEntries();

    await lambda.invoke(sqsEvent([s3Notification(BUCKET, [key], { eTag: entry!.etag })], 2));

    expect(await ledgerEntries()).toEqual([entry]);
    expect(metrics().at(-1)).toMatchObject({ FilesRead: 0, FilesSkipped: 1 });
  });

  it('keeps each content of a file that is overwritten, and warns', async () => {
    const [first, second] = [dataEvent(), dataEvent()];
    const key = putLog('overwritten', [first]);
    const message = sqsEvent([s3Notification(BUCKET, [key])]);
    await lambda.invoke(message);
    putLog('overwritten', [second]);
    await lambda.invoke(sqsEvent([s3Notification(BUCKET, [key])], 2));

    expect(await storedIds()).toEqual([first.eventID, second.eventID].sort());
    const entries = await ledgerEntries();
    expect(entries.map(({ status, counts }) => [status, counts.audited])).toEqual([
      ['done', 1],
      ['done', 1],
    ]);
    expect(new Set(entries.map(({ sha256 }) => sha256)).size).toBe(2);
    expect(metrics().map(({ FilesAltered }) => FilesAltered)).toEqual([0, 1]);
    const warnings = lambda.logs.filter((line) => line.includes('other content than before'));
    expect(warnings).toEqual([expect.stringContaining(key)]);
  });

  it('records which tables and times a file is about, and how its bytes ended', async () => {
    const events = ['2026-03-14T09:26:53Z', '2026-03-14T09:20:00Z'].map((eventTime) =>
      dataEvent({ eventTime }),
    );
    const bytes = Buffer.concat([logFile(events), Buffer.alloc(7)]);
    await lambda.invoke(sqsEvent([s3Notification(BUCKET, [put(toKey('span'), bytes)])]));
    expect(await ledgerEntries()).toMatchObject([
      {
        tables: [expect.stringMatching(/^arn:aws:dynamodb:.*:table\//)],
        firstEventTime: '2026-03-14T09:20:00Z',
        lastEventTime: '2026-03-14T09:26:53Z',
        compressedBytes: bytes.length,
        gzipMembers: 1,
        paddingBytes: 7,
      },
    ]);
  });

  it.each<[string, (key: string) => unknown]>([
    [
      'an S3 notification through SNS',
      (key) => ({ Type: 'Notification', Message: JSON.stringify(s3Notification(BUCKET, [key])) }),
    ],
    ["CloudTrail's own notice", (key) => ({ s3Bucket: BUCKET, s3ObjectKey: [key] })],
    [
      'an EventBridge event',
      (key) => ({
        source: 'aws.s3',
        'detail-type': 'Object Created',
        detail: { bucket: { name: BUCKET }, object: { key, size: 1024 } },
      }),
    ],
  ])('understands %s, through the queue and directly', async (_what, message) => {
    const [queued, direct] = [dataEvent(), dataEvent()];
    const first = await lambda.invoke(sqsEvent([message(putLog('queued', [queued]))]));
    const second = await lambda.invoke(message(putLog('direct', [direct])));
    expect([first, second]).toEqual([{ payload: { batchItemFailures: [] } }, { payload: null }]);
    expect(await storedIds()).toEqual([queued.eventID, direct.eventID].sort());
  });

  it('throws for a file that fails without a queue, so that Lambda tries again', async () => {
    const result = await lambda.invoke(s3Notification(BUCKET, [toKey('gone')]));
    expect(result).toMatchObject({ error: { errorMessage: expect.stringContaining(toKey('gone')) } });
  });

  it('has nothing to do for test messages and objects that are no log files', async () => {
    const digest = `${folder.replace('CloudTrail', 'CloudTrail-Digest')}/digest.json.gz`;
    const result = await lambda.invoke(
      sqsEvent([
        { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: BUCKET },
        s3Notification(BUCKET, [digest, 'readme.txt']),
      ]),
    );
    expect(result).toEqual({ payload: { batchItemFailures: [] } });
    expect(metrics()).toMatchObject([{ FilesSkipped: 2, FilesFailed: 0 }]);
    expect(await ledgerEntries()).toEqual([]);
  });

  it('reports a message that names nothing, and does the others', async () => {
    const event = dataEvent();
    const result = await lambda.invoke(
      sqsEvent(['not json', s3Notification(BUCKET, [putLog('beside', [event])])]),
    );
    expect(result).toEqual({ payload: { batchItemFailures: [{ itemIdentifier: 'message-0' }] } });
    expect(await storedIds()).toEqual([event.eventID]);
  });

  it('stores a file larger than it holds in memory, and nothing of it if its end is bad', async () => {
    // A sixteenth of the heap is held. Random text does not compress, so a few hundred events fill it.
    const large = () =>
      dataEvent({ requestParameters: { tableName: 'Music', note: randomBytes(12_000).toString('hex') } });
    const events = Array.from({ length: 400 }, large);
    const key = putLog('large', events);
    const cut = put(toKey('large-cut'), logFile(Array.from({ length: 400 }, large)).subarray(0, -9));

    const result = await lambda.invoke(
      sqsEvent([s3Notification(BUCKET, [key]), s3Notification(BUCKET, [cut])]),
    );

    expect(result).toEqual({ payload: { batchItemFailures: [{ itemIdentifier: 'message-1' }] } });
    expect(await storedIds()).toEqual(events.map(({ eventID }) => eventID).sort());
    const counts = {
      read: 400,
      otherServices: 0,
      excluded: 0,
      duplicates: 0,
      audited: 400,
      recorded: 400,
      summarized: 0,
      rejected: 0,
    };
    expect(await ledgerEntries()).toContainEqual(expect.objectContaining({ key, counts }));
  });

  it('does not forget that a file was done when a later attempt fails', async () => {
    const key = putLog('done-before', [dataEvent()]);
    const message = sqsEvent([s3Notification(BUCKET, [key])]);
    await lambda.invoke(message);
    rmSync(join(objects, key));
    await lambda.invoke(message);
    expect(await ledgerEntries()).toMatchObject([{ key, status: 'done' }]);
  });
});
