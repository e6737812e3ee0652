import { type TimeRange, toTime } from '../covered-time';
import { groupBy } from './group-by';
import { type CoverageDay, type CoverageSpan, NO_TRAIL, type PlaceException } from './known-coverage';
import { overlaps, WORST_FIRST } from './spans';
import { isExpected, readHistory, type TrailHistory, type UnprovenPart } from './trail-parts';

/** What is known of one account and Region for a range. */
export interface PlaceCoverage {
  readonly digests: number;
  readonly files: number;
  /** Until when deliveries are known. Absent if no trail here has digests. */
  readonly deliveredUntil?: string;
  /** Absent if the place is proven for the range. */
  readonly exception?: Omit<PlaceException, 'accountId' | 'region'>;
}

/**
 * What the days of one place, of all its trails, say about a range.
 * @returns undefined if nothing was delivered here within 31 days before the end of the range
 */
export function toPlaceCoverage(
  days: readonly CoverageDay[],
  { since, until }: TimeRange,
  now: Date,
): PlaceCoverage | undefined {
  const trails = groupBy(days, ({ trail }) => trail);
  const histories = [...trails].flatMap(([trail, ofTrail]) => {
    const history = readHistory(ofTrail, until, now);
    return history && history.firstSeen < until ? [{ trail, ...history }] : [];
  });
  if (!histories.some(({ lastSeen }) => isExpected(lastSeen, until))) return undefined;
  const range = { since, until: [until, toTime(now.getTime())].sort()[0]! };
  const digested = histories.filter(({ trail }) => trail !== NO_TRAIL);
  const unproven = [...histories.flatMap((history) => history.unproven), ...findStart(digested, range)]
    .filter((part) => overlaps(part, range))
    .map((part) => clip(part, range));
  const spans = histories.flatMap((history) => history.spans).filter((span) => overlaps(span, range));
  const known = [
    ...digested.flatMap(({ lastSeen, lastDigest }) =>
      isExpected(lastSeen, until) ? (lastDigest ?? []) : [],
    ),
    ...unproven.filter(({ state }) => state === 'pending').map((part) => part.since),
  ];
  const deliveredUntil = [...known, until].sort()[0]!;
  const exception = findException(unproven, spans);
  return {
    digests: spans.reduce((sum, { digests }) => sum + digests, 0),
    files: spans.reduce((sum, { files }) => sum + files, 0),
    ...(digested.length > 0 && { deliveredUntil }),
    ...(exception && { exception }),
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

/** The worst state, from the first to the last time of it. */
function findException(
  unproven: readonly UnprovenPart[],
  spans: readonly CoverageSpan[],
): PlaceCoverage['exception'] {
  const isProvenSomewhere = spans.some(({ state, since, until }) => state === 'proven' && since < until);
  const counted = unproven.filter(({ state }) => state !== 'pending' || !isProvenSomewhere);
  const worst = WORST_FIRST.find((state) => counted.some((part) => part.state === state));
  if (worst === undefined) return undefined;
  const parts = counted.filter(({ state }) => state === worst);
  const reason = parts.find((part) => part.reason !== undefined)?.reason;
  return {
    since: parts.map(({ since }) => since).sort()[0]!,
    until: parts
      .map(({ until }) => until)
      .sort()
      .at(-1)!,
    state: worst,
    ...(reason !== undefined && { reason }),
  };
}
