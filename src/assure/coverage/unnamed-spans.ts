import { DAY_MS, toTime } from '../../time';
import { DELIVERY_MS, type TimeRange } from '../covered-time';
import type { FileFinding } from '../finding';
import { type Cause, Causes, emptySpan } from './causes';
import { type ListedSpan, overlaps } from './spans';

/** A log file that no digest names. */
export type UnnamedFile = Pick<FileFinding, 'state' | 'object' | 'day' | 'deliveredAt' | 'reason'>;

/** When a file may have been delivered: minutes after the time in its name, or in the day of its folder. */
export function toWindow({ deliveredAt, day }: UnnamedFile): TimeRange {
  const since = deliveredAt ?? `${day}T00:00:00Z`;
  return { since, until: toTime(Date.parse(since) + (deliveredAt === undefined ? DAY_MS : DELIVERY_MS)) };
}

/**
 * Adds files that no digest names to the spans of each trail that covers the time of their delivery: any of these
 * trails may have delivered them.
 */
export function addUnnamedFiles(trails: Map<string, ListedSpan[]>, files: readonly UnnamedFile[]): void {
  const added = new Map<ListedSpan, Causes>();
  for (const file of files) {
    const window = toWindow(file);
    const cause = toCause(file);
    const isDue = [...trails.values()].every((spans) => covers(spans, window));
    if (!cause || (file.deliveredAt !== undefined && !isDue)) continue;
    for (const span of [...trails.values()].flat()) {
      if (span.digests === 0 || !overlaps(span, window)) continue;
      const causes = added.get(span) ?? new Causes();
      added.set(span, causes);
      causes.add(cause);
    }
  }
  for (const [trail, spans] of trails) {
    trails.set(
      trail,
      spans.map((span) => added.get(span)?.addTo(span) ?? span),
    );
  }
}

const covers = (spans: readonly ListedSpan[], { since, until }: TimeRange): boolean =>
  [since, until].every((time) =>
    spans.some((span) => span.digests > 0 && span.since <= time && time <= span.until),
  );

/** A file with the name of a log file may still be named by a backfill. */
function toCause({ object, state, deliveredAt, reason }: UnnamedFile): Cause | undefined {
  if (state !== 'unreferenced' && state !== 'pending') return undefined;
  return {
    object,
    state: deliveredAt === undefined ? 'unreferenced' : 'awaitingReference',
    reason: reason ?? 'not named by any digest of its time',
  };
}

/** The days that have files without a digest, as far as they lie in the range: nothing of them can be proven. */
export function findUndigestedTime(files: readonly UnnamedFile[], range: Partial<TimeRange>): ListedSpan[] {
  const counts = new Map<string, number>();
  for (const file of files) {
    const day = (file.deliveredAt ?? file.day).slice(0, 10);
    counts.set(day, (counts.get(day) ?? 0) + 1);
  }
  return [...counts]
    .map(([day, count]) => {
      const start = `${day}T00:00:00Z`;
      const end = toTime(Date.parse(start) + DAY_MS);
      const since = range.since !== undefined && range.since > start ? range.since : start;
      const until = range.until !== undefined && range.until < end ? range.until : end;
      return { ...emptySpan({ since, until }, 'notProvable'), files: count };
    })
    .filter(({ since, until }) => since < until);
}
