import * as z from 'zod';
import { ingestSettingsSchema } from './ingest-settings';
import { eventBusName, keyArn, principalArn, regionName, tableName, topicArn } from './setting-values';
import { sourceSchema } from './source-settings';

/** Retention periods that CloudWatch Logs supports, in days. */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** With a longer timeout, an unreadable file would take hours to reach the dead-letter queue. */
const MAXIMUM_FUNCTION_TIMEOUT_SECONDS = 300;

/** With less, a batch of files that inflate to much could exhaust the function. test/campaigns/memory.test.ts */
export const LEAST_FUNCTION_MEMORY_MIB = 512;

const units = z.int().min(1);

/** Every setting of a deployment by itself: its type, bounds, default and description. */
export const deploymentFields = ingestSettingsSchema.extend({
  sources: z
    .array(sourceSchema)
    .min(1)
    .prefault([{ type: 'newTrail' }])
    .describe('Sources of log files. Combine any number, but at most one of type `newTrail`.'),
  functionMemoryMiB: z
    .int()
    .min(LEAST_FUNCTION_MEMORY_MIB)
    .max(10_240)
    .default(1769)
    .describe('Memory of the ingest function, in MiB. 1769 MiB equals one vCPU.'),
  functionTimeoutSeconds: z
    .int()
    .min(30)
    .max(MAXIMUM_FUNCTION_TIMEOUT_SECONDS)
    .default(120)
    .describe('Timeout of the ingest function, in seconds.'),
  maximumConcurrency: z
    .int()
    .min(2)
    .max(1000)
    .default(10)
    .describe('Maximum number of concurrent invocations by the queue. A backlog waits in the queue.'),
  reservedConcurrency: z
    .int()
    .min(2)
    .max(1000)
    .optional()
    .describe('Concurrency reserved for the ingest function. Default: the unreserved pool of the account.'),
  batchSize: z.int().min(100).max(10_000).default(100).describe('Maximum number of messages per invocation.'),
  batchWindowSeconds: z
    .int()
    .min(1)
    .max(300)
    .default(20)
    .describe('Maximum time to collect messages for a batch, in seconds.'),
  visibilityTimeoutSeconds: z
    .int()
    .min(1)
    .max(43_200)
    .optional()
    .describe(
      'Visibility timeout of the queue, in seconds. Default and minimum: 6 × `functionTimeoutSeconds` + `batchWindowSeconds`.',
    ),
  maxReceiveCount: z
    .int()
    .min(5)
    .max(1000)
    .default(5)
    .describe('Number of attempts before a message moves to the dead-letter queue.'),
  logRetentionDays: z
    .literal(LOG_RETENTION_DAYS)
    .default(90)
    .describe('Days to keep the logs of the functions.'),
  queryApi: z.boolean().default(true).describe('Deploys the HTTP API, with IAM authorization.'),
  queryApiOriginals: z
    .boolean()
    .default(false)
    .describe(
      'Lets the HTTP API read the log files of the sources, for data events without a record of their own. Log files have all events of their trails, also those of other services.',
    ),
  alarmTopicArn: topicArn
    .optional()
    .describe('SNS topic that alarms notify. Default: none, alarms notify nobody.'),
  alarmEmail: z
    .email({ error: 'must be an email address' })
    .optional()
    .describe(
      'Email address that alarms notify, through a topic that the stack creates. Confirm the subscription that SNS sends to it. Default: none.',
    ),
  lagAlarmMinutes: z
    .int()
    .min(10)
    .max(1440)
    .default(60)
    .describe('Alarm threshold, in minutes: from eventTime to write, and of waiting in the queue.'),
  silenceAlarmHours: z
    .int()
    .min(1)
    .max(24)
    .default(6)
    .describe(
      'Alarm threshold, in hours without a log file. With several sources, each bucket has its own alarm too. The alarm starts after the first files.',
    ),
  runbookUrl: z
    .string()
    .min(1)
    .default('docs/runbook.md')
    .describe('Location of the runbook. Alarm descriptions link to its sections.'),
  riskEventBusName: eventBusName
    .optional()
    .describe('EventBridge event bus to publish risky events to during ingest. Default: none.'),
  encryptionKeyArn: keyArn
    .optional()
    .describe('KMS key for the tables and the log files of a new trail. Default: keys owned by AWS.'),
  functionEncryptionKeyArn: keyArn
    .optional()
    .describe('KMS key for the logs and environment variables of the functions. Default: keys owned by AWS.'),
  vpc: z
    .strictObject({
      subnetIds: z.array(z.string().min(1)).min(1),
      securityGroupIds: z.array(z.string().min(1)).min(1),
      endpoints: z
        .strictObject({ vpcId: z.string().min(1), routeTableIds: z.array(z.string().min(1)).min(1) })
        .optional(),
    })
    .optional()
    .describe(
      'Network of the functions. Its subnets must reach DynamoDB, S3, SQS, and CloudTrail in each audited Region; also STS with `readRoleArn`, EventBridge with `riskEventBusName`, and X-Ray with `tracing`. Set `endpoints` to create VPC endpoints for these services, or use your own or NAT. Default: no VPC.',
    ),
  tracing: z.boolean().default(false).describe('Traces the functions with AWS X-Ray.'),
  auditTableName: tableName
    .optional()
    .describe('Name of the audit table. A change replaces the table. Default: generated by CloudFormation.'),
  ledgerTableName: tableName
    .optional()
    .describe('Name of the ledger table. A change replaces the table. Default: generated by CloudFormation.'),
  removalPolicy: z
    .enum(['retain', 'destroy'])
    .default('retain')
    .describe(
      'Fate of the tables and the trail bucket when the stack is deleted. `retain` also adds deletion protection; `destroy` also deletes the log files in the bucket.',
    ),
  tableClass: z
    .enum(['standard', 'standardInfrequentAccess'])
    .default('standard')
    .describe('Table class of the audit table.'),
  pointInTimeRecoveryDays: z
    .int()
    .min(1)
    .max(35)
    .default(35)
    .describe('Days for which both tables can be restored to any second.'),
  replicas: z
    .array(z.strictObject({ region: regionName, encryptionKeyArn: keyArn.optional() }))
    .default([])
    .describe(
      'Further Regions to replicate both tables to. With `encryptionKeyArn`, each replica needs a key of its Region.',
    ),
  warmThroughput: z
    .strictObject({ readUnitsPerSecond: units, writeUnitsPerSecond: units })
    .optional()
    .describe(
      'Warm throughput of the audit table and its indexes: at least 12000 read and 4000 write units. Default: that of a new table.',
    ),
  readerArns: z
    .array(principalArn)
    .default([])
    .describe(
      'IAM principals of other accounts that may read the audit, granted in the resource policies of the tables. With an imported KMS key, its policy must let them decrypt: an output contains the statements.',
    ),
});

/** Settings of a deployment with every default filled in. */
export type DeploymentSettings = z.output<typeof deploymentFields>;
/** Settings of a deployment as users write them. */
export type DeploymentSettingsInput = z.input<typeof deploymentFields>;
