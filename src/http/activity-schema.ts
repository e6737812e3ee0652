import * as z from 'zod';
import { OUTCOMES } from '../audit/audit-record';
import { nextToken, notices, searched } from './answer-schemas';
import { coverageSchema } from './coverage-schemas';

/** The shape of answers about activity. */
export const activityPageSchema = z
  .strictObject({
    groups: z
      .array(
        z.strictObject({
          hour: z.string().describe('Start of the hour, UTC.'),
          table: z.string().describe('ARN of the table. A call on several tables is in a group of each.'),
          principal: z.string().describe('ARN of the user or role, without the session.'),
          eventName: z.string(),
          outcome: z.enum(OUTCOMES),
          errorCode: z.string().optional(),
          count: z.int().describe('Number of calls.'),
          first: z.string().describe('Time of the first of these calls, UTC to the second.'),
          last: z.string().describe('Time of the last one.'),
        }),
      )
      .describe('Newest hour first, then by table, principal, operation, outcome and error.'),
    nextToken,
    countedSince: z
      .string()
      .optional()
      .describe(
        'Time from which the last groups count calls, if reading ended within their hour. Further pages then have ' +
          'the same groups with the calls before it: add their counts.',
      ),
    searched,
    coverage: coverageSchema,
    incomplete: z.string().optional().describe('What the answer lacks. Absent if nothing.'),
    notices,
  })
  .meta({ id: 'ActivityPage', description: 'Calls that read or write items, in groups.' });
