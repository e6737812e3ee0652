import * as z from 'zod';
import { parseInput } from './parse-input';
import { querySchema } from './query';
import { checkTimeZone } from './time-zone';
import { checkForms } from './value-forms';

/**
 * What can be asked of a log file. A file can have several: all but `failed` files are `done`, too.
 * `rejected`: records of it could not be audited. `altered`: different contents arrived under its key.
 * `unreferenced`: 24 hours after its delivery, no digest names it.
 */
export const FILE_STATUSES = ['done', 'failed', 'rejected', 'altered', 'unreferenced'] as const;
export type FileStatus = (typeof FILE_STATUSES)[number];

/** Those of a month. */
const MAXIMUM_DAYS = 31;

const { account, eventRegion, since, until, timeZone } = querySchema.shape;

/** The filters of a question about log files. The client's type and the HTTP parameters derive from it. */
export const fileQuerySchema = z.strictObject({
  status: z
    .array(z.enum(FILE_STATUSES))
    .min(1)
    .max(FILE_STATUSES.length)
    .readonly()
    .optional()
    .describe(
      '`done`: all events of the file are in the audit. `failed`: it could not be read or stored. `rejected`: it ' +
        'is done, but records of it could not be audited. `altered`: different contents arrived under its key. ' +
        '`unreferenced`: 24 hours after its delivery, no digest names it, although its trails write digests.',
    ),
  account: account.describe('Account whose events the file holds, by its folder.'),
  eventRegion: eventRegion.describe('Region whose events the file holds, by its folder.'),
  day: z
    .array(z.iso.date({ error: 'must be a date such as 2026-03-14' }))
    .min(1)
    .max(MAXIMUM_DAYS)
    .readonly()
    .optional()
    .describe(
      'UTC day of delivery, `YYYY-MM-DD`, by the folder of the file. A file outside of such a folder has the day of ' +
        'its last event.',
    ),
  since: since.describe('Earliest time at which the file was ingested or failed, inclusive.'),
  until: until.describe('Latest time at which the file was ingested or failed, exclusive.'),
  timeZone,
});

/** A question about log files as given. */
export type FileQuery = z.input<typeof fileQuerySchema>;

/** @throws AuditTrailError `InvalidArgument`, naming each wrong filter, its value and what is allowed */
export function parseFileQuery(input: unknown): FileQuery {
  const query = parseInput(fileQuerySchema, input);
  checkForms({ account: query.account, eventRegion: query.eventRegion });
  if (query.timeZone !== undefined) checkTimeZone(query.timeZone);
  return query;
}
