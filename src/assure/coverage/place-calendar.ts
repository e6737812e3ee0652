import { DAY_MS } from '../../time';
import type { TimeRange } from '../covered-time';
import type { CoverageDay, CoverageState } from './known-coverage';
import { readPlaceParts } from './place-parts';
import { findWorst, splitByDay } from './spans';

/** UTC days, `YYYY-MM-DD`, in order, with the worst state that a part of each has. A day of which nothing is known is left out. */
export type PlaceCalendar = ReadonlyMap<string, CoverageState>;

/**
 * What is known of each day of delivery in one place, of all its trails.
 * @param days of one account and Region
 * @returns undefined if nothing was delivered here within 31 days before the end of the range
 */
export function toPlaceCalendar(
  days: readonly CoverageDay[],
  range: TimeRange,
  now: Date,
): PlaceCalendar | undefined {
  const parts = readPlaceParts(days, range, now);
  if (!parts) return undefined;
  const states = new Map<string, Set<CoverageState>>();
  const proven = parts.spans.filter(({ state }) => state === 'proven');
  for (const part of [...proven, ...parts.unproven]) {
    for (const day of listDays(part, range)) {
      const known = states.get(day);
      if (known) known.add(part.state);
      else states.set(day, new Set([part.state]));
    }
  }
  const calendar = splitByDay(range).flatMap(({ since }): [string, CoverageState][] => {
    const found = states.get(since.slice(0, 10));
    return found ? [[since.slice(0, 10), findWorst([...found])]] : [];
  });
  return new Map(calendar);
}

/** The UTC days that a part of a range overlaps. */
function listDays(part: TimeRange, range: TimeRange): string[] {
  const since = part.since > range.since ? part.since : range.since;
  const until = part.until < range.until ? part.until : range.until;
  const days: string[] = [];
  const last = Date.parse(until);
  for (let day = Math.floor(Date.parse(since) / DAY_MS) * DAY_MS; day < last; day += DAY_MS) {
    days.push(new Date(day).toISOString().slice(0, 10));
  }
  return since < until ? days : [];
}
