import { join } from 'node:path';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { createCoverageLedger } from '../../src/store/ledger/coverage-ledger';
import { addDays } from '../../src/time';
import { ddbAudit } from '../support/command-line';
import { SignedChain, signingKey, type TrailObject } from '../support/digests';
import {
  type CloudTrailEvent,
  controlEvent,
  dataEvent,
  identities,
  logFile,
  tableArn,
  tableResource,
} from '../support/events';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';
import type { DeployedFunction } from './deployed-function';
import { type Deployment, deploy } from './deployment';
import { type Engines, missingEngines, startEngines } from './engines';
import { functionUrlEvent } from './function-url';
import { dynamodbCalls, isAllowed, s3Calls, sqsCall } from './permissions';
import { synthesize } from './synthesize';
import type { Template } from './template';

jest.setTimeout(timeoutFor(6));

const TODAY = new Date().toISOString().slice(0, 10);
const DAY = addDays(TODAY, -1);
const ORDERS = tableArn('Orders');
const trailKey = signingKey();
const batchWindowDividedBy = 100;

/** A call of a service on an order, which is routine. */
const call = (hour: number, orderId: string, overrides: CloudTrailEvent = {}): CloudTrailEvent =>
  dataEvent({
    eventTime: `${DAY}T${String(hour).padStart(2, '0')}:10:00Z`,
    resources: [tableResource('Orders')],
    requestParameters: { tableName: 'Orders', key: { orderId } },
    ...overrides,
  });
/** Calls that get a record of their own: one is denied, and one is by a person. */
const unusual = (hour: number): CloudTrailEvent[] => [
  call(hour, 'denied', { errorCode: 'AccessDenied' }),
  call(hour, 'by a person', { userIdentity: identities.iamUser() }),
];
const toIds = (events: readonly CloudTrailEvent[]) => events.map(({ eventID }) => String(eventID)).sort();

const missing = missingEngines();
const describeWhereItRuns = missing ? describe.skip : describe;

describeWhereItRuns(`the deployed stack that summarizes${missing ? ` (needs ${missing})` : ''}`, () => {
  const [folder, activityAssembly, recordsAssembly] = [
    temporaryFolder(),
    temporaryFolder(),
    temporaryFolder(),
  ];
  const { env } = process;
  let engines: Engines;
  let activity: Template;
  let records: Template;
  let stack: Deployment;

  beforeAll(async () => {
    process.env = { ...env, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' };
    [engines, activity, records] = await Promise.all([
      startEngines(),
      synthesize(activityAssembly, { dataEventDetail: 'activity', queryApiOriginals: true }),
      synthesize(recordsAssembly, { queryApiOriginals: true }),
    ]);
    engines.cloudTrail.keys = { default: [trailKey] };
  });
  afterAll(async () => {
    process.env = env;
    await engines?.stop();
  });
  afterEach(() => stack.stop());

  const start = async () => {
    stack = await deploy(activity, activityAssembly, engines, { batchWindowDividedBy });
    await stack.mapping.settled();
  };
  /** Deploys the stack with other settings: tables, queues and bucket stay. */
  const change = async (detail: 'records' | 'activity') => {
    await stack.stop();
    const [template, assembly] =
      detail === 'activity' ? ([activity, activityAssembly] as const) : ([records, recordsAssembly] as const);
    stack = await deploy(template, assembly, engines, { batchWindowDividedBy, updates: stack });
  };

  let account = 444455550000;
  /** Signed digests and log files of a day, two an hour, in an account of their own. */
  const chainOf = (files: readonly (readonly CloudTrailEvent[])[]) => {
    account += 1;
    return new SignedChain(
      {
        ...{ key: trailKey, bucket: stack.bucket.name, account: String(account) },
        content: (number) => logFile(files[number - 1] ?? [], { gzip: false }),
      },
      `${DAY}T00:00:48Z`,
    ).addHours(Math.ceil(files.length / 2));
  };
  const put = async (objects: readonly TrailObject[]) => {
    for (const { key, body, metadata } of objects) await stack.bucket.put(key, body, metadata);
    await stack.mapping.settled();
    await stack.assuranceMapping.settled();
  };
  /** Puts log files that nobody announces. */
  const putSilently = async (objects: readonly TrailObject[]) => {
    stack.mapping.enabled = false;
    for (const { key, body } of objects) await stack.bucket.put(key, body);
    for (const message of await engines.sqs.receive(stack.queue, 10)) {
      await engines.sqs.delete(stack.queue, message);
    }
    stack.mapping.enabled = true;
  };
  const tables = () => ({
    audit: stack.ingest.environment.AUDIT_TABLE_NAME!,
    ledger: stack.ingest.environment.LEDGER_TABLE_NAME!,
  });
  const scan = async (TableName: string) =>
    (await engines.dynamodb.client.send(new ScanCommand({ TableName }))).Items ?? [];
  const recordedIds = async () => (await scan(tables().audit)).map(({ eventId }) => eventId!.S!).sort();
  const entries = async () =>
    (await scan(tables().ledger)).filter(({ book }) => book!.S === `activity/${ORDERS}`);
  const ask = async (path: string, body?: unknown) => {
    const { payload } = (await stack.query.invoke(functionUrlEvent(path, body))) as {
      payload: { statusCode: number; body: string };
    };
    expect([payload.statusCode, payload.body]).toEqual([200, expect.anything()]);
    return JSON.parse(payload.body);
  };
  const askedIds = async (question: string): Promise<string[]> =>
    toIds(
      (await ask(`/events?${question}`)).records.map((record: { eventId: string }) => ({
        eventID: record.eventId,
      })),
    );
  /** Keys of the log files that the query function has read, since the last time this was asked. */
  let seen = 0;
  const filesRead = () => {
    const paths = stack.query.s3.passed.map(({ url }) => new URL(url, 'http://s3').pathname);
    const since = paths.slice(seen).map((path) => decodeURIComponent(path).split('/').slice(2).join('/'));
    seen = paths.length;
    return since.sort();
  };
  /** Calls that the role of a function does not allow. */
  const refusedCalls = ({ dynamodb, s3, sqs, roleArn }: DeployedFunction) => {
    const calls = [
      ...dynamodb.passed.flatMap(dynamodbCalls),
      ...s3.passed.flatMap(s3Calls),
      ...sqs.passed.map(sqsCall),
    ];
    expect(calls).not.toEqual([]);
    const statements = stack.statementsOf(roleArn);
    return calls.filter((made) => !isAllowed(made, statements));
  };
  const audit = (...words: string[]) =>
    ddbAudit(
      [
        ...[...words, '--table-name', tables().audit, '--ledger-table-name', tables().ledger],
        ...['--endpoint-url', engines.dynamodb.endpoint],
      ],
      {
        env: {
          AWS_ENDPOINT_URL_S3: stack.query.s3.endpoint,
          AWS_ENDPOINT_URL_CLOUDTRAIL: engines.cloudTrail.endpoint,
        },
      },
    );
  beforeEach(async () => {
    seen = 0;
    await start();
  });

  it('answers through its URL from records and from log files, of which it reads those it needs', async () => {
    const files = [0, 1, 2, 3].map((hour) => [
      call(hour, `own-${hour}`),
      ...(hour === 2 ? [call(hour, '42'), controlEvent()] : []),
      ...unusual(hour),
    ]);
    const { logFiles } = chainOf(files);
    await put(logFiles);
    const onOrders = files.flat().filter(({ eventName }) => eventName === 'GetItem');
    const isUnusual = ({ errorCode, userIdentity }: CloudTrailEvent) =>
      errorCode !== undefined || (userIdentity as { type: string }).type === 'IAMUser';

    expect(await recordedIds()).toEqual(toIds(files.flat().filter(isUnusual)));
    expect(await askedIds('table=Orders&limit=100')).toEqual(toIds(onOrders));
    expect(filesRead()).toEqual(logFiles.map(({ key }) => key).sort());
    const { named } = await ask('/items/search', { table: 'Orders', key: { orderId: '42' } });
    expect(named).toMatchObject([{ eventId: files[2]![1]!.eventID }]);
    expect(filesRead()).toEqual([logFiles[2]!.key]);
    const { groups } = await ask('/activity?table=Orders&limit=100');
    expect(groups.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(
      onOrders.length,
    );
    expect(filesRead()).toEqual([]);
    for (const deployed of [stack.ingest, stack.query]) expect(refusedCalls(deployed)).toEqual([]);
  });

  it('has the same items and entries after redelivery, and after it was killed at any step', async () => {
    const { logFiles } = chainOf([[call(0, 'a'), call(0, 'b'), ...unusual(0)]]);
    const [{ key, body }] = logFiles as [TrailObject];
    for (const step of [tables().audit, '"activity/', '"status":{"S":"done"}']) {
      const blocked = new Promise<void>((resolve) => {
        stack.ingest.dynamodb.chooseFault = (request) => {
          if (!String(request.headers['x-amz-target']).endsWith('BatchWriteItem')) return undefined;
          if (!request.body.includes(step)) return undefined;
          resolve();
          return 'no answer';
        };
      });
      await stack.bucket.put(key, body);
      await blocked;
      await stack.ingest.kill();
      stack.ingest.dynamodb.chooseFault = () => undefined;
      await engines.pass(stack.visibilityTimeoutSeconds);
      await stack.mapping.settled();
    }
    const state = async () => [await recordedIds(), await entries()];
    const before = await state();
    expect(before).toEqual([toIds(unusual(0)).map(() => expect.any(String)), [expect.anything()]]);
    const notification = JSON.stringify(stack.bucket.notificationOf(key));
    for (const again of [notification, notification]) await engines.sqs.send(stack.queue, again);
    await stack.mapping.settled();
    expect(await state()).toEqual(before);
  });

  it('is proven by digests, a night and verify --records, and reports what it summarized', async () => {
    const files = [0, 1, 2, 3].map((hour) => [call(hour, `own-${hour}`), ...unusual(hour)]);
    const chain = chainOf(files);
    const silent = chain.logFiles.at(-1)!;
    await put(chain.logFiles.slice(0, -1));
    await putSilently([silent]);
    await stack.assure.invoke({ task: 'nightly' });
    await stack.assuranceMapping.settled();
    await stack.mapping.settled();
    expect(await askedIds('table=Orders&limit=100')).toEqual(toIds(files.flat()));

    await put(chain.digests);
    await stack.assure.invoke({ task: 'hourly' });
    expect(refusedCalls(stack.assure)).toEqual([]);
    const coverage = createCoverageLedger(engines.dynamodb.client, tables().ledger);
    const place = { accountId: String(account), region: 'us-east-1' };
    const days = await coverage.readDays(place, { first: DAY, last: DAY });
    expect(days.find(({ trail }) => trail.includes('@'))?.spans).toMatchObject([
      { state: 'proven', files: 2 },
      { state: 'proven', files: 2 },
    ]);

    const verified = await audit(
      'verify',
      '--records',
      '--account',
      String(account),
      '--until',
      `${DAY}T02:00:48Z`,
    );
    expect(JSON.parse(verified.stdout)).toMatchObject({
      files: { intact: 4 },
      records: { checked: 12, missing: 0, altered: 0, added: 0 },
    });
    expect(verified.exitCode).toBe(0);
    const out = join(folder, 'report');
    const reported = await audit('report', '--since', DAY, '--until', TODAY, '--out', out);
    expect([reported.exitCode, reported.stderr]).toEqual([0, expect.stringContaining('Wrote report.html')]);
    const status = await audit('status', '--output', 'json');
    expect(JSON.parse(status.stdout)).toMatchObject({
      counts: { audited: 12, recorded: 8, summarized: 4 },
      unaccounted: 0,
      lifecycles: [{ place: `s3://${stack.bucket.name}/AWSLogs/`, state: 'kept' }],
    });
  });

  it('summarizes a log file that redrive sends back', async () => {
    const events = [call(0, '42'), ...unusual(0)];
    const objects = chainOf([events]).logFiles.slice(0, 1);
    await putSilently(objects);
    const notification = JSON.stringify(stack.bucket.notificationOf(objects[0]!.key));
    await engines.sqs.send(stack.deadLetterQueue, notification);
    const url = stack.assure.environment.AUDIT_INGEST_QUEUE_URL!;
    const deadLetters = url.replace(stack.queue, stack.deadLetterQueue);
    const redriven = await audit(
      'redrive',
      '--all',
      '--queue-url',
      url,
      '--dead-letter-queue-url',
      deadLetters,
    );
    expect(JSON.parse(redriven.stdout)).toMatchObject({ messages: 1, sent: 1 });
    await stack.mapping.settled();
    expect(await recordedIds()).toHaveLength(2);
    expect(await askedIds('table=Orders&limit=100')).toEqual(toIds(events));
  });

  it('answers each span by what it has, after the mode was changed and changed back', async () => {
    await stack.stop();
    stack = await deploy(records, recordsAssembly, engines, { batchWindowDividedBy });
    const files = [0, 1, 2].map((hour) => [call(hour, '42'), call(hour, `own-${hour}`), ...unusual(hour)]);
    const { logFiles } = chainOf([...files, []]);
    await put(logFiles.slice(0, 1));
    await change('activity');
    await put(logFiles.slice(1, 2));
    await change('records');
    await put(logFiles.slice(2, 3));

    expect(await recordedIds()).toHaveLength(4 + 2 + 4);
    expect(await askedIds('table=Orders&limit=100')).toEqual(toIds(files.flat()));
    expect(filesRead()).toEqual([logFiles[1]!.key]);
    const { named } = await ask('/items/search', { table: 'Orders', key: { orderId: '42' } });
    expect(named.map(({ eventId }: { eventId: string }) => eventId)).toEqual(
      files.map(([first]) => first!.eventID).toReversed(),
    );
    expect(filesRead()).toEqual([logFiles[1]!.key]);
  });
});
