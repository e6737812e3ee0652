import { toTime } from '../../time';
import type { TimeRange } from '../covered-time';
import { groupBy } from './group-by';
import { type CoverageDay, type CoverageSpan, NO_TRAIL } from './known-coverage';
import { overlaps } from './spans';
import { isExpected, readHistory, type TrailHistory, type UnprovenPart } from './trail-parts';

/** What the days of one place, of all its trails, say about a range. */
export interface PlaceParts {
  /** The trails that have digests. */
  readonly digested: readonly TrailHistory[];
  /** Time of the range that is not proven. */
  readonly unproven: readonly UnprovenPart[];
  /** What was assessed and overlaps the range. */
  readonly spans: readonly CoverageSpan[];
}

/** @returns undefined if nothing was delivered here within 31 days before the end of the range */
export function readPlaceParts(
  days: readonly CoverageDay[],
  { since, until }: TimeRange,
  now: Date,
): PlaceParts | undefined {
  const trails = groupBy(days, ({ trail }) => trail);
  const histories = [...trails].flatMap(([trail, ofTrail]) => {
    const history = readHistory(ofTrail, until, now);
    return history && history.firstSeen < until ? [{ trail, ...history }] : [];
  });
  if (!histories.some(({ lastSeen }) => isExpected(lastSeen, until))) return undefined;
  const range = { since, until: [until, toTime(now.getTime())].sort()[0]! };
  const digested = histories.filter(({ trail }) => trail !== NO_TRAIL);
  return {
    digested,
    unproven: [...histories.flatMap((history) => history.unproven), ...findStart(digested, range)]
      .filter((part) => overlaps(part, range))
      .map((part) => clip(part, range)),
    spans: histories.flatMap((history) => history.spans).filter((span) => overlaps(span, range)),
  };
}

const clip = (part: UnprovenPart, range: TimeRange): UnprovenPart => ({
  ...part,
  since: part.since > range.since ? part.since : range.since,
  until: part.until < range.until ? part.until : range.until,
});

/** Time before the first digest of any trail. */
function findStart(trails: readonly TrailHistory[], { since, until }: TimeRange): UnprovenPart[] {
  const [first] = trails.map(({ firstSeen }) => firstSeen).sort();
  if (first === undefined)
    return [{ since, until, state: 'notProvable', reason: 'no digest names its files' }];
  return first > since ? [{ since, until: first, state: 'gap', reason: `no digests before ${first}` }] : [];
}
