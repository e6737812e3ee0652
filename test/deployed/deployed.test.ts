import { type AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb';
import { createAuditLog } from '../../src/client';
import { createCoverageLedger } from '../../src/store/ledger/coverage-ledger';
import type { LedgerEntry } from '../../src/store/ledger/ledger';
import { SignedChain, signingKey } from '../support/digests';
import { type CloudTrailEvent, controlEvent, dataEvent, logFile } from '../support/events';
import { readLedger } from '../support/read-ledger';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';
import { breaches, valuesWatched } from './alarms';
import { invokeAsynchronously } from './asynchronous-invocation';
import type { DeployedFunction } from './deployed-function';
import { type Deployment, type DeploymentOptions, deploy } from './deployment';
import { type Engines, missingEngines, startEngines } from './engines';
import { functionUrlEvent } from './function-url';
import { dynamodbCalls, isAllowed, s3Calls, sqsCall } from './permissions';
import { synthesize } from './synthesize';
import type { Template } from './template';

/** 20 s of batch window become 200 ms. Every other duration is the template's, unless a test says so. */
const BATCH_WINDOW_DIVIDED_BY = 100;

const FOLDER = 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/14';
const toKey = (name: string) => `${FOLDER}/111122223333_CloudTrail_us-east-1_20260314T0930Z_${name}.json.gz`;
const trailKey = signingKey();
const truncated = () => logFile([dataEvent(), dataEvent()]).subarray(0, -12);

/** Longer than any test takes on a busy machine. */
jest.setTimeout(timeoutFor(6));

const missing = missingEngines();
const describeWhereItRuns = missing ? describe.skip : describe;

describeWhereItRuns(`the deployed stack${missing ? ` (needs ${missing})` : ''}`, () => {
  const assembly = temporaryFolder();
  let engines: Engines;
  let template: Template;

  beforeAll(async () => {
    engines = await startEngines();
    engines.cloudTrail.keys = { default: [trailKey] };
    template = await synthesize(assembly);
  });
  afterAll(() => engines?.stop());

  let stack: Deployment;
  let account = '444455550000';
  const start = async (options: Partial<DeploymentOptions> = {}) => {
    stack = await deploy(template, assembly, engines, {
      batchWindowDividedBy: BATCH_WINDOW_DIVIDED_BY,
      ...options,
    });
    await stack.mapping.settled(); // S3's test message is consumed.
  };
  const startAgain = async (options: Partial<DeploymentOptions>) => {
    await stack.stop();
    await start(options);
  };
  beforeEach(() => start());
  afterEach(() => stack.stop());

  const tables = () => ({
    audit: stack.ingest.environment.AUDIT_TABLE_NAME!,
    ledger: stack.ingest.environment.LEDGER_TABLE_NAME!,
  });
  const auditItems = async (): Promise<Record<string, AttributeValue>[]> => {
    const { Items = [] } = await engines.dynamodb.client.send(new ScanCommand({ TableName: tables().audit }));
    return Items;
  };
  const storedIds = async (): Promise<string[]> => {
    const { audit, ledger } = tables();
    const log = createAuditLog({
      client: engines.dynamodb.client,
      tableName: audit,
      ledgerTableName: ledger,
    });
    const ids: string[] = [];
    for await (const { eventId } of log.all()) ids.push(eventId);
    return ids.sort();
  };
  const toIds = (events: readonly CloudTrailEvent[]) => events.map(({ eventID }) => String(eventID)).sort();
  const ledger = async (): Promise<Record<string, LedgerEntry['status']>> => {
    const files: [string, LedgerEntry['status']][] = [];
    for await (const { key, status } of readLedger(engines.dynamodb.client, tables().ledger)) {
      files.push([key, status]);
    }
    return Object.fromEntries(files);
  };
  const messages = async (queue: string): Promise<number> => {
    const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } =
      await engines.sqs.attributes(queue);
    return Number(ApproximateNumberOfMessages) + Number(ApproximateNumberOfMessagesNotVisible);
  };
  /** What failed is tried again when its visibility timeout is over. */
  const tryAgain = async () => {
    await engines.pass(stack.visibilityTimeoutSeconds);
    await stack.mapping.settled();
  };
  const tryUntilGivenUp = async () => {
    for (let attempt = 1; attempt <= stack.maxReceiveCount; attempt += 1) await tryAgain();
  };
  /** What `StartMessageMoveTask` does, which the local engine lacks. */
  const redrive = async (from = stack.deadLetterQueue) => {
    for (const message of await engines.sqs.receive(from, 10)) {
      await engines.sqs.send(stack.queue, message.Body);
      await engines.sqs.delete(from, message);
    }
    await stack.mapping.settled();
  };
  const alarmOn = (metric: string, queue = stack.deadLetterQueue) => {
    const found = stack.alarms.filter(
      ({ MetricName, Dimensions, TreatMissingData }) =>
        MetricName === metric &&
        TreatMissingData !== 'ignore' &&
        Dimensions.every(
          ({ Name, Value }) =>
            (Name !== 'QueueName' || Value === queue) &&
            (Name !== 'FunctionName' || Value === stack.ingest.name),
        ),
    );
    if (found.length !== 1) throw new Error(`${found.length} alarms on ${metric}, one expected`);
    return found[0]!;
  };
  const dimension = (metric: string) => alarmOn(metric).Dimensions.map(({ Name, Value }) => [Name, Value]);
  const goesOff = (metric: string, values = valuesWatched(alarmOn(metric), stack.ingest.logs())) =>
    breaches(alarmOn(metric), values);

  /** Digests of the bucket, which the trail's key has signed. All tests share the bucket, so each has an account. */
  const signed = () => {
    account = String(Number(account) + 1);
    return new SignedChain({ key: trailKey, bucket: stack.bucket.name, account });
  };
  const deliverDigests = async ({ digests }: Pick<SignedChain, 'digests'>) => {
    for (const { key, body, metadata } of digests) await stack.bucket.put(key, body, metadata);
    await stack.mapping.settled();
    await stack.assuranceMapping.settled();
  };
  const coverage = async () => {
    const place = { accountId: account, region: 'us-east-1' };
    const day = { first: '2026-03-14', last: '2026-03-14' };
    const [stored] = await createCoverageLedger(engines.dynamodb.client, tables().ledger).readDays(
      place,
      day,
    );
    return stored;
  };
  const assured = (metric: string) => valuesWatched(alarmOn(metric), stack.assure.logs());

  it('stores every record of every file that S3 announces, a full batch at a time, several at once', async () => {
    const files = Array.from({ length: 205 }, (_, index) => ({
      key: toKey(`announced-${index}`),
      events: [controlEvent(), dataEvent()],
    }));
    await startAgain({ batchWindowDividedBy: 10 }); // Time enough to gather a full batch on a busy machine.
    stack.mapping.enabled = false;
    for (const { key, events } of files) await stack.bucket.put(key, logFile(events));
    stack.mapping.enabled = true;
    await stack.mapping.settled();

    expect(await storedIds()).toEqual(toIds(files.flatMap(({ events }) => events)));
    expect(await ledger()).toEqual(Object.fromEntries(files.map(({ key }) => [key, 'done'])));
    expect([await messages(stack.queue), await messages(stack.deadLetterQueue)]).toEqual([0, 0]);
    const batches = stack.mapping.invocations.map((invocation) => invocation.messages);
    expect(batches.filter((size) => size === 100)).toHaveLength(2);
    expect(Math.max(...batches)).toBe(100);
    expect(stack.ingest.mostAtOnce).toBeGreaterThan(1);
    expect(goesOff('FilesRead')).toBe(false); // The alarm on silence.
  });

  it('reads nothing of what is no log file: digests are skipped, the rest is not announced', async () => {
    await stack.bucket.put(toKey('digest').replaceAll('CloudTrail', 'CloudTrail-Digest'), logFile([]));
    await stack.bucket.put('exports/elsewhere.json.gz', logFile([dataEvent()]));
    await stack.mapping.settled();
    expect(stack.ingest.s3.passed).toEqual([]);
    expect(await ledger()).toEqual({});
    expect(await messages(stack.queue)).toBe(0);
  });

  it('keeps the same items when a notification comes again', async () => {
    await stack.bucket.put(toKey('again'), logFile([controlEvent(), dataEvent()]));
    await stack.mapping.settled();
    const items = await auditItems();
    const notification = JSON.stringify(stack.bucket.notificationOf(toKey('again')));
    for (const body of [notification, notification]) await engines.sqs.send(stack.queue, body);
    await stack.mapping.settled();
    expect(items).toHaveLength(2);
    expect(await auditItems()).toEqual(items);
  });

  it('sets poison aside alone, wakes somebody, and reads it once it is mended and redriven', async () => {
    const good = [dataEvent(), dataEvent()];
    const denied = dataEvent();
    stack.ingest.s3.chooseFault = ({ url }) =>
      url.includes('denied') ? { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' } : undefined;
    stack.mapping.enabled = false;
    await stack.bucket.put(toKey('good-1'), logFile([good[0]!]));
    await stack.bucket.put(toKey('cut'), truncated());
    await stack.bucket.put(toKey('denied'), logFile([denied]));
    await stack.bucket.put(toKey('good-2'), logFile([good[1]!]));
    stack.mapping.enabled = true;
    await stack.mapping.settled();

    expect(await storedIds()).toEqual(toIds(good));
    expect(await messages(stack.queue)).toBe(2);
    await tryUntilGivenUp();
    const attempts = stack.mapping.invocations.slice(1).map((invocation) => invocation.messages);
    expect(attempts).toEqual([4, 2, 2, 2, 2]);
    expect([await messages(stack.queue), await messages(stack.deadLetterQueue)]).toEqual([0, 2]);
    expect(await storedIds()).toEqual(toIds(good));
    expect(await ledger()).toMatchObject({ [toKey('cut')]: 'failed', [toKey('denied')]: 'failed' });
    expect(dimension('ApproximateNumberOfMessagesVisible')).toEqual([['QueueName', stack.deadLetterQueue]]);
    expect(goesOff('ApproximateNumberOfMessagesVisible', [await messages(stack.deadLetterQueue)])).toBe(true);

    const mended = [dataEvent(), dataEvent()];
    stack.ingest.s3.chooseFault = () => undefined;
    await stack.bucket.put(toKey('cut'), logFile(mended));
    await redrive();
    expect(await storedIds()).toEqual(toIds([...good, denied, ...mended]));
    // The message of the cut version still finds that version, and tells nobody that the file failed.
    expect(await ledger()).toMatchObject({ [toKey('cut')]: 'done', [toKey('denied')]: 'done' });
    expect([await messages(stack.queue), await messages(stack.deadLetterQueue)]).toEqual([1, 0]);
  });

  it('lets a stalled object cost its own message a try, and no other', async () => {
    await startAgain({ functionTimeoutSeconds: 9 });
    const [stalled, fine] = [dataEvent(), dataEvent()];
    stack.ingest.s3.chooseFault = ({ url }) => (url.includes('stalled') ? 'no answer' : undefined);
    stack.mapping.enabled = false;
    await stack.bucket.put(toKey('stalled'), logFile([stalled]));
    await stack.bucket.put(toKey('fine'), logFile([fine]));
    stack.mapping.enabled = true;
    await stack.mapping.settled();
    expect(await storedIds()).toEqual(toIds([fine]));
    expect([await messages(stack.queue), stack.ingest.errors]).toEqual([1, 0]);

    stack.ingest.s3.chooseFault = () => undefined;
    await tryAgain();
    expect(await storedIds()).toEqual(toIds([stalled, fine]));
    expect(await messages(stack.queue)).toBe(0);
  });

  it('answers before its timeout when DynamoDB does not, and tries the whole batch again', async () => {
    await startAgain({ functionTimeoutSeconds: 9 });
    const events = [dataEvent(), dataEvent()];
    stack.ingest.dynamodb.chooseFault = () => 'no answer';
    await stack.bucket.put(toKey('first'), logFile([events[0]!]));
    await stack.bucket.put(toKey('second'), logFile([events[1]!]));
    await stack.mapping.settled();
    expect(stack.mapping.invocations.at(-1)!.result).toMatchObject({
      payload: { batchItemFailures: [{}, {}] },
    });
    expect([await messages(stack.queue), stack.ingest.errors]).toEqual([2, 0]);
    expect(dimension('Errors')).toEqual([['FunctionName', stack.ingest.name]]);
    expect(goesOff('Errors', [1])).toBe(true);

    stack.ingest.dynamodb.chooseFault = () => undefined;
    await tryAgain();
    expect(await storedIds()).toEqual(toIds(events));
    expect(await messages(stack.queue)).toBe(0);
  });

  it('keeps each content of a file that is overwritten, although the second is first not recorded', async () => {
    await startAgain({ functionTimeoutSeconds: 9 });
    const [first, second] = [dataEvent(), dataEvent()];
    const key = toKey('overwritten');
    await stack.bucket.put(key, logFile([first]));
    await stack.mapping.settled();
    stack.ingest.dynamodb.chooseFault = ({ body }) =>
      body.includes('"file/') && body.includes('PutRequest') ? 'no answer' : undefined;
    await stack.bucket.put(key, logFile([second]));
    await stack.mapping.settled();
    stack.ingest.dynamodb.chooseFault = () => undefined;
    await tryAgain();

    expect(await storedIds()).toEqual(toIds([first, second]));
    const contents: LedgerEntry[] = [];
    for await (const entry of readLedger(engines.dynamodb.client, tables().ledger)) contents.push(entry);
    expect(contents.map(({ key, status }) => [key, status])).toEqual([
      [key, 'done'],
      [key, 'done'],
    ]);
    expect(new Set(contents.map(({ versionId }) => versionId)).size).toBe(2);
  });

  it('keeps a direct delivery that fails each time, for sending it to the queue later', async () => {
    const event = dataEvent();
    stack.mapping.enabled = false;
    await stack.bucket.put(toKey('direct'), logFile([event]));
    const [message] = await engines.sqs.receive(stack.queue, 1);
    await engines.sqs.delete(stack.queue, message!);
    stack.mapping.enabled = true;
    const deliver = () =>
      invokeAsynchronously(
        stack.ingest,
        stack.invokeConfig,
        stack.bucket.notificationOf(toKey('direct')),
        (arn, body) => engines.sqs.send(arn.split(':').at(-1)!, body),
      );
    stack.ingest.s3.chooseFault = () => ({ status: 403, body: '<Error><Code>AccessDenied</Code></Error>' });
    expect(await deliver()).toMatchObject({ error: { errorType: 'AuditTrailError' } });
    expect([stack.ingest.errors, await messages(stack.failedInvocations)]).toEqual([3, 1]);
    expect(await messages(stack.deadLetterQueue)).toBe(0);
    const alarm = alarmOn('ApproximateNumberOfMessagesVisible', stack.failedInvocations);
    expect(breaches(alarm, [await messages(stack.failedInvocations)])).toBe(true);

    stack.ingest.s3.chooseFault = () => undefined;
    await redrive(stack.failedInvocations);
    expect(await storedIds()).toEqual(toIds([event]));
  });

  it('emits what its alarms watch, under the very names they watch it by', async () => {
    const throttling = {
      __type: 'com.amazonaws.dynamodb#ThrottlingException',
      message: 'Too many requests.',
    };
    let throttles = 1;
    stack.ingest.dynamodb.chooseFault = ({ headers }) => {
      if (!String(headers['x-amz-target']).endsWith('.BatchWriteItem')) return undefined;
      throttles -= 1;
      return throttles < 0 ? undefined : { status: 400, body: JSON.stringify(throttling) };
    };
    const ours = stack.alarms.filter(({ Namespace }) => !Namespace.startsWith('AWS/'));
    const silent = () =>
      ours
        .filter(
          (alarm) => valuesWatched(alarm, [...stack.ingest.logs(), ...stack.assure.logs()]).length === 0,
        )
        .map(({ MetricName }) => MetricName);

    await stack.bucket.put(toKey('seen'), logFile([dataEvent(), controlEvent({ eventName: undefined })]));
    await stack.mapping.settled();
    await deliverDigests(signed().addHours(1));
    await stack.assure.invoke({ task: 'hourly' });

    expect(ours.length).toBeGreaterThan(0);
    expect(silent()).toEqual([]);
    expect(goesOff('RecordsRejected')).toBe(true);
    expect(goesOff('WriteThrottles')).toBe(true);
    expect(goesOff('IngestLagSeconds')).toBe(true); // The event is of last March.
  });

  it('turns a day proven when its digests arrive', async () => {
    const chain = signed().addHours(2);
    for (const { key, body } of chain.logFiles) await stack.bucket.put(key, body);
    await stack.mapping.settled();
    await deliverDigests(chain);
    expect((await coverage())?.spans).toMatchObject([
      { since: '2026-03-14T00:00:48Z', until: '2026-03-14T01:00:48Z', state: 'proven', files: 2 },
      { since: '2026-03-14T01:00:48Z', until: '2026-03-14T02:00:48Z', state: 'proven', files: 2 },
    ]);
    expect(goesOff('DigestsInvalid', assured('DigestsInvalid'))).toBe(false);
  });

  it('heals a log file that nobody announced', async () => {
    const chain = signed().addHours(1);
    stack.mapping.enabled = false;
    for (const { key, body } of chain.logFiles) await stack.bucket.put(key, body);
    for (const message of await engines.sqs.receive(stack.queue, 10)) {
      await engines.sqs.delete(stack.queue, message);
    }
    stack.mapping.enabled = true;
    await deliverDigests(chain);
    expect((await coverage())?.spans).toMatchObject([{ state: 'incomplete' }]);
    // Four looks in an hour, and one at what was queued then.
    for (let look = 1; look <= 5; look += 1) {
      await engines.pass(900);
      await stack.assuranceMapping.settled();
      await stack.mapping.settled();
    }
    expect((await coverage())?.spans).toMatchObject([{ state: 'proven', files: 2 }]);
    expect(goesOff('FilesMissing', assured('FilesMissing'))).toBe(false);
  });

  it('raises its alarms when a log file was altered and a digest was forged', async () => {
    const chain = signed().addHours(2);
    const [altered, ...others] = chain.logFiles;
    await stack.bucket.put(altered!.key, logFile([dataEvent()]));
    for (const { key, body } of others) await stack.bucket.put(key, body);
    await stack.mapping.settled();
    const [first, last] = chain.digests;
    const forged = { ...last!, metadata: first!.metadata! };
    await deliverDigests({ digests: [first!, forged] });
    expect((await coverage())?.spans).toMatchObject([{ state: 'incomplete' }, { state: 'digestMissing' }]);
    expect(goesOff('FilesAltered', assured('FilesAltered'))).toBe(true);
    expect(goesOff('DigestsInvalid', assured('DigestsInvalid'))).toBe(true);
  });

  it('answers through its URL what is asked of the records', async () => {
    const wanted = controlEvent({ eventName: 'DeleteTable', readOnly: false });
    await stack.bucket.put(toKey('asked'), logFile([wanted, dataEvent()]));
    await stack.mapping.settled();
    const result = await stack.query.invoke(functionUrlEvent('/events?table=Music&action=DeleteTable'));
    expect(result).toMatchObject({ payload: { statusCode: 200 } });
    const { body } = (result as { payload: { body: string } }).payload;
    expect(JSON.parse(body)).toMatchObject({
      records: [{ eventId: wanted.eventID, eventName: 'DeleteTable' }],
    });
  });

  it('does only what its roles allow, and its ingest role allows no more', async () => {
    await stack.bucket.put(toKey('allowed'), logFile([controlEvent(), dataEvent()]));
    await stack.bucket.put(toKey('cut'), truncated());
    await stack.mapping.settled();
    const chain = signed().addHours(2);
    await stack.bucket.put(chain.logFiles[0]!.key, chain.logFiles[0]!.body);
    await deliverDigests({ digests: chain.digests.slice(1) });
    await deliverDigests({ digests: chain.digests.slice(0, 1) }); // Late, so that digests are listed.
    await stack.assure.invoke({ task: 'hourly' });
    await stack.assure.invoke({ task: 'nightly' });
    await stack.assuranceMapping.settled(); // Buckets are compared.
    for (const path of ['/events?table=Music', '/resources', '/summary?by=action']) {
      await stack.query.invoke(functionUrlEvent(path));
    }
    const calls = ({ dynamodb, s3, sqs }: DeployedFunction) => [
      ...dynamodb.passed.flatMap(dynamodbCalls),
      ...s3.passed.flatMap(s3Calls),
      ...sqs.passed.map(sqsCall),
    ];
    for (const deployed of [stack.ingest, stack.assure, stack.query]) {
      const statements = stack.statementsOf(deployed.roleArn);
      expect(calls(deployed)).not.toEqual([]);
      expect(calls(deployed).filter((call) => !isAllowed(call, statements))).toEqual([]);
    }
    const onTables = (actions: readonly string[]) =>
      [...new Set(actions.filter((action) => action.startsWith('dynamodb:')))].sort();
    expect(onTables(stack.statementsOf(stack.ingest.roleArn).flatMap(({ Action }) => Action))).toEqual(
      onTables(calls(stack.ingest).map(({ action }) => action)),
    );
  });
});
