import * as z from 'zod';
import { AuditTrailError } from '../errors';
import { OPTIONAL_INDEX_NAMES } from '../store/indexes';

const names = z.array(z.string().min(1));

/**
 * What decides how an event is audited and stored: the same for the deployed function and for one
 * machine. Every property has a default; unknown properties are errors, so a typing mistake is told.
 */
export const ingestSettingsSchema = z.strictObject({
  retentionDays: z
    .int()
    .min(1)
    .max(36_500)
    .optional()
    .describe('Days after eventTime that a record is kept. Kept for ever unless set.'),
  dataEventIndexes: z
    .array(z.enum(OPTIONAL_INDEX_NAMES))
    .default([])
    .describe('Optional indexes that data events enter; each costs a write unit an event.'),
  indexApplicationFailures: z
    .boolean()
    .default(false)
    .describe(
      'Whether ConditionalCheckFailedException and TransactionCanceledException of data events enter the failure index.',
    ),
  accounts: names.optional().describe('Audit only events of these accounts. All unless set.'),
  regions: names.optional().describe('Audit only events of these Regions. All unless set.'),
  excludeOperations: names.default([]).describe('Operations that are not audited, as eventName.'),
  excludePrincipals: names
    .default([])
    .describe('Principals that are not audited: stable ids, `*` at the end matches any rest.'),
  excludeReadEvents: z.boolean().default(false).describe('Leave out data events that only read.'),
  allowedPrincipals: names
    .optional()
    .describe('Who may change items. Switches on the rules that report everyone else.'),
  decoyResources: names.optional().describe('ARNs nobody has a reason to touch. Switches on the decoy rule.'),
  maximumInflatedBytes: z
    .int()
    .min(1)
    .default(2 ** 30)
    .describe('A log file that inflates beyond this many bytes fails.'),
});

/** Settings with every default filled in. */
export type IngestSettings = z.output<typeof ingestSettingsSchema>;
/** Settings as people write them. */
export type IngestSettingsInput = z.input<typeof ingestSettingsSchema>;

/**
 * Checks settings and fills in defaults.
 * @throws AuditTrailError `Configuration`, naming each wrong property and what it allows.
 */
export function parseIngestSettings(input: unknown): IngestSettings {
  const parsed = ingestSettingsSchema.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  throw new AuditTrailError('Configuration', `Settings are not valid:\n${z.prettifyError(parsed.error)}`, {
    cause: parsed.error,
  });
}
