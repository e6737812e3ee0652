import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import type { CoverageDay } from '../../src/assure/coverage/known-coverage';
import { type CoverageLedger, createCoverageLedger } from '../../src/store/ledger/coverage-ledger';
import { bundle } from './bundle';
import { type SigningKey, signingKey, type TrailObject, writeObjects } from './digests';
import { startDynamoDb, type TestDynamoDb } from './dynamodb';
import { type InvocationResult, type LambdaFunction, startLambdaFunction } from './lambda-function';
import { type QueueServer, startQueueServer } from './queue-server';
import { s3Notification, sqsEvent } from './sqs';
import { auditTableDefinition, ledgerTableDefinition } from './table-definitions';
import { startTrailServices, type TrailServices } from './trail-services';

export const BUCKET = 'trail-logs';

/** Engines for the bundled ingest and assure functions, with a bucket whose digests one key has signed. */
export class AssuredDeployment {
  readonly key: SigningKey = signingKey();
  /** Names of the tables. */
  tables = { audit: '', ledger: '' };
  /** The functions, once `deploy` has started them. */
  ingest!: LambdaFunction;
  assure!: LambdaFunction;
  coverage!: CoverageLedger;
  #functions: LambdaFunction[] = [];
  #deployments = 0;

  private constructor(
    private readonly folder: string,
    readonly dynamodb: TestDynamoDb,
    readonly services: TrailServices,
    readonly queues: QueueServer,
  ) {}

  static async start(folder: string): Promise<AssuredDeployment> {
    const [dynamodb, services, queues] = await Promise.all([
      startDynamoDb(),
      startTrailServices(join(folder, 'bucket')),
      startQueueServer({ accessKeyId: 'any', secretAccessKey: 'any', region: 'us-east-1', service: 'sqs' }),
    ]);
    const engines = new AssuredDeployment(folder, dynamodb, services, queues);
    services.keys = { default: [engines.key] };
    return engines;
  }

  get bucketFolder(): string {
    return join(this.folder, 'bucket');
  }

  /** Empties the bucket and the queues, and starts both functions with new tables. */
  async deploy(): Promise<void> {
    rmSync(this.bucketFolder, { recursive: true, force: true });
    mkdirSync(this.bucketFolder);
    this.purge();
    this.#deployments += 1;
    this.tables = { audit: `audit-${this.#deployments}`, ledger: `ledger-${this.#deployments}` };
    const { client } = this.dynamodb;
    await client.send(new CreateTableCommand(auditTableDefinition(this.tables.audit)));
    await client.send(new CreateTableCommand(ledgerTableDefinition(this.tables.ledger)));
    this.coverage = createCoverageLedger(client, this.tables.ledger);
    [this.ingest, this.assure] = await Promise.all([
      this.startFunction('ingest'),
      this.startFunction('assure'),
    ]);
  }

  /** Starts one more of a function. */
  async startFunction(
    entry: 'ingest' | 'assure',
    variables: Readonly<Record<string, string>> = {},
    timeoutSeconds?: number,
  ): Promise<LambdaFunction> {
    const { services, dynamodb, queues, tables } = this;
    const started = await startLambdaFunction({
      file: bundle(`lambda/${entry}.ts`, join(this.folder, entry, 'index.js')),
      ...(timeoutSeconds && { timeoutSeconds }),
      environment: {
        AWS_ENDPOINT_URL_S3: services.endpoint,
        AWS_ENDPOINT_URL_CLOUDTRAIL: services.endpoint,
        AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
        AWS_ACCESS_KEY_ID: 'any',
        AWS_SECRET_ACCESS_KEY: 'any',
        AUDIT_TABLE_NAME: tables.audit,
        LEDGER_TABLE_NAME: tables.ledger,
        AUDIT_INGEST_QUEUE_URL: queues.toUrl('ingest'),
        AUDIT_ASSURANCE_QUEUE_URL: queues.toUrl('assurance'),
        AUDIT_SOURCES: JSON.stringify([{ bucketName: BUCKET, prefixes: ['AWSLogs/'] }]),
        AUDIT_OWN_ROLE_ARNS:
          'arn:aws:iam::111122223333:role/audit/ingest,arn:aws:iam::111122223333:role/assure',
        AUDIT_OWN_TABLE_ARNS: 'arn:aws:dynamodb:us-east-1:111122223333:table/audit',
        ...variables,
      },
    });
    this.#functions.push(started);
    return started;
  }

  /** Stops the functions. */
  async undeploy(): Promise<void> {
    this.services.refuse = () => undefined;
    this.services.delay = () => 0;
    this.services.answers = {};
    this.services.lifecycle = undefined;
    await Promise.all(this.#functions.splice(0).map((started) => started.stop()));
  }

  async stop(): Promise<void> {
    await Promise.all([this.queues.close(), this.services.close(), this.dynamodb.stop()]);
  }

  put(objects: readonly TrailObject[]): void {
    writeObjects(this.bucketFolder, objects);
  }

  /** Tells a function about objects. */
  announce(objects: readonly { readonly key: string }[], to = this.ingest): Promise<InvocationResult> {
    return to.invoke(sqsEvent(objects.map((object) => s3Notification(BUCKET, [object.key]))));
  }

  /** Hands everything in the assurance queue to the assure function. */
  deliver(to = this.assure): Promise<InvocationResult> {
    return to.invoke(sqsEvent(this.queues.take('assurance').map(({ body }) => body)));
  }

  /** Hands everything in the ingest queue to the ingest function. @returns the keys that it names */
  async ingestQueued(): Promise<string[]> {
    const messages = this.queues.take('ingest').map(({ body }) => body);
    if (messages.length > 0) await this.ingest.invoke(sqsEvent(messages));
    return messages.flatMap(({ s3ObjectKey }) => s3ObjectKey as string[]);
  }

  /** Deletes all messages. */
  purge(): void {
    this.queues.take('assurance');
    this.queues.take('ingest');
  }

  /** Data points of a metric of an assure function. */
  values(metric: string, of = this.assure): number[] {
    return of.logs
      .filter((line) => line.startsWith('{"_aws"'))
      .map((line) => JSON.parse(line)[metric] as number | undefined)
      .filter((value) => value !== undefined);
  }

  sum(metric: string, of = this.assure): number {
    return this.values(metric, of).reduce((total, value) => total + value, 0);
  }
}

/** The states of the spans of a day. */
export const statesOf = (day: CoverageDay | undefined) => day?.spans.map(({ state }) => state);
