import * as z from 'zod';
import { ANSWER_STATUSES } from '../assure/coverage/answer-coverage';
import type { CoverageState } from '../assure/coverage/known-coverage';

export const coverageState = z.enum([
  'proven',
  'pending',
  'digestMissing',
  'awaitingReference',
  'unreferenced',
  'gap',
  'incomplete',
  'notProvable',
] as const satisfies readonly CoverageState[]);

/** A stretch of time of an account and Region that is not proven. */
export const placeExceptionSchema = z.strictObject({
  accountId: z.string(),
  region: z.string(),
  since: z.string(),
  until: z.string(),
  state: coverageState.describe('As docs/completeness.md defines it.'),
  reason: z.string().optional(),
});

/** Accounts and Regions, by whether they are proven. */
export const placesSchema = z.strictObject({
  expected: z.int().describe('Accounts and Regions with files or digests in the last 31 days.'),
  proven: z.int().describe('Proven for the whole time.'),
  exceptions: z.array(placeExceptionSchema).describe('The first 20 that are not, the worst first.'),
  exceptionsOmitted: z.int().describe('Number of those that are not listed.'),
});

/** The shape of what answers say about how complete they are. */
export const coverageSchema = z
  .strictObject({
    since: z.string().optional().describe('Start of the event times that were asked. Absent without one.'),
    until: z.string().describe('End of the event times that were asked.'),
    status: z
      .enum(ANSWER_STATUSES)
      .describe(
        '`proven`: digests name everything that CloudTrail delivered for the range, and all of it was ingested ' +
          'unchanged. `ingested`: nothing is known to be missing, but digests do not cover all of the range. ' +
          '`not-provable`: something asked for is not logged or not kept, or it is not known whether it is. ' +
          '`incomplete`: something is missing, altered or not ingested.',
      ),
    deliveredUntil: z
      .string()
      .optional()
      .describe('Event time until which deliveries are known, less the margin for late ones.'),
    places: placesSchema,
    digests: z.int().describe('Number of valid digests.'),
    files: z.int().describe('Number of log files that they name.'),
    comparedWith: z
      .enum(['ledger', 'ledgerAndObjects'])
      .describe(
        '`ledger`: what was ingested. `ledgerAndObjects`: also the objects, which were hashed again.',
      ),
    logged: z
      .strictObject({
        status: z.enum(['logged', 'partly', 'off', 'unknown']),
        since: z.string().optional(),
        tables: z.array(z.string()).optional().describe('ARNs of the tables asked for.'),
        sentences: z.array(z.string()),
      })
      .describe('Whether trails log what was asked for.'),
    excluded: z.array(z.string()).describe('What settings leave out of the answer.'),
    reasons: z
      .array(z.string())
      .describe('Why the answer is not proven, the worst first, each with its span.'),
  })
  .meta({ id: 'Coverage', description: 'How complete an answer is.' });
