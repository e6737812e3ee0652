import { groupBy } from '../assure/coverage/group-by';
import type { CoverageDay, PlaceException } from '../assure/coverage/known-coverage';
import { toPlaceCalendar } from '../assure/coverage/place-calendar';
import { toPlaceCoverage } from '../assure/coverage/place-coverage';
import { settleDay } from '../assure/coverage/settle-day';
import { overlaps } from '../assure/coverage/spans';
import { findUnprovenTime } from '../assure/coverage/unproven-time';
import type { TimeRange } from '../assure/covered-time';
import type { DeliveryException, DeliveryPlace, DeliveryTrail } from './deliveries-answer';

/** More trails than an account can have in a Region: those of other accounts and former ones deliver there, too. */
const MAXIMUM_TRAILS = 20;

/**
 * What is known of the deliveries of one account and Region.
 * @param days of this place, of all its trails
 * @returns undefined if nothing was delivered here within 31 days before the end of the range
 */
export function toDeliveryPlace(
  days: readonly CoverageDay[],
  range: TimeRange,
  now: Date,
): DeliveryPlace | undefined {
  const [first] = days;
  const coverage = toPlaceCoverage(days, range, now);
  if (!first || !coverage) return undefined;
  const { digests, files, exception = { state: 'proven' as const } } = coverage;
  const trails = toTrails(days, range, now);
  return {
    ...{ accountId: first.accountId, region: first.region, ...exception, digests, files },
    days: Object.fromEntries(toPlaceCalendar(days, range, now) ?? []),
    ...(trails.length > 1 && { trails }),
  };
}

const toTrails = (days: readonly CoverageDay[], range: TimeRange, now: Date): DeliveryTrail[] =>
  [...groupBy(days, ({ trail }) => trail)]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .slice(0, MAXIMUM_TRAILS)
    .flatMap(([trail, ofTrail]) => {
      const calendar = toPlaceCalendar(ofTrail, range, now);
      return calendar ? [{ trail, days: Object.fromEntries(calendar) }] : [];
    });

/** The time of one place that is not proven, in order. */
export const findUnproven = (days: readonly CoverageDay[], range: TimeRange, now: Date): PlaceException[] =>
  findUnprovenTime(days, range, now).map((part) => ({
    ...{ accountId: days[0]!.accountId, region: days[0]!.region },
    ...part,
  }));

/** The objects that keep time of one place from being proven, and the number of those that its days do not list. */
export function findUnprovenObjects(
  days: readonly CoverageDay[],
  range: TimeRange,
  now: Date,
): { readonly objects: readonly DeliveryException[]; readonly omitted: number } {
  let omitted = 0;
  const objects = days.flatMap((stored) => {
    const { accountId, region, spans, exceptions, exceptionsOmitted } = settleDay(stored, now);
    const inRange = new Set(spans.filter((span) => overlaps(span, range)).map(({ since }) => since));
    const found = exceptions.filter(({ since }) => inRange.has(since));
    if (found.length > 0) omitted += exceptionsOmitted;
    return found.map((exception) => ({ accountId, region, ...exception }));
  });
  return { objects, omitted };
}
