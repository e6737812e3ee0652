import { addDays, DAY_MS, toTime } from '../../time';
import type { TimeRange } from '../covered-time';
import type { CoverageException, CoverageSpan, CoverageState } from './known-coverage';

/** The worst first: what a span with several exceptions is, and a place with several spans. */
export const WORST_FIRST: readonly CoverageState[] = [
  'incomplete',
  'digestMissing',
  'unreferenced',
  'gap',
  'notProvable',
  'awaitingReference',
  'pending',
  'proven',
];

/** The worst of some states; `proven` if there are none. */
export const findWorst = (states: readonly CoverageState[]): CoverageState =>
  WORST_FIRST.find((state) => states.includes(state)) ?? 'proven';

/** A span with its exceptions. */
export interface ListedSpan extends CoverageSpan {
  readonly listed: readonly CoverageException[];
}

/** The UTC day of a stretch of time: that of the last second before its end. */
export const toSpanDay = (until: string): string => toTime(Date.parse(until) - 1_000).slice(0, 10);

/** The days of all spans that may overlap a range, both inclusive. A digest that covers its end may end a day later. */
export const toSpanDays = ({ since, until }: TimeRange): { first: string; last: string } => ({
  first: since.slice(0, 10),
  last: addDays(until, 1),
});

/** Splits a time at each midnight. */
export function splitByDay({ since, until }: TimeRange): TimeRange[] {
  const parts: TimeRange[] = [];
  for (let from = since; from < until; ) {
    const midnight = toTime((Math.floor(Date.parse(from) / DAY_MS) + 1) * DAY_MS);
    const to = midnight < until ? midnight : until;
    parts.push({ since: from, until: to });
    from = to;
  }
  return parts;
}

export const overlaps = (one: TimeRange, other: TimeRange): boolean =>
  one.since < other.until && other.since < one.until;

/** Time between ranges, which come in the order of their starts. */
export function findHoles(ranges: readonly TimeRange[]): TimeRange[] {
  const holes: TimeRange[] = [];
  let end = ranges[0]?.since ?? '';
  for (const { since, until } of ranges) {
    if (end < since) holes.push({ since: end, until: since });
    if (until > end) end = until;
  }
  return holes;
}

/** What of a span lies outside a range. The part with the end keeps its counts and exceptions. */
export function cutSpan(span: ListedSpan, range: TimeRange): ListedSpan[] {
  if (!overlaps(span, range)) return [span];
  const { since, until, state } = span;
  const parts: ListedSpan[] = [];
  if (since < range.since) parts.push({ since, until: range.since, state, digests: 0, files: 0, listed: [] });
  if (until > range.until) parts.push({ ...span, since: range.until });
  return parts;
}

/** Sorts spans, and joins neighbours in the same state that have no digests. */
export function joinSpans(spans: readonly ListedSpan[]): ListedSpan[] {
  const joined: ListedSpan[] = [];
  for (const span of [...spans].sort((a, b) => (a.since < b.since ? -1 : 1))) {
    const last = joined.at(-1);
    const isOne =
      last && last.until === span.since && last.state === span.state && last.digests + span.digests === 0;
    if (!isOne) joined.push(span);
    else {
      joined[joined.length - 1] = {
        ...last,
        until: span.until,
        files: last.files + span.files,
        ...toExceptions(last, span),
        listed: [...last.listed, ...span.listed],
      };
    }
  }
  return joined;
}

function toExceptions(...spans: readonly ListedSpan[]): Pick<CoverageSpan, 'exceptions'> {
  const exceptions = spans.reduce((sum, span) => sum + (span.exceptions ?? 0), 0);
  return exceptions > 0 ? { exceptions } : {};
}
