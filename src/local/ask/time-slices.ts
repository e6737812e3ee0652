import type { TimeRange } from '../../query/time-range';
import { toTime } from '../../time';
import type { Segment } from '../folder/commit';
import { inOrder, segmentsWithin, takeWave } from './segment-order';

/** A time range, and the segments that have rows of it. */
export interface TimeSlice extends TimeRange {
  readonly segments: readonly Segment[];
}

const addSeconds = (time: string, seconds: number): string => toTime(Date.parse(time) + seconds * 1_000);

/** The second before a time. */
export const secondBefore = (time: string): string => addSeconds(time, -1);

/**
 * Divides segments into time ranges, newest first, which together hold each row once.
 * @param rows number of rows for which a slice takes further segments
 */
export function toTimeSlices(segments: readonly Segment[], rows: number): TimeSlice[] {
  const slices: TimeSlice[] = [];
  let unread = inOrder(segments, 'desc');
  let until: string | undefined;
  while (unread.length > 0) {
    unread = unread.slice(takeWave(unread, rows).length);
    const since = unread[0] && addSeconds(unread[0].until, 1);
    const range = { ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
    slices.push({ ...range, segments: segmentsWithin(segments, range, 'desc', undefined) });
    until = since;
  }
  return slices;
}

/** The time ranges in which several segments have rows, both ends inclusive, oldest first. */
export function findOverlaps(
  segments: readonly Segment[],
): { readonly from: string; readonly until: string }[] {
  const overlaps: { from: string; until: string }[] = [];
  let reached: string | undefined;
  for (const { from, until } of inOrder(segments, 'asc')) {
    if (reached !== undefined && from <= reached) {
      const end = until < reached ? until : reached;
      const last = overlaps.at(-1);
      if (last && from <= last.until) last.until = end > last.until ? end : last.until;
      else overlaps.push({ from, until: end });
    }
    if (reached === undefined || until > reached) reached = until;
  }
  return overlaps;
}
