import { Duration } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Construct } from 'constructs';
import { type DeploymentSettings, toIngestSettings } from '../src/settings/deployment-settings';
import { ENVIRONMENT } from '../src/settings/environment';
import type { AuditTables } from './audit-tables';
import type { IngestQueue } from './ingest-queue';
import { NodeFunction } from './node-function';

export interface IngestFunctionProps {
  readonly settings: DeploymentSettings;
  readonly tables: AuditTables;
  readonly queue: IngestQueue;
  /** @default - risky events are not published */
  readonly riskEventBus?: IEventBus;
}

/** The function that the queue drives: log files in, records out. */
export class IngestFunction extends Construct {
  readonly function: NodejsFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, { settings, tables, queue, riskEventBus }: IngestFunctionProps) {
    super(scope, id);
    const { function: ingest, role } = new NodeFunction(this, 'Ingest', {
      entry: 'ingest',
      description: 'Reads CloudTrail log files and writes what they say of DynamoDB to the audit table',
      memoryMiB: settings.functionMemoryMiB,
      timeoutSeconds: settings.functionTimeoutSeconds,
      logRetentionDays: settings.logRetentionDays,
      ...(settings.reservedConcurrency !== undefined && {
        reservedConcurrency: settings.reservedConcurrency,
      }),
    });
    this.function = ingest;
    this.role = role;

    const environment: Record<string, string> = {
      [ENVIRONMENT.auditTableName]: tables.audit.tableName,
      [ENVIRONMENT.ledgerTableName]: tables.ledger.tableName,
      [ENVIRONMENT.settings]: JSON.stringify(toIngestSettings(settings)),
      [ENVIRONMENT.ownRoleArn]: role.roleArn,
      [ENVIRONMENT.ownTableArns]: [tables.audit.tableArn, tables.ledger.tableArn].join(','),
      ...(riskEventBus && { [ENVIRONMENT.riskEventBusName]: riskEventBus.eventBusName }),
    };
    for (const [name, value] of Object.entries(environment)) ingest.addEnvironment(name, value);

    tables.grantIngest(role);
    riskEventBus?.grantPutEventsTo(role);
    ingest.addEventSource(
      new SqsEventSource(queue.queue, {
        batchSize: settings.batchSize,
        maxBatchingWindow: Duration.seconds(settings.batchWindowSeconds),
        maxConcurrency: settings.maximumConcurrency,
        reportBatchItemFailures: true,
      }),
    );
    // A notification that someone delivers directly, without the queue, is not lost either.
    ingest.configureAsyncInvoke({
      onFailure: new SqsDestination(queue.deadLetterQueue),
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
    });
  }
}
