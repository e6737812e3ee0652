import type { TimeRange } from '../covered-time';
import type { CoverageDay, CoverageSpan, PlaceException } from './known-coverage';
import { readPlaceParts } from './place-parts';
import { WORST_FIRST } from './spans';
import { isExpected, type UnprovenPart } from './trail-parts';

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
  range: TimeRange,
  now: Date,
): PlaceCoverage | undefined {
  const parts = readPlaceParts(days, range, now);
  if (!parts) return undefined;
  const { digested, unproven, spans } = parts;
  const { until } = range;
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
