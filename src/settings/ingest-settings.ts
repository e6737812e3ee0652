import * as z from 'zod';
import { AuditTrailError } from '../errors';
import { RULE_IDS } from '../rules/risk-rules';
import { OPTIONAL_INDEX_NAMES } from '../store/indexes';
import {
  accountId,
  organizationId,
  principalPattern,
  regionName,
  resourceName,
  resourcePattern,
} from './setting-values';

const names = z.array(z.string().min(1));

/**
 * Settings for auditing and storing events, shared by the deployed function and the local audit.
 * Every property has a default. Unknown properties are errors, so that typing mistakes are found.
 */
export const ingestSettingsSchema = z.strictObject({
  retentionDays: z
    .int()
    .min(1)
    .max(36_500)
    .optional()
    .describe('Days to keep a record after its eventTime. Default: keep forever.'),
  dataEventIndexes: z
    .array(z.enum(OPTIONAL_INDEX_NAMES))
    .default([])
    .describe(
      'Optional indexes for data events. Each costs one write unit per event, and saves reads: without it, questions by its key find routine data events by activity entries.',
    ),
  indexApplicationFailures: z
    .boolean()
    .default(false)
    .describe(
      'Adds data events that failed with ConditionalCheckFailedException or TransactionCanceledException to the failure index.',
    ),
  accounts: z.array(accountId).min(1).optional().describe('Accounts to audit. Default: all accounts.'),
  regions: z.array(regionName).min(1).optional().describe('Regions to audit. Default: all Regions.'),
  excludeOperations: names.default([]).describe('Operations to exclude, as eventName.'),
  excludePrincipals: z
    .array(principalPattern)
    .default([])
    .describe('Principals to exclude, as stable ids. A trailing `*` matches any suffix.'),
  excludeReadEvents: z.boolean().default(false).describe('Excludes read-only data events.'),
  allowedPrincipals: z
    .array(
      z.string().regex(/^[^*]+$/, { message: 'must be one principal, because wildcards do not match here' }),
    )
    .optional()
    .describe(
      'Principals that may change items, as stable ids or ARNs. Any other writer raises the `ddb-items-deleted` and `ddb-items-modified` risks. Default: both rules are off.',
    ),
  ownAccounts: z
    .array(accountId)
    .default([])
    .describe(
      'Accounts that the risk rules do not treat as foreign, besides the account of each event. Default: none.',
    ),
  organizationId: organizationId
    .optional()
    .describe(
      'Your organization. The risk rules compare it with `aws:PrincipalOrgID` and `aws:SourceOrgID` in resource policies, nothing else. Default: any organization raises a low risk.',
    ),
  riskExceptions: z
    .array(
      z.strictObject({
        rule: z.enum(RULE_IDS),
        principal: principalPattern.optional(),
        resource: resourcePattern.optional(),
      }),
    )
    .max(100)
    .default([])
    .describe(
      'Expected calls that raise no risk, for example a daily export: a rule, and optionally a stable principal id and a resource. A trailing `*` matches any suffix. Default: none.',
    ),
  decoyResources: z
    .array(resourceName)
    .optional()
    .describe(
      'Decoy resources, as ARNs. Any access raises the `decoy-table-access` risk. Default: the rule is off.',
    ),
  activity: z
    .boolean()
    .default(true)
    .describe(
      'Writes activity entries: counts of the data events of each log file by table and hour, and filters of what they name. Applies to deployments only.',
    ),
  dataEventDetail: z
    .enum(['records', 'activity'])
    .default('records')
    .describe(
      'What is stored of data events. `records`: a record of each. `activity`: records of denied, risky, unusual and people’s calls; of the others only activity entries, so that their details are read from the log files. Keep the log files as long as the audit. Applies to deployments only.',
    ),
  machines: z
    .array(z.string().regex(/[^*]/, { message: 'must not be *, which would make a machine of every user' }))
    .max(100)
    .default([])
    .describe(
      'IAM users that programs use, as stable ids. A trailing `*` matches any suffix. With `dataEventDetail: activity`, their routine data events get no record of their own. Default: none, every IAM user is a person.',
    ),
  maximumInflatedBytes: z
    .int()
    .min(1)
    .default(2 ** 30)
    .describe('Maximum size of an uncompressed log file, in bytes. Larger files fail.'),
});

/** Settings with every default filled in. */
export type IngestSettings = z.output<typeof ingestSettingsSchema>;
/** Settings as users write them. */
export type IngestSettingsInput = z.input<typeof ingestSettingsSchema>;

/**
 * Validates settings and fills in defaults.
 * @throws AuditTrailError `Configuration`, with the name and the allowed values of each wrong setting.
 */
export function parseIngestSettings(input: unknown): IngestSettings {
  const parsed = ingestSettingsSchema.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  throw new AuditTrailError('Configuration', `Settings are not valid:\n${z.prettifyError(parsed.error)}`, {
    cause: parsed.error,
  });
}
