import * as z from 'zod';
import { AuditTrailError } from '../errors';
import { findContradictions } from './deployment-contradictions';
import { ingestSettingsSchema } from './ingest-settings';
import { arn } from './setting-values';
import { sourceSchema } from './source-settings';

/** Days that CloudWatch Logs can keep a log group. */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** A function timeout above this keeps a poison file out of the dead-letter queue for hours. */
const MAXIMUM_FUNCTION_TIMEOUT_SECONDS = 300;

const regionName = z.string().min(1);
const units = z.int().min(1);

const fields = ingestSettingsSchema.extend({
  sources: z
    .array(sourceSchema)
    .min(1)
    .prefault([{ type: 'newTrail' }])
    .describe('Where log files come from. Freely combined; at most one of type `newTrail`.'),
  functionMemoryMiB: z
    .int()
    .min(256)
    .max(10_240)
    .default(1769)
    .describe('Memory of the ingest function. 1769 MiB is one whole vCPU.'),
  functionTimeoutSeconds: z
    .int()
    .min(30)
    .max(MAXIMUM_FUNCTION_TIMEOUT_SECONDS)
    .default(120)
    .describe('Timeout of the ingest function.'),
  maximumConcurrency: z
    .int()
    .min(2)
    .max(1000)
    .default(10)
    .describe('Invocations that the queue may run at once. A backlog waits in the queue.'),
  reservedConcurrency: z
    .int()
    .min(2)
    .max(1000)
    .optional()
    .describe('Concurrency reserved for the ingest function. The account’s shared pool unless set.'),
  batchSize: z.int().min(100).max(10_000).default(100).describe('Messages handed to one invocation at most.'),
  batchWindowSeconds: z
    .int()
    .min(1)
    .max(300)
    .default(20)
    .describe('How long the queue gathers messages before it hands over an incomplete batch.'),
  visibilityTimeoutSeconds: z
    .int()
    .min(1)
    .max(43_200)
    .optional()
    .describe(
      'Visibility timeout of the queue: 6 × the function timeout + the batch window or more, and that unless set.',
    ),
  maxReceiveCount: z
    .int()
    .min(5)
    .max(1000)
    .default(5)
    .describe('Attempts at a message before it goes to the dead-letter queue.'),
  logRetentionDays: z
    .literal(LOG_RETENTION_DAYS)
    .default(90)
    .describe('Days that the functions’ own logs are kept.'),
  queryApi: z.boolean().default(true).describe('Whether the HTTP API is deployed, with IAM auth.'),
  alarmTopicArn: arn.optional().describe('SNS topic that alarms notify. Alarms notify nobody unless set.'),
  lagAlarmMinutes: z
    .int()
    .min(10)
    .max(1440)
    .default(60)
    .describe('Minutes from eventTime to write, or of waiting in the queue, that raise an alarm.'),
  silenceAlarmHours: z
    .int()
    .min(1)
    .max(24)
    .default(6)
    .describe('Hours without a single log file that raise an alarm.'),
  runbookUrl: z
    .string()
    .min(1)
    .default('docs/runbook.md')
    .describe('Where operators find the runbook; alarms link to its sections.'),
  riskEventBusName: z
    .string()
    .min(1)
    .optional()
    .describe('EventBridge bus that risky events are published to as they are ingested. None unless set.'),
  encryptionKeyArn: arn
    .optional()
    .describe('KMS key for the tables and the new trail’s log files. Keys owned by AWS unless set.'),
  removalPolicy: z
    .enum(['retain', 'destroy'])
    .default('retain')
    .describe(
      'What becomes of tables and trail bucket when the stack is deleted; `retain` adds deletion protection.',
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
    .describe('Days that both tables can be restored to any second of.'),
  replicas: z
    .array(z.strictObject({ region: regionName, encryptionKeyArn: arn.optional() }))
    .default([])
    .describe('Regions that both tables are replicated to, each with its own key where a key is set.'),
  warmThroughput: z
    .strictObject({ readUnitsPerSecond: units, writeUnitsPerSecond: units })
    .optional()
    .describe(
      'Throughput that the audit table and its indexes are ready for at once: at least 12000 reads and 4000 writes.',
    ),
  readerArns: z
    .array(arn)
    .default([])
    .describe(
      'IAM principals of other accounts that may read the audit, by the tables’ resource policy. Where a key is set, its own policy must let them decrypt.',
    ),
});

/** Settings of a deployment with every default filled in. */
export type DeploymentSettings = z.output<typeof fields>;
/** Settings of a deployment as people write them. */
export type DeploymentSettingsInput = z.input<typeof fields>;

/**
 * Settings of a deployment: those of ingest, and what only the stack needs. The same schema checks the
 * construct's props and the context of `cdk.json`; `docs/settings.md` is generated from it.
 */
export const deploymentSettingsSchema = fields.superRefine((settings, context) => {
  for (const { setting, message } of findContradictions(settings)) {
    context.addIssue({ code: 'custom', path: [setting], message, input: settings[setting] });
  }
});

/**
 * Checks the settings of a deployment and fills in defaults.
 * @throws AuditTrailError `Configuration`, naming each wrong property, its value and what is allowed.
 */
export function parseDeploymentSettings(input: unknown): DeploymentSettings {
  const parsed = deploymentSettingsSchema.safeParse(input ?? {}, { reportInput: true });
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message, input: given, code }) =>
      `- ${path.join('.') || 'settings'}: ${message}${code === 'custom' || code === 'unrecognized_keys' ? '' : ` (given: ${JSON.stringify(given)})`}`,
  );
  throw new AuditTrailError('Configuration', `Deployment settings are not valid:\n${problems.join('\n')}`, {
    cause: parsed.error,
  });
}

/** The part of the settings that the ingest function is given. */
export function toIngestSettings(settings: DeploymentSettings): z.output<typeof ingestSettingsSchema> {
  const names = Object.keys(ingestSettingsSchema.shape);
  return ingestSettingsSchema.parse(
    Object.fromEntries(Object.entries(settings).filter(([name]) => names.includes(name))),
  );
}
