import * as z from 'zod';
import { coverageState, placeExceptionSchema } from './coverage-schemas';

const omitted = (what: string) => z.int().describe(`Number of ${what} that are not listed.`);
const days = z
  .record(z.string(), coverageState)
  .describe(
    'UTC days of delivery, `YYYY-MM-DD`, with the worst state of each. A day of which nothing is known is left out.',
  );

const placeSchema = z.strictObject({
  accountId: z.string(),
  region: z.string(),
  state: coverageState.describe(
    'The worst of the range, or `proven`. Time at its end whose digests are not due does not count.',
  ),
  since: z.string().optional().describe('First time that has this state. Absent if it is `proven`.'),
  until: z.string().optional().describe('Last time that has this state.'),
  reason: z.string().optional(),
  digests: z.int().describe('Number of valid digests.'),
  files: z.int().describe('Number of log files that they name.'),
  days,
  trails: z
    .array(
      z.strictObject({
        trail: z
          .string()
          .describe(
            'Its name, `@` and its home Region; `-` for log files that no trail with digests delivered.',
          ),
        days,
      }),
    )
    .optional()
    .describe('The days of each trail. Absent unless there are several.'),
});

const exceptionSchema = z.strictObject({
  accountId: z.string(),
  region: z.string(),
  since: z.string().describe('Start of the time that is not proven.'),
  object: z.string().describe('s3://BUCKET/KEY, or the trail.'),
  state: coverageState,
  reason: z.string(),
});

export const deliveriesSchema = z
  .strictObject({
    since: z.string().describe('Start of the times of delivery, inclusive.'),
    until: z.string().describe('End of them, exclusive.'),
    places: z.strictObject({
      expected: z
        .int()
        .describe('Accounts and Regions that had a log file or a digest within 31 days before `until`.'),
      proven: z.int().describe('Those that are proven for the whole range.'),
      listed: z.array(placeSchema).describe('The worst 100 of them, by name.'),
      omitted: omitted('accounts and Regions'),
    }),
    unproven: z
      .strictObject({ listed: z.array(placeExceptionSchema), omitted: omitted('stretches of time') })
      .describe('Time of the listed accounts and Regions that is not proven: the first 200 stretches.'),
    exceptions: z
      .strictObject({
        listed: z.array(exceptionSchema),
        omitted: omitted('objects'),
        placesOmitted: z
          .int()
          .describe('Number of accounts and Regions that are not proven and whose objects were not read.'),
      })
      .describe('The first 200 digests and log files that keep time from being proven.'),
    notices: z.array(z.string()).describe('What the answer does not cover.'),
  })
  .meta({ id: 'Deliveries', description: 'Which deliveries of log files are proven, by day.' });
