import * as z from 'zod';
import type { TimeRange } from '../assure/covered-time';
import { AuditTrailError } from '../errors';
import { DAY_MS, toTime } from '../time';
import { MAXIMUM_COVERAGE_DAYS } from './coverage-days';
import { findEnd } from './coverage-range';
import { parseInput } from './parse-input';
import { parseTimeRange, querySchema } from './query';
import { checkTimeZone } from './time-zone';
import { checkForms } from './value-forms';

/** Days before the end, unless a start is given. Those of an organization are read with two queries. */
const DEFAULT_DAYS = 30;

const { account, eventRegion, since, until, timeZone } = querySchema.shape;

/** The filters of a question about deliveries. The client's type and the HTTP parameters derive from it. */
export const deliveriesQuerySchema = z.strictObject({
  account: account.describe('Account whose events the log files hold.'),
  eventRegion: eventRegion.describe('Region whose events the log files hold.'),
  since: since.describe(
    `Earliest time of delivery, inclusive. Default: ${DEFAULT_DAYS} days before \`until\`. At most ${MAXIMUM_COVERAGE_DAYS} days before it.`,
  ),
  until: until.describe('Latest time of delivery, exclusive. Default: now.'),
  timeZone,
});

/** A question about deliveries as given. */
export type DeliveriesQuery = z.input<typeof deliveriesQuerySchema>;

/** A question about deliveries that was checked. */
export interface AskedDeliveries extends TimeRange {
  readonly accountIds?: readonly string[];
  readonly regions?: readonly string[];
}

/**
 * Checks a question about deliveries, and fixes its range.
 * @param now epoch milliseconds
 * @throws AuditTrailError `InvalidArgument`, naming each wrong filter, its value and what is allowed
 */
export function parseDeliveriesQuery(input: unknown, now: number): AskedDeliveries {
  const query = parseInput(deliveriesQuerySchema, input);
  const { account: accountIds, eventRegion: regions } = query;
  checkForms({ account: accountIds, eventRegion: regions });
  if (query.timeZone !== undefined) checkTimeZone(query.timeZone);
  const range = parseTimeRange({ timeZone: 'UTC', ...query }, now);
  const end = findEnd(range, now);
  const start = range.since ?? toTime(Date.parse(end) - DEFAULT_DAYS * DAY_MS);
  const days = (Date.parse(end) - Date.parse(start)) / DAY_MS;
  if (days < 0) {
    throw new AuditTrailError(
      'InvalidArgument',
      `since must not be later than until, but since is ${start} and until is ${end}.`,
    );
  }
  if (days > MAXIMUM_COVERAGE_DAYS) {
    throw new AuditTrailError(
      'InvalidArgument',
      `The range from ${start} to ${end} has ${Math.ceil(days)} days, but at most ${MAXIMUM_COVERAGE_DAYS} are allowed. Change since or until.`,
    );
  }
  return {
    ...{ since: start, until: end },
    ...(accountIds && { accountIds }),
    ...(regions && { regions }),
  };
}
