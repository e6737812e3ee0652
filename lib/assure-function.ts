import { Aws, Duration } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import { type IRole, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import type { OwnTrailInput, SourceLocation } from '../src/settings/assure-configuration';
import { type DeploymentSettings, toIngestSettings } from '../src/settings/deployment-settings';
import { ENVIRONMENT } from '../src/settings/environment';
import { ASSURE_TIMEOUT_SECONDS, type AssuranceQueue } from './assurance-queue';
import type { AuditTables } from './audit-tables';
import { heapOptions } from './heap-options';
import { NodeFunction } from './node-function';
import { separateTokens, toEnvironment } from './separate-tokens';
import { acknowledgeWildcard } from './shared/acknowledge';
import type { IngestQueue } from './shared/ingest-queue';

const MEMORY_MIB = 1769;
/** Digests of one invocation. Each takes up to a second, and all must fit into the timeout. */
const BATCH_SIZE = 10;
const MAXIMUM_CONCURRENCY = 5;

/** Work that nothing announces. Nightly, three hours after the last digest of a day must have arrived. */
const SCHEDULES = {
  hourly: Schedule.rate(Duration.hours(1)),
  nightly: Schedule.cron({ hour: '4', minute: '30' }),
};

export interface AssureFunctionProps {
  readonly settings: DeploymentSettings;
  readonly tables: AuditTables;
  readonly queue: IngestQueue;
  readonly assuranceQueue: AssuranceQueue;
  readonly functionEncryptionKey: IKey | undefined;
  /** Role of the function. The sources let it read. */
  readonly role: Role;
  readonly ingestRole: IRole;
  readonly sources: readonly SourceLocation[];
  readonly trail: OwnTrailInput | undefined;
}

/** The function that verifies digests, and compares what they name with what was ingested. */
export class AssureFunction extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: AssureFunctionProps) {
    super(scope, id);
    const { settings, tables, queue, assuranceQueue, role } = props;
    const configuration = separateTokens({
      [ENVIRONMENT.settings]: toIngestSettings(settings),
      [ENVIRONMENT.sources]: props.sources,
      ...(props.trail && { [ENVIRONMENT.trail]: props.trail }),
    });
    const { function: assure } = new NodeFunction(this, 'Assure', {
      entry: 'assure',
      description: 'Verifies the digests of CloudTrail and compares them with what was ingested',
      settings,
      role,
      encryptionKey: props.functionEncryptionKey,
      memoryMiB: MEMORY_MIB,
      timeoutSeconds: ASSURE_TIMEOUT_SECONDS,
      nodeOptions: heapOptions(MEMORY_MIB),
      configuration: configuration.literal as Readonly<Record<string, unknown>>,
      environment: () => ({
        [ENVIRONMENT.auditTableName]: tables.audit.tableName,
        [ENVIRONMENT.ledgerTableName]: tables.ledger.tableName,
        [ENVIRONMENT.ingestQueueUrl]: queue.queue.queueUrl,
        [ENVIRONMENT.assuranceQueueUrl]: assuranceQueue.queue.queueUrl,
        [ENVIRONMENT.ownRoleArns]: [props.ingestRole.roleArn, role.roleArn].join(','),
        [ENVIRONMENT.ownTableArns]: [tables.audit.tableArn, tables.ledger.tableArn].join(','),
        ...toEnvironment(this, configuration),
      }),
    });
    this.function = assure;

    tables.grantAssure(role);
    queue.queue.grant(role, 'sqs:SendMessage');
    assuranceQueue.queue.grant(role, 'sqs:SendMessage');
    readTrails(role);
    assure.addEventSource(
      new SqsEventSource(assuranceQueue.queue, {
        batchSize: BATCH_SIZE,
        maxConcurrency: MAXIMUM_CONCURRENCY,
        reportBatchItemFailures: true,
      }),
    );
    for (const [task, schedule] of Object.entries(SCHEDULES)) {
      new Rule(this, task === 'hourly' ? 'Hourly' : 'Nightly', {
        description: `Runs the ${task} work of the assure function`,
        schedule,
        targets: [new FunctionTarget(assure, { event: RuleTargetInput.fromObject({ task }) })],
      });
    }
  }
}

/** What trails log, those of the organization too, and the public keys of CloudTrail, which have no ARN. */
function readTrails(role: Role): void {
  const trails = `arn:${Aws.PARTITION}:cloudtrail:*:*:trail/*`;
  role.addToPolicy(
    new PolicyStatement({
      actions: ['cloudtrail:GetEventSelectors', 'cloudtrail:GetTrail', 'cloudtrail:GetTrailStatus'],
      resources: [trails],
    }),
  );
  role.addToPolicy(
    new PolicyStatement({
      actions: ['cloudtrail:DescribeTrails', 'cloudtrail:ListPublicKeys'],
      resources: ['*'],
    }),
  );
  acknowledgeWildcard(role, trails, 'The trails that deliver to a source are known only from its digests.');
  acknowledgeWildcard(
    role,
    '*',
    'CloudTrail has no resources to restrict DescribeTrails and ListPublicKeys to.',
  );
}
