import { buildDay } from '../../assure/coverage/build-day';
import { Causes, emptySpan } from '../../assure/coverage/causes';
import { groupBy } from '../../assure/coverage/group-by';
import { type CoverageDay, NO_TRAIL } from '../../assure/coverage/known-coverage';
import { findTail } from '../../assure/coverage/settle-day';
import { findHoles, toSpanDay } from '../../assure/coverage/spans';
import type { TimeRange } from '../../assure/covered-time';
import { toTime } from '../../time';

/**
 * The time between and after verifications of a trail. On one machine, log files that were not verified say nothing about
 * missing digests. Time whose digests are not due yet is left out, because no verification could cover it.
 * @param until end of the question
 */
export function findUnverifiedTime(days: readonly CoverageDay[], until: string, now: Date): CoverageDay[] {
  const end = [until, toTime(now.getTime())].sort()[0]!;
  const trails = groupBy(days, ({ accountId, region, trail }) => [accountId, region, trail].join(' '));
  return [...trails.values()].flatMap((ofTrail) => {
    const { spans, exceptions, exceptionsOmitted, latenessSeconds, ...facts } = ofTrail[0]!;
    return findUnverified(ofTrail, end, now).map((hole) =>
      buildDay({ ...facts, day: toSpanDay(hole.until) }, [
        new Causes([{ object: `trail ${facts.trail}`, state: 'notProvable', reason: NOT_VERIFIED }]).addTo(
          emptySpan(hole),
        ),
      ]),
    );
  });
}

const NOT_VERIFIED = 'no verification covers this time; use ddb-audit verify';

function findUnverified(days: readonly CoverageDay[], end: string, now: Date): TimeRange[] {
  const spans = days.flatMap((day) => day.spans).sort((one, other) => (one.since < other.since ? -1 : 1));
  const last = days[0]?.trail === NO_TRAIL ? end : [end, findDue(spans, now) ?? end].sort()[0]!;
  return findHoles([...spans, { since: last, until: last }]);
}

/** When the digests begin that are not due yet. */
function findDue(spans: readonly TimeRange[], now: Date): string | undefined {
  const lastEnd = spans
    .map(({ until }) => until)
    .sort()
    .at(-1);
  return lastEnd && findTail(lastEnd, now).find(({ state }) => state === 'pending')?.since;
}
