import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { paginateScan } from '@aws-sdk/client-dynamodb';
import type { SQSBatchResponse } from 'aws-lambda';
import { type S3Server, startS3Server } from '../../src/local/s3-server';
import { bundle } from './bundle';
import { startDynamoDb, type TestDynamoDb } from './dynamodb';
import { type EventBus, startEventBus } from './event-bus';
import { controlEvent, dataEvent, logFile } from './events';
import { type Fault, type FaultProxy, type ProxiedRequest, startFaultProxy } from './fault-proxy';
import { type InvocationResult, type LambdaFunction, startLambdaFunction } from './lambda-function';
import { readLedger } from './read-ledger';
import { s3Notification, sqsEvent } from './sqs';
import { createTables } from './tables';
import { timeoutFor } from './timeout';

const BUCKET = 'trail-bucket';
const FOLDER = 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/14';
/** Time of an invocation, and most of a scenario that does not end by itself: 5 s on a machine without load. */
const TIMEOUT_SECONDS = Math.ceil(timeoutFor(0.5) / 1_000);

/** What misbehaves: one of the services, as far as one part of the function uses it. */
const TARGETS = {
  table: ({ text }: ProxiedRequest) => text.includes('"audit-'),
  ledger: ({ text }: ProxiedRequest) => text.includes('"file/'),
  directory: ({ text }: ProxiedRequest) => text.includes('"directory/'),
  coverage: ({ text }: ProxiedRequest) => text.includes('"settings"'),
  s3: ({ operation }: ProxiedRequest) => operation === undefined,
  'event bus': ({ operation }: ProxiedRequest) => operation === 'PutEvents',
} as const;
export type Target = keyof typeof TARGETS;

interface Services {
  readonly dynamodb: TestDynamoDb;
  readonly s3: S3Server;
  readonly bus: EventBus;
  /** Folder of the objects in the bucket. */
  readonly objects: string;
  /** Bundle of the function. */
  readonly file: string;
}

/** The services behind the proxies of all deployments of a test file. */
export class FaultyDeployments {
  private constructor(private readonly services: Services) {}

  static async start(objects: string): Promise<FaultyDeployments> {
    const file = bundle('lambda/ingest.ts', join(objects, 'bundle', 'index.js'));
    const [dynamodb, s3, bus] = await Promise.all([startDynamoDb(), startS3Server(objects), startEventBus()]);
    return new FaultyDeployments({ dynamodb, s3, bus, objects, file });
  }

  /** Starts a deployment whose function has not run yet. */
  deploy(environment: Readonly<Record<string, string>> = {}): Promise<FaultyDeployment> {
    return FaultyDeployment.start(this.services, environment);
  }

  async stop(): Promise<void> {
    const { dynamodb, s3, bus } = this.services;
    await Promise.all([s3.close(), bus.stop(), dynamodb.stop()]);
  }
}

/** One function with tables, a bucket and proxies of its own. */
export class FaultyDeployment {
  private constructor(
    readonly dynamodb: TestDynamoDb,
    readonly tables: { audit: string; ledger: string },
    readonly proxies: Readonly<Record<'dynamodb' | 's3' | 'events', FaultProxy>>,
    readonly objects: string,
    readonly lambda: LambdaFunction,
  ) {}

  static async start(
    { dynamodb, s3, bus, objects, file }: Services,
    environment: Readonly<Record<string, string>>,
  ) {
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
        ...environment,
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
    for await (const { key, status } of readLedger(this.dynamodb.client, this.tables.ledger)) {
      if (keys.includes(key)) found.push(status);
    }
    return found;
  }

  async stop() {
    await this.lambda.stop();
    await Promise.all(Object.values(this.proxies).map((proxy) => proxy.stop()));
  }
}

/**
 * Invokes a function with two messages while something is broken, and again after it is mended.
 * @param name of the files, unique in the deployment
 */
export async function observe(
  deployment: FaultyDeployment,
  name: string,
  breakIt: () => { readonly faults: number },
  mend: () => void,
): Promise<Observed> {
  const { message, keys, ids } = deployment.putFiles(name);
  const broken = breakIt();
  const first = await deployment.lambda.invoke(message);
  const { faults } = broken;
  mend();
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

/** What happened to two messages during a fault and after it. */
export interface Observed {
  readonly first: InvocationResult;
  readonly faults: number;
  readonly storedAtFirst: number[];
  readonly second: InvocationResult;
  readonly storedInTheEnd: number[];
  readonly statuses: string[];
}

/**
 * `stored`: the function gets over the fault. `failed`: it reports its messages as failed, in time. `error`: the
 * invocation ends with an error, in time, so that Lambda delivers the whole batch again.
 */
export type Expected = 'stored' | 'failed' | 'error';

const ANSWERS: Readonly<Record<Expected, unknown>> = {
  stored: { payload: { batchItemFailures: [] } },
  failed: {
    payload: { batchItemFailures: [{ itemIdentifier: 'message-0' }, { itemIdentifier: 'message-1' }] },
  },
  error: { error: expect.objectContaining({ errorType: 'AuditTrailError' }) },
};

export function expectNothingLost(observed: Observed, expected: Expected): void {
  expect(observed.faults).toBeGreaterThan(0);
  expect(observed.first).toEqual(ANSWERS[expected]);
  if (expected === 'stored') expect(observed.storedAtFirst).toEqual([1, 1, 1, 1]);
  expect(observed.second).toEqual(ANSWERS.stored);
  expect(observed.storedInTheEnd).toEqual([1, 1, 1, 1]);
  expect(observed.statuses).toEqual(['done', 'done']);
}
