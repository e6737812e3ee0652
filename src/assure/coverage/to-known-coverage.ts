import { MAXIMUM_EXCEPTIONS } from './causes';
import { groupBy } from './group-by';
import type {
  CoverageDay,
  CoveragePlace,
  CoverageQuery,
  KnownCoverage,
  PlaceException,
} from './known-coverage';
import { findLateness } from './lateness';
import { toPlaceCoverage } from './place-coverage';
import { overlaps, WORST_FIRST } from './spans';

/**
 * What is known of the deliveries that a question is about.
 * @param days each day of a place and trail once, in any order. Places are expected by what was delivered within 31
 *   days before the end of the range, so days before the range count, too.
 * @returns undefined if no place is expected: nothing is known
 */
export function toKnownCoverage(
  days: Iterable<CoverageDay>,
  query: CoverageQuery,
  now: Date,
): KnownCoverage | undefined {
  const { since, until, accountIds, regions } = query;
  const asked = [...days].filter(
    ({ accountId, region }) =>
      (accountIds?.includes(accountId) ?? true) && (regions?.includes(region) ?? true),
  );
  const places = [...groupBy(asked, ({ accountId, region }) => `${accountId}/${region}`)].sort();
  const totals = { expected: 0, proven: 0, digests: 0, files: 0 };
  const exceptions: PlaceException[] = [];
  const expectedPlaces: CoveragePlace[] = [];
  let deliveredUntil: string | undefined;
  for (const [, ofPlace] of places) {
    const place = toPlaceCoverage(ofPlace, { since, until }, now);
    if (!place) continue;
    const { accountId, region } = ofPlace[0]!;
    expectedPlaces.push({ accountId, region });
    totals.expected += 1;
    totals.digests += place.digests;
    totals.files += place.files;
    if (place.exception) exceptions.push({ accountId, region, ...place.exception });
    else totals.proven += 1;
    const known = place.deliveredUntil;
    if (known !== undefined && !(deliveredUntil !== undefined && deliveredUntil <= known))
      deliveredUntil = known;
  }
  if (totals.expected === 0) return undefined;
  // Sorting keeps the order of places within a state.
  exceptions.sort((a, b) => WORST_FIRST.indexOf(a.state) - WORST_FIRST.indexOf(b.state));
  const inRange = asked.filter(({ spans }) => spans.some((span) => overlaps(span, { since, until })));
  const wereRead = inRange.length > 0 && inRange.every((day) => day.comparedWith === 'ledgerAndObjects');
  return {
    ...totals,
    expectedPlaces,
    exceptions: exceptions.slice(0, MAXIMUM_EXCEPTIONS),
    exceptionsOmitted: Math.max(0, exceptions.length - MAXIMUM_EXCEPTIONS),
    comparedWith: wereRead ? 'ledgerAndObjects' : 'ledger',
    ...(deliveredUntil !== undefined && { deliveredUntil }),
    latenessSeconds: findLateness(asked.flatMap(({ spans }) => spans)) ?? 0,
  };
}
