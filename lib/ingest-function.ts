import { Duration, Stack } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IRole, Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import type { DeploymentNames } from '../src/settings/deployment-names';
import { type DeploymentSettings, toIngestSettings } from '../src/settings/deployment-settings';
import { ENVIRONMENT } from '../src/settings/environment';
import type { AssuranceQueue } from './assurance-queue';
import type { AuditTables } from './audit-tables';
import { knownResources } from './guarded-resources';
import { heapOptions } from './heap-options';
import { NodeFunction } from './node-function';
import { separateTokens, toEnvironment } from './separate-tokens';
import type { IngestQueue } from './shared/ingest-queue';
import { bucketAccesses, watchedBuckets } from './sources/bucket-access';

export interface IngestFunctionProps {
  readonly settings: DeploymentSettings;
  readonly tables: AuditTables;
  readonly queue: IngestQueue;
  readonly assuranceQueue: AssuranceQueue;
  /** Role of the assure function, which writes into the ledger, too. */
  readonly assureRole: IRole;
  /** @default - none, risky events are not published */
  readonly riskEventBus?: IEventBus;
  readonly functionEncryptionKey: IKey | undefined;
  /** Names of what is deployed. The function records them in the ledger. */
  readonly deployment: DeploymentNames;
  /** Resources that the audit needs, as JSON, besides those of sources that are known at synth. */
  readonly guardedResources: string;
}

/** The function that ingests the log files that the queue announces. */
export class IngestFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: IngestFunctionProps) {
    super(scope, id);
    const { settings, tables, queue, assuranceQueue, riskEventBus, functionEncryptionKey } = props;
    const { AuditTableName: _, LedgerTableName: __, ...deployment } = props.deployment;
    const stack = Stack.of(this);
    const configuration = separateTokens({
      [ENVIRONMENT.settings]: toIngestSettings(settings),
      [ENVIRONMENT.buckets]: bucketAccesses(settings, stack.region),
      [ENVIRONMENT.watchedBuckets]: watchedBuckets(settings),
      [ENVIRONMENT.guardedResources]: knownResources(settings),
      [ENVIRONMENT.deployment]: deployment, // Its environment names the tables anyway.
    });
    const { function: ingest, role } = new NodeFunction(this, 'Ingest', {
      entry: 'ingest',
      description: 'Reads CloudTrail log files and writes their DynamoDB events to the audit table',
      settings,
      encryptionKey: functionEncryptionKey,
      memoryMiB: settings.functionMemoryMiB,
      timeoutSeconds: settings.functionTimeoutSeconds,
      nodeOptions: heapOptions(settings.functionMemoryMiB),
      ...(settings.reservedConcurrency !== undefined && {
        reservedConcurrency: settings.reservedConcurrency,
      }),
      configuration: configuration.literal as Readonly<Record<string, unknown>>,
      environment: ({ roleArn }) => ({
        [ENVIRONMENT.auditTableName]: tables.audit.tableName,
        [ENVIRONMENT.ledgerTableName]: tables.ledger.tableName,
        ...toEnvironment(this, configuration),
        [ENVIRONMENT.assuranceQueueUrl]: assuranceQueue.queue.queueUrl,
        [ENVIRONMENT.guardedResources]: props.guardedResources,
        [ENVIRONMENT.ownRoleArns]: [roleArn, props.assureRole.roleArn].join(','),
        [ENVIRONMENT.ownTableArns]: [tables.audit.tableArn, tables.ledger.tableArn].join(','),
        ...(riskEventBus && { [ENVIRONMENT.riskEventBusName]: riskEventBus.eventBusName }),
      }),
    });
    this.function = ingest;
    this.role = role;

    tables.grantIngest(role);
    assuranceQueue.queue.grant(role, 'sqs:SendMessage');
    riskEventBus?.grantPutEventsTo(role);
    ingest.addEventSource(
      new SqsEventSource(queue.queue, {
        batchSize: settings.batchSize,
        maxBatchingWindow: Duration.seconds(settings.batchWindowSeconds),
        maxConcurrency: settings.maximumConcurrency,
        reportBatchItemFailures: true,
      }),
    );
    // For notifications that are sent to the function directly, without the queue.
    ingest.configureAsyncInvoke({
      onFailure: new SqsDestination(queue.failedInvocations),
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
    });
  }
}
