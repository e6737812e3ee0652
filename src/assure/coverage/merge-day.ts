import type { TimeRange } from '../covered-time';
import { buildDay, listSpans } from './build-day';
import type { CoverageDay } from './known-coverage';
import { cutSpan } from './spans';

/**
 * Puts what was assessed into a stored day. Within the range, and within the spans of `assessed`, nothing of the stored
 * day remains.
 * @param assessed undefined if nothing in the range belongs to the day
 * @param range the time that was assessed, with all spans that were found in it, also those of other days:
 *   `toAssessedRange`
 * @returns undefined if both days are
 */
export function mergeDay(
  stored: CoverageDay | undefined,
  assessed: CoverageDay | undefined,
  range: TimeRange,
): CoverageDay | undefined {
  const newer = assessed ?? stored;
  if (!newer || !stored) return assessed;
  const kept = [range, ...(assessed?.spans ?? [])].reduce(
    (spans, cut) => spans.flatMap((span) => cutSpan(span, cut)),
    listSpans(stored),
  );
  const wereRead = [...(kept.length > 0 ? [stored] : []), newer].every(
    ({ comparedWith }) => comparedWith === 'ledgerAndObjects',
  );
  const { accountId, region, day, trail, bucket } = newer;
  return buildDay(
    {
      ...{ accountId, region, day, trail, bucket },
      comparedWith: wereRead ? 'ledgerAndObjects' : 'ledger',
      assessedAt: newer.assessedAt > stored.assessedAt ? newer.assessedAt : stored.assessedAt,
    },
    [...kept, ...(assessed ? listSpans(assessed) : [])],
  );
}

/** The range that was assessed, with all spans that were found in it. */
export function toAssessedRange(range: TimeRange, days: readonly CoverageDay[]): TimeRange {
  const spans = days.flatMap((day) => day.spans);
  return {
    since: [range.since, ...spans.map(({ since }) => since)].sort()[0]!,
    until: [range.until, ...spans.map(({ until }) => until)].sort().at(-1)!,
  };
}
