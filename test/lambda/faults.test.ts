import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { paginateScan } from '@aws-sdk/client-dynamodb';
import type { SQSBatchResponse } from 'aws-lambda';
import { type S3Server, startS3Server } from '../../src/local/s3-server';
import { createLedger } from '../../src/store/ledger/ledger';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { type EventBus, startEventBus } from '../support/event-bus';
import { controlEvent, dataEvent, logFile } from '../support/events';
import { type Fault, type FaultProxy, type ProxiedRequest, startFaultProxy } from '../support/fault-proxy';
import {
  bundle,
  type InvocationResult,
  type LambdaFunction,
  startLambdaFunction,
} from '../support/lambda-function';
import { s3Notification, sqsEvent } from '../support/sqs';
import { createTables } from '../support/tables';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

// The scenarios of a target wait for up to 50 seconds, whatever the load.
jest.setTimeout(60_000 + timeoutFor(20));

const BUCKET = 'trail-bucket';
const FOLDER = 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/14';
/** Time of an invocation: most of a scenario that does not end by itself. */
const TIMEOUT_SECONDS = 5;

/** What misbehaves: one of the services, as far as one part of the function uses it. */
const TARGETS = {
  table: ({ text }: ProxiedRequest) => text.includes('"audit-'),
  ledger: ({ text }: ProxiedRequest) => text.includes('"file/'),
  directory: ({ text }: ProxiedRequest) => text.includes('"directory/'),
  coverage: ({ text }: ProxiedRequest) => text.includes('"settings"'),
  s3: ({ operation }: ProxiedRequest) => operation === undefined,
  'event bus': ({ operation }: ProxiedRequest) => operation === 'PutEvents',
} as const;
type Target = keyof typeof TARGETS;

/** What a warm function uses: coverage is recorded by a cold start. */
const WARM_TARGETS = ['table', 'ledger', 'directory', 's3', 'event bus'] as const;

/** `stored`: the function gets over the fault. `failed`: it reports its messages as failed, in time. */
type Expected = 'stored' | 'failed';

const FOR_EVER = Number.POSITIVE_INFINITY;
const lasting = (faults: readonly Fault[], target: Target) =>
  faults.map((fault): [Target, Fault, number, Expected] => [target, fault, FOR_EVER, 'failed']);

const EVERY: readonly Fault[] = [
  'throttled',
  'hanging',
  'internal error',
  'connection reset',
  'length too long',
  'length too short',
  'expired credentials',
];

const SCENARIOS: readonly [Target, Fault, number, Expected][] = [
  ...lasting([...EVERY, 'unprocessed'], 'table'),
  ...lasting([...EVERY, 'unprocessed'], 'ledger'),
  ...lasting([...EVERY, 'unprocessed'], 'directory'),
  ...lasting(EVERY, 's3'),
  ...lasting(['throttled', 'hanging', 'internal error', 'expired credentials'], 'event bus'),
  ...(['throttled', 'internal error', 'connection reset'] as const).flatMap((fault) =>
    WARM_TARGETS.map((target): [Target, Fault, number, Expected] => [target, fault, 2, 'stored']),
  ),
  ['table', 'unprocessed', 2, 'stored'],
  ['ledger', 'unprocessed', 2, 'stored'],
  ['directory', 'unprocessed', 2, 'stored'],
];

const COLD_START: readonly [Fault, Expected][] = [
  ['throttled', 'failed'],
  ['hanging', 'failed'],
  ['internal error', 'failed'],
  ['connection reset', 'failed'],
];

/** One function with tables, a bucket and proxies of its own. */
class FaultyDeployment {
  private constructor(
    readonly dynamodb: TestDynamoDb,
    readonly tables: { audit: string; ledger: string },
    readonly proxies: Readonly<Record<'dynamodb' | 's3' | 'events', FaultProxy>>,
    readonly objects: string,
    readonly lambda: LambdaFunction,
  ) {}

  static async start(dynamodb: TestDynamoDb, s3: S3Server, bus: EventBus, objects: string, file: string) {
    const tables = await createTables(dynamodb.client);
    const proxies = {
      dynamodb: await startFaultProxy(dynamodb.endpoint),
      s3: await startFaultProxy(s3.endpoint),
      events: await startFaultProxy(bus.endpoint),
    };
    const lambda = await startLambdaFunction({
      file,
      timeoutSeconds: TIMEOUT_SECONDS,
      environment: {
        AWS_ENDPOINT_URL_S3: proxies.s3.endpoint,
        AWS_ENDPOINT_URL_DYNAMODB: proxies.dynamodb.endpoint,
        AWS_ENDPOINT_URL_EVENTBRIDGE: proxies.events.endpoint,
        RISK_EVENT_BUS_NAME: 'security',
        AUDIT_TABLE_NAME: tables.audit,
        LEDGER_TABLE_NAME: tables.ledger,
      },
    });
    return new FaultyDeployment(dynamodb, tables, proxies, objects, lambda);
  }

  /** Invokes the function until it has loaded and works: how long that takes depends on the machine. */
  async warmUp() {
    const { message } = this.putFiles(`warm-up-${this.tables.audit}`);
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const result = await this.lambda.invoke(message);
      if ('payload' in result && (result.payload as SQSBatchResponse).batchItemFailures.length === 0) return;
    }
    throw new Error(`The function does not work:\n${this.lambda.logs.join('\n')}`);
  }

  /** Lets the first requests to a target meet a fault. */
  break(target: Target, fault: Fault, times: number) {
    let left = times;
    const decide = (request: ProxiedRequest) => {
      if (left === 0 || !TARGETS[target](request)) return undefined;
      left -= 1;
      return fault;
    };
    this.mend();
    const { s3, events, dynamodb } = this.proxies;
    const broken = target === 's3' ? s3 : target === 'event bus' ? events : dynamodb;
    Object.assign(broken, { decide, faults: 0 });
    return broken;
  }

  mend() {
    for (const proxy of Object.values(this.proxies)) proxy.decide = () => undefined;
  }

  /** Puts log files with names, tables and callers that the function has not met. */
  putFiles(name: string) {
    const files = [0, 1].map((file) => {
      const key = `${FOLDER}/111122223333_CloudTrail_us-east-1_20260314T0930Z_${name.replace(/\W/g, '')}${file}.json.gz`;
      const events = [
        dataEvent({ requestParameters: { tableName: `${name}-${file}` } }),
        controlEvent({ eventName: 'DeleteTable', readOnly: false }),
      ];
      const path = join(this.objects, key);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, logFile(events));
      return { key, ids: events.map(({ eventID }) => eventID as string) };
    });
    const message = sqsEvent(files.map(({ key }) => s3Notification(BUCKET, [key])));
    return { message, keys: files.map(({ key }) => key), ids: files.flatMap(({ ids }) => ids) };
  }

  /** How often each of these events is stored. */
  async timesStored(ids: readonly string[]): Promise<number[]> {
    const times = new Map(ids.map((id) => [id, 0]));
    const { client } = this.dynamodb;
    for await (const page of paginateScan({ client }, { TableName: this.tables.audit })) {
      for (const { eventId, part } of page.Items ?? []) {
        const id = eventId?.S ?? '';
        if (part?.S?.startsWith('event#') && times.has(id)) times.set(id, times.get(id)! + 1);
      }
    }
    return [...times.values()];
  }

  async statuses(keys: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    for await (const { key, status } of createLedger(this.dynamodb.client, this.tables.ledger).entries()) {
      if (keys.includes(key)) found.push(status);
    }
    return found;
  }

  async stop() {
    await this.lambda.stop();
    await Promise.all(Object.values(this.proxies).map((proxy) => proxy.stop()));
  }
}

const ALL_FAILED = { batchItemFailures: [{ itemIdentifier: 'message-0' }, { itemIdentifier: 'message-1' }] };

interface Observed {
  readonly first: InvocationResult;
  readonly faults: number;
  readonly storedAtFirst: number[];
  readonly second: InvocationResult;
  readonly storedInTheEnd: number[];
  readonly statuses: string[];
}

async function run(
  deployment: FaultyDeployment,
  target: Target,
  fault: Fault,
  times: number,
): Promise<Observed> {
  const { message, keys, ids } = deployment.putFiles(`${target}-${fault}-${times}`);
  const broken = deployment.break(target, fault, times);
  const first = await deployment.lambda.invoke(message);
  const { faults } = broken;
  deployment.mend();
  const storedAtFirst = await deployment.timesStored(ids);
  const second = await deployment.lambda.invoke(message);
  return {
    first,
    faults,
    storedAtFirst,
    second,
    storedInTheEnd: await deployment.timesStored(ids),
    statuses: await deployment.statuses(keys),
  };
}

function expectNothingLost(observed: Observed, expected: Expected) {
  expect(observed.faults).toBeGreaterThan(0);
  expect(observed.first).toEqual({ payload: expected === 'failed' ? ALL_FAILED : { batchItemFailures: [] } });
  if (expected === 'stored') expect(observed.storedAtFirst).toEqual([1, 1, 1, 1]);
  expect(observed.second).toEqual({ payload: { batchItemFailures: [] } });
  expect(observed.storedInTheEnd).toEqual([1, 1, 1, 1]);
  expect(observed.statuses).toEqual(['done', 'done']);
}

describe('the bundled ingest function, when', () => {
  const observed = new Map<string, Observed>();
  const toName = (...parts: readonly unknown[]) => parts.join(' ');
  const objects = temporaryFolder();
  let dynamodb: TestDynamoDb;
  let s3: S3Server;
  let bus: EventBus;

  // Scenarios mostly wait. Those of different targets run at the same time, each in a function of its own.
  beforeAll(async () => {
    const file = bundle('lambda/ingest.ts', join(objects, 'bundle', 'index.js'));
    dynamodb = await startDynamoDb();
    s3 = await startS3Server(objects);
    bus = await startEventBus();
    const start = () => FaultyDeployment.start(dynamodb, s3, bus, objects, file);
    const runLasting = async (target: Target) => {
      const deployment = await start();
      await deployment.warmUp();
      for (const [, fault, times] of SCENARIOS.filter(([broken]) => broken === target)) {
        observed.set(toName(target, fault, times), await run(deployment, target, fault, times));
      }
      await deployment.stop();
    };
    const runColdStarts = async () => {
      for (const [fault] of COLD_START) {
        const deployment = await start();
        observed.set(toName('coverage', fault), await run(deployment, 'coverage', fault, FOR_EVER));
        await deployment.stop();
      }
    };
    await Promise.all([...WARM_TARGETS.map(runLasting), runColdStarts()]);
  });
  afterAll(async () => {
    await s3.close();
    await bus.stop();
    await dynamodb.stop();
  });

  it.each(SCENARIOS)('the %s meets "%s" %d times: %s', (target, fault, times, expected) => {
    expectNothingLost(observed.get(toName(target, fault, times))!, expected);
  });

  it.each(COLD_START)('the coverage of a cold start meets "%s": %s', (fault, expected) => {
    expectNothingLost(observed.get(toName('coverage', fault))!, expected);
  });
});
