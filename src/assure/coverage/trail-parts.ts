import { DAY_MS } from '../../time';
import type { TimeRange } from '../covered-time';
import { type CoverageDay, type CoverageSpan, type CoverageState, NO_TRAIL } from './known-coverage';
import { findTail, settleDay, settleState } from './settle-day';
import { findHoles } from './spans';

/** Time that is not proven, and why. */
export interface UnprovenPart extends TimeRange {
  readonly state: CoverageState;
  readonly reason?: string;
}

/** The history of one trail in one account and Region. */
export interface TrailHistory {
  /** Start of the first span that is no gap: the trail did not deliver here before, as far as is known. */
  readonly firstSeen: string;
  /** End of the last span. */
  readonly lastSeen: string;
  /** End of the last digest. Absent if there is none. */
  readonly lastDigest?: string;
  readonly spans: readonly CoverageSpan[];
  /** In order, from `firstSeen` to now. */
  readonly unproven: readonly UnprovenPart[];
}

/** Days for which a place counts as one that delivers. */
export const EXPECTED_DAYS = 31;
/** Files without digests are looked for once a day, after the day is over. */
const UNDIGESTED_MS = 2 * DAY_MS;

/** Whether something that was seen last at a time is still expected at another. */
export const isExpected = (lastSeen: string, at: string): boolean =>
  Date.parse(lastSeen) >= Date.parse(at) - EXPECTED_DAYS * DAY_MS;

/** Reads the days of one trail in one account and Region. Undefined if it has no time but gaps. */
export function readHistory(days: readonly CoverageDay[], at: string, now: Date): TrailHistory | undefined {
  const settled = days.map((day) => settleDay(day, now));
  const spans = settled.flatMap((day) => day.spans).sort(byTime);
  const first = spans.findIndex(({ state }) => state !== 'gap');
  if (first < 0) return undefined;
  const lastSeen = findEnd(spans)!;
  const unproven = settled.flatMap(toUnproven);
  const lastDigest = findEnd(spans.filter(({ digests, state }) => digests > 0 || state === 'proven'));
  return {
    ...{ firstSeen: spans[first]!.since, lastSeen, spans },
    ...(lastDigest !== undefined && { lastDigest }),
    unproven:
      days[0]?.trail === NO_TRAIL
        ? [...unproven, ...findUndigestedEnd(lastSeen, now)]
        : [
            ...unproven,
            ...findUnassessed(spans.slice(first), now),
            ...findMissingEnd(lastSeen, at, now),
          ].sort(byTime),
  };
}

const findEnd = (spans: readonly TimeRange[]): string | undefined =>
  spans
    .map(({ until }) => until)
    .sort()
    .at(-1);

const byTime = (one: TimeRange, other: TimeRange): number => (one.since < other.since ? -1 : 1);

function toUnproven({ spans, exceptions }: CoverageDay): UnprovenPart[] {
  return spans
    .filter(({ since, until, state }) => state !== 'proven' && since < until)
    .map(({ since, until, state }) => {
      const found = exceptions.find((exception) => exception.since === since && exception.state === state);
      return { since, until, state, ...(found && { reason: `${found.object}: ${found.reason}` }) };
    });
}

/** Time between spans: it was never assessed. */
const findUnassessed = (spans: readonly CoverageSpan[], now: Date): UnprovenPart[] =>
  findHoles(spans).map((hole) => withReason({ ...hole, state: settleState('pending', hole.until, now) }));

function findMissingEnd(lastEnd: string, at: string, now: Date): UnprovenPart[] {
  return isExpected(lastEnd, at) ? findTail(lastEnd, now).map(withReason) : [];
}

const withReason = (part: UnprovenPart): UnprovenPart =>
  part.state === 'digestMissing'
    ? { ...part, reason: `no digests found between ${part.since} and ${part.until}` }
    : part;

/** What delivered files without digests a short time ago does so still. */
function findUndigestedEnd(lastEnd: string, now: Date): UnprovenPart[] {
  const isRecent = now.getTime() - Date.parse(lastEnd) <= UNDIGESTED_MS;
  const until = now.toISOString();
  return isRecent && lastEnd < until ? [{ since: lastEnd, until, state: 'notProvable' }] : [];
}
