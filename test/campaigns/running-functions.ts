import { join } from 'node:path';
import type { SQSBatchResponse } from 'aws-lambda';
import type { Random } from '../../bench/support/random';
import { ENVIRONMENT } from '../../src/settings/environment';
import { bundle } from '../support/bundle';
import type { TestDynamoDb } from '../support/dynamodb';
import { type LambdaFunction, startLambdaFunction } from '../support/lambda-function';
import type { QueueServer } from '../support/queue-server';
import { s3Notification, sqsEvent } from '../support/sqs';
import type { TrailServices } from '../support/trail-services';

/** Names of the two queues, and the functions that they drive. */
type Entry = 'ingest' | 'assure';

const QUEUES = { ingest: 'ingest', assure: 'assurance' } as const;
const WORKERS = 2;

interface Message {
  readonly id: string;
  readonly body: unknown;
}

interface Parts {
  readonly dynamodb: TestDynamoDb;
  readonly services: TrailServices;
  readonly queues: QueueServer;
  readonly tables: { readonly audit: string; readonly ledger: string };
  readonly bucket: string;
  /** Folder for the bundles. */
  readonly folder: string;
  /** Messages of an invocation. */
  readonly batchSize: number;
}

/** Kills some invocations while they run. */
export interface Killer {
  readonly random: Random;
  /** Kills that are left. */
  left: number;
}

/** Both bundled functions as they are deployed, with two processes each, and their queues. */
export class RunningFunctions {
  readonly #waiting: Readonly<Record<Entry, Message[]>> = { ingest: [], assure: [] };
  /** What comes after all that was sent without a delay: delays are longer than invocations take. */
  #delayed: [entry: Entry, body: unknown][] = [];
  #sent = 0;
  /** Milliseconds that invocations took lately if nobody killed them. */
  readonly #usual: Record<Entry, number> = { ingest: 100, assure: 100 };

  private constructor(
    readonly parts: Parts,
    readonly workers: Readonly<Record<Entry, readonly LambdaFunction[]>>,
  ) {}

  static async start(parts: Parts): Promise<RunningFunctions> {
    const startAll = (entry: Entry) =>
      Promise.all(Array.from({ length: WORKERS }, () => startFunction(entry, parts)));
    const [ingest, assure] = await Promise.all([startAll('ingest'), startAll('assure')]);
    return new RunningFunctions(parts, { ingest, assure });
  }

  /** Sends S3's notifications of objects to the ingest queue. */
  announce(objects: readonly { readonly key: string }[]): void {
    for (const { key } of objects) this.#send('ingest', s3Notification(this.parts.bucket, [key]));
  }

  /** Lets the functions take messages until both queues are empty. Delays pass as soon as nothing else waits. */
  async settle(killer?: Killer): Promise<void> {
    while (this.#receiveSent() > 0) {
      await Promise.all([this.#drain('ingest', killer), this.#drain('assure', killer)]);
    }
  }

  /** Every line that the functions logged. */
  logs(entry: Entry): string[] {
    return this.workers[entry].flatMap(({ logs }) => logs);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.workers.ingest, ...this.workers.assure].map((worker) => worker.stop()));
  }

  #send(entry: Entry, body: unknown): void {
    this.#sent += 1;
    this.#waiting[entry].push({ id: `message-${this.#sent}`, body });
  }

  /** Moves what the functions sent into their queues. Returns how many messages wait. */
  #receiveSent(): number {
    for (const entry of ['ingest', 'assure'] as const) {
      for (const { body, delaySeconds } of this.parts.queues.take(QUEUES[entry])) {
        if (delaySeconds > 0) this.#delayed.push([entry, body]);
        else this.#send(entry, body);
      }
    }
    if (this.#countWaiting() === 0) {
      for (const [entry, body] of this.#delayed) this.#send(entry, body);
      this.#delayed = [];
    }
    return this.#countWaiting();
  }

  #countWaiting(): number {
    return this.#waiting.ingest.length + this.#waiting.assure.length;
  }

  async #drain(entry: Entry, killer: Killer | undefined): Promise<void> {
    const waiting = this.#waiting[entry];
    const work = async (worker: LambdaFunction) => {
      while (waiting.length > 0) {
        const batch = waiting.splice(0, this.parts.batchSize);
        waiting.push(...(await this.#invoke(entry, worker, batch, killer)));
      }
    };
    await Promise.all(this.workers[entry].map(work));
  }

  /** Returns the messages that must come again. */
  async #invoke(entry: Entry, worker: LambdaFunction, batch: readonly Message[], killer: Killer | undefined) {
    const { Records } = sqsEvent(batch.map(({ body }) => body));
    const event = { Records: Records.map((record, at) => ({ ...record, messageId: batch[at]!.id })) };
    const isKilled = killer !== undefined && killer.left > 0 && killer.random.chance(0.6);
    const before = performance.now();
    const result = await worker.invoke(
      event,
      isKilled ? killer.random.next() * this.#usual[entry] : undefined,
    );
    if ('error' in result) {
      const { errorType, errorMessage } = result.error;
      if (!isKilled || errorType !== 'Sandbox.Timedout') throw new Error(`${errorType}: ${errorMessage}`);
      killer.left -= 1;
      return batch;
    }
    this.#usual[entry] += (performance.now() - before - this.#usual[entry]) / 4;
    const failed = new Set(
      (result.payload as SQSBatchResponse).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier),
    );
    return batch.filter(({ id }) => failed.has(id));
  }
}

const startFunction = (entry: Entry, parts: Parts): Promise<LambdaFunction> =>
  startLambdaFunction({
    file: bundle(`lambda/${entry}.ts`, join(parts.folder, entry, 'index.js')),
    environment: {
      AWS_ENDPOINT_URL_S3: parts.services.endpoint,
      AWS_ENDPOINT_URL_CLOUDTRAIL: parts.services.endpoint,
      AWS_ENDPOINT_URL_DYNAMODB: parts.dynamodb.endpoint,
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
      [ENVIRONMENT.auditTableName]: parts.tables.audit,
      [ENVIRONMENT.ledgerTableName]: parts.tables.ledger,
      [ENVIRONMENT.ingestQueueUrl]: parts.queues.toUrl(QUEUES.ingest),
      [ENVIRONMENT.assuranceQueueUrl]: parts.queues.toUrl(QUEUES.assure),
      [ENVIRONMENT.sources]: JSON.stringify([{ bucketName: parts.bucket, prefixes: ['AWSLogs/'] }]),
    },
  });
