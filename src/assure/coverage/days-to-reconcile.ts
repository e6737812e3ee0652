import { addDays, DAY_MS } from '../../time';
import type { TimeRange } from '../covered-time';
import { groupBy } from './group-by';
import { type CoverageDay, type CoverageSpan, NO_TRAIL } from './known-coverage';
import { overlaps } from './spans';
import { EXPECTED_DAYS } from './trail-parts';

const DAYS_A_WEEK = 7;
/** Days that are complete are compared for three weeks, each week once. */
const COMPLETE_DAYS = 3 * DAYS_A_WEEK;

/**
 * The days of a folder that are compared in a night: of the last 31 those that are not complete, and a seventh of the
 * others, which is yesterday and the same day of two weeks before. So each day is compared once it is over, and then
 * every week.
 * @param night `YYYY-MM-DD`
 * @param days what is known of all trails that deliver to the folder
 * @param firstSeen what was delivered before this time was never expected
 * @returns the newest first
 */
export function findDaysToReconcile(
  night: string,
  days: readonly CoverageDay[],
  firstSeen: string,
): string[] {
  const trails = [...groupBy(days, ({ trail }) => trail).values()];
  const due: string[] = [];
  for (let age = 1; age <= EXPECTED_DAYS; age += 1) {
    const day = addDays(night, -age);
    const midnight = `${day}T00:00:00Z`;
    const range = {
      since: firstSeen > midnight ? firstSeen : midnight,
      until: `${addDays(day, 1)}T00:00:00Z`,
    };
    if (range.since >= range.until) break;
    if (hasTurn(night, day) || !isComplete(trails, range)) due.push(day);
  }
  return due;
}

/** Whether a day is looked at in a night whatever is known of it. */
export function hasTurn(night: string, day: string): boolean {
  const age = (Date.parse(night) - Date.parse(day)) / DAY_MS;
  return age % DAYS_A_WEEK === 1 && age <= COMPLETE_DAYS;
}

/** Whether nothing is known to be missing in a range, and at least one trail is known for all of it. */
function isComplete(trails: readonly (readonly CoverageDay[])[], range: TimeRange): boolean {
  const inRange = trails.map((days) =>
    days
      .flatMap(({ trail, spans }) => spans.map((span) => ({ trail, span })))
      .filter(({ span }) => overlaps(span, range)),
  );
  return (
    inRange.every((spans) => spans.every(({ trail, span }) => hasEverything(trail, span))) &&
    inRange.some((spans) =>
      covers(
        spans.map(({ span }) => span),
        range,
      ),
    )
  );
}

/** Log files without digests are complete if a comparison with the bucket found none that is not ingested. */
const hasEverything = (trail: string, { state }: CoverageSpan): boolean =>
  state === 'proven' || (trail === NO_TRAIL && state === 'notProvable');

/** @param spans in order */
function covers(spans: readonly TimeRange[], { since, until }: TimeRange): boolean {
  let end = since;
  for (const span of spans) {
    if (span.since > end) return false;
    if (span.until > end) end = span.until;
  }
  return end >= until;
}
