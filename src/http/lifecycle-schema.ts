import * as z from 'zod';

/** The shape of what lifecycle rules do, for the OpenAPI document. */
export const lifecycleSchema = z.strictObject({
  place: z.string().describe('Where the log files are, as s3://BUCKET/PREFIX.'),
  checkedAt: z.string().describe('When the lifecycle rules of the bucket were read, ISO 8601.'),
  state: z
    .enum(['kept', 'early', 'unreadable'])
    .describe(
      '`kept`: no rule deletes or archives log files earlier than the audit deletes their events. `early`: one does. `unreadable`: the rules could not be read.',
    ),
  retentionDays: z.int().optional().describe('Days that the audit keeps events. Absent: forever.'),
  ends: z
    .array(
      z.strictObject({
        effect: z.enum(['deleted', 'archived']),
        rule: z.string().describe('ID of the lifecycle rule.'),
        afterDays: z.int().optional().describe('Days after delivery.'),
        on: z.string().optional().describe('Date, if the rule has one instead of days.'),
        prefix: z.string().optional().describe('Set if the rule covers only a part of the log files.'),
        storageClass: z.string().optional().describe('Where log files are archived.'),
      }),
    )
    .optional()
    .describe('The first deletion and the first move to an archive, if they are too early.'),
  oldVersionsDays: z
    .int()
    .optional()
    .describe('Days after which a version that was overwritten or deleted is gone.'),
  reason: z.string().optional().describe('Why the rules could not be read.'),
});
