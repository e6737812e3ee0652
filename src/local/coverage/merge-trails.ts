import { groupBy } from '../../assure/coverage/group-by';
import type { CoverageDay } from '../../assure/coverage/known-coverage';
import { mergeDay } from '../../assure/coverage/merge-day';
import type { TimeRange } from '../../assure/covered-time';

/**
 * Puts the days that were verified into the stored ones of the same trails.
 * @param range what was asked for
 */
export function mergeTrails(
  stored: readonly CoverageDay[],
  verified: readonly CoverageDay[],
  range: Partial<TimeRange>,
): CoverageDay[] {
  const trails = groupBy(verified, toTrail);
  const storedByDay = new Map(stored.map((day) => [toDay(day), day]));
  const ranges = new Map([...trails].map(([name, days]) => [name, toRange(days, range)]));
  const names = new Map([...stored, ...verified].map((day) => [toDay(day), toTrail(day)]));
  const verifiedByDay = new Map(verified.map((day) => [toDay(day), day]));
  return [...names].flatMap(([name, trail]) => {
    const found = ranges.get(trail);
    const before = storedByDay.get(name);
    const merged = found ? mergeDay(before, verifiedByDay.get(name), found) : before;
    return merged && merged.spans.length > 0 ? [merged] : [];
  });
}

const toTrail = ({ accountId, region, trail }: CoverageDay): string => [accountId, region, trail].join(' ');
const toDay = (day: CoverageDay): string => `${toTrail(day)} ${day.day}`;

/** The time that was verified of a trail. */
function toRange(days: readonly CoverageDay[], { since, until }: Partial<TimeRange>): TimeRange {
  const spans = days.flatMap((day) => day.spans);
  const first = spans.map((span) => span.since).reduce((one, other) => (one < other ? one : other));
  const last = spans.map((span) => span.until).reduce((one, other) => (one > other ? one : other));
  return {
    since: since !== undefined && since < first ? since : first,
    until: until !== undefined && until > last ? until : last,
  };
}
