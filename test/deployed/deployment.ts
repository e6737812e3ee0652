import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CreateTableCommand, type CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { Alarm } from './alarms';
import type { InvokeConfigProperties } from './asynchronous-invocation';
import { type DeployedFunction, deployFunction, type FunctionProperties } from './deployed-function';
import type { Engines } from './engines';
import {
  type EventSourceMapping,
  type MappingProperties,
  startEventSourceMapping,
} from './event-source-mapping';
import type { Statement } from './permissions';
import { resolver, type Template } from './template';
import { type BucketProperties, createTrailBucket, type TrailBucket } from './trail-bucket';
import { requireUnderstood } from './understood';

/** What the tests shorten, and nothing else. */
export interface DeploymentOptions {
  /** The mapping's batch window is divided by it. */
  readonly batchWindowDividedBy: number;
  /** A shorter timeout for the functions. @default the template's */
  readonly functionTimeoutSeconds?: number;
  /** The deployment that this one updates: its tables, queues and bucket stay as they are. @default a new deployment */
  readonly updates?: Deployment;
}

/** A stack, running on local engines. */
export interface Deployment {
  /** What the names end with that no property states. */
  readonly suffix: string;
  readonly ingest: DeployedFunction;
  /** The function that verifies digests. */
  readonly assure: DeployedFunction;
  /** The function behind the URL. */
  readonly query: DeployedFunction;
  readonly mapping: EventSourceMapping;
  /** Between the queue of digests and the function that verifies them. */
  readonly assuranceMapping: EventSourceMapping;
  /** Names of the queue that drives the ingest function and of its dead-letter queue. */
  readonly queue: string;
  readonly deadLetterQueue: string;
  /** Name of the queue of direct invocations that failed. */
  readonly failedInvocations: string;
  readonly maxReceiveCount: number;
  readonly visibilityTimeoutSeconds: number;
  readonly bucket: TrailBucket;
  readonly alarms: readonly Alarm[];
  readonly invokeConfig: InvokeConfigProperties;
  /** The statements of the policies of a role. */
  statementsOf(roleArn: string): readonly Statement[];
  stop(): Promise<void>;
}

type Properties = Readonly<Record<string, unknown>>;

/** @param assembly the folder that the stack was synthesized to */
export async function deploy(
  template: Template,
  assembly: string,
  engines: Engines,
  options: DeploymentOptions,
): Promise<Deployment> {
  const { updates } = options;
  const suffix = updates?.suffix ?? randomUUID().slice(0, 8);
  const { resolve, attribute } = resolver(template, suffix, engines.sqsEndpoint);
  requireUnderstood(template);
  const ofType = <Shape = Properties>(type: string): [id: string, properties: Shape][] =>
    Object.entries(template.Resources)
      .filter(([, { Type }]) => Type === type)
      .map(([id, { Properties = {} }]) => [id, resolve(Properties) as Shape]);
  const one = <Found>(found: readonly Found[], what: string): Found => {
    if (found.length !== 1) throw new Error(`${found.length} × ${what}, one expected`);
    return found[0]!;
  };

  for (const [id, table] of ofType<TableProperties>('AWS::DynamoDB::GlobalTable')) {
    if (updates) break;
    if (table.Replicas.length !== 1) throw new Error(`${id} has replicas; one Region runs here.`);
    const { AttributeDefinitions, BillingMode, GlobalSecondaryIndexes, KeySchema } = table;
    await engines.dynamodb.client.send(
      new CreateTableCommand({
        TableName: attribute(id, 'Ref'),
        AttributeDefinitions,
        BillingMode,
        GlobalSecondaryIndexes,
        KeySchema,
      }),
    );
  }

  const queueName = (arn: string) => arn.split(':').at(-1)!;
  for (const [id, queue] of ofType('AWS::SQS::Queue')) {
    if (updates) break;
    const texts = Object.entries(queue).map(([name, value]) => [
      name,
      typeof value === 'object' ? JSON.stringify(value) : String(value),
    ]);
    await engines.sqs.createQueue(attribute(id, 'QueueName'), Object.fromEntries(texts));
  }

  const functions: DeployedFunction[] = [];
  for (const [id, { Code, Runtime, Role, ...lambda }] of ofType<LambdaProperties>('AWS::Lambda::Function')) {
    if (!/^nodejs\d+\.x$/.test(Runtime)) throw new Error(`${id} runs on ${Runtime}.`);
    const code = join(assembly, `asset.${Code.S3Key.replace(/\.zip$/, '')}`);
    if (!existsSync(code)) throw new Error(`${id} has its code in ${code}, which is not there.`);
    const Timeout = options.functionTimeoutSeconds ?? lambda.Timeout;
    functions.push(await deployFunction(attribute(id, 'Ref'), Role, code, { ...lambda, Timeout }, engines));
  }
  const findFunction = (nameOrArn: string) =>
    one(
      functions.filter(({ name }) => nameOrArn === name || nameOrArn.endsWith(`:${name}`)),
      `function ${nameOrArn}`,
    );

  const mappings = ofType<MappingProperties>('AWS::Lambda::EventSourceMapping');
  const findMapping = (part: string) =>
    one(
      mappings.filter(([id]) => id.includes(part)),
      `mapping of ${part}`,
    )[1];
  const [source, assuranceSource] = [findMapping('Ingest'), findMapping('Assure')];
  const ingest = findFunction(source.FunctionName);
  const assure = findFunction(assuranceSource.FunctionName);
  const [, url] = one(ofType<UrlProperties>('AWS::Lambda::Url'), 'function URL');
  const queue = queueName(source.EventSourceArn);
  const { RedrivePolicy, VisibilityTimeout } = await engines.sqs.attributes(queue);
  const redrive = JSON.parse(RedrivePolicy!) as { deadLetterTargetArn: string; maxReceiveCount: number };

  const [bucketId, bucketProperties] = one(
    ofType<BucketProperties>('AWS::S3::Bucket').filter(([, bucket]) => bucket.NotificationConfiguration),
    'bucket that announces objects',
  );
  const bucket =
    updates?.bucket ??
    (await createTrailBucket(attribute(bucketId, 'Ref'), bucketProperties, engines.s3Endpoint, (arn, body) =>
      engines.sqs.send(queueName(arn), body),
    ));
  const startMapping = (properties: MappingProperties, target: DeployedFunction) =>
    startEventSourceMapping(
      {
        ...properties,
        MaximumBatchingWindowInSeconds:
          (properties.MaximumBatchingWindowInSeconds ?? 0) / options.batchWindowDividedBy,
      },
      queueName(properties.EventSourceArn),
      target,
      engines.sqs,
    );
  const mapping = startMapping(source, ingest);
  const assuranceMapping = startMapping(assuranceSource, assure);

  const [, invokeConfig] = one(
    ofType<InvokeConfigProperties>('AWS::Lambda::EventInvokeConfig'),
    'invoke config',
  );
  const policies = ofType<PolicyProperties>('AWS::IAM::Policy').map(([, policy]) => policy);
  return {
    ...{ suffix, ingest, assure, assuranceMapping },
    query: findFunction(url.TargetFunctionArn),
    mapping,
    queue,
    deadLetterQueue: queueName(redrive.deadLetterTargetArn),
    failedInvocations: queueName(invokeConfig.DestinationConfig.OnFailure.Destination),
    maxReceiveCount: redrive.maxReceiveCount,
    visibilityTimeoutSeconds: Number(VisibilityTimeout),
    bucket,
    alarms: ofType<Alarm>('AWS::CloudWatch::Alarm').map(([, alarm]) => alarm),
    invokeConfig,
    statementsOf: (roleArn) =>
      policies
        .filter(({ Roles }) => Roles.some((role) => roleArn.endsWith(`/${role}`)))
        .flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
    stop: async () => {
      await Promise.all([mapping.stop(), assuranceMapping.stop()]);
      await Promise.all(functions.map((deployed) => deployed.stop()));
    },
  };
}

type TableProperties = Required<
  Pick<CreateTableCommandInput, 'AttributeDefinitions' | 'BillingMode' | 'KeySchema'>
> &
  Pick<CreateTableCommandInput, 'GlobalSecondaryIndexes'> & { readonly Replicas: readonly unknown[] };

interface LambdaProperties extends FunctionProperties {
  readonly Code: { readonly S3Key: string };
  readonly Runtime: string;
  readonly Role: string;
}

interface UrlProperties {
  readonly TargetFunctionArn: string;
}

interface PolicyProperties {
  readonly Roles: readonly string[];
  readonly PolicyDocument: { readonly Statement: readonly Statement[] };
}
