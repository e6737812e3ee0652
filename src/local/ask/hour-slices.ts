import { hourAfter } from '../../activity/activity-group';
import type { TimeRange } from '../../query/time-range';
import type { Segment } from '../folder/commit';
import { inOrder, segmentsWithin } from './segment-order';
import type { TimeSlice } from './time-slices';

/**
 * Takes the last hours of a time range as a whole, with the segments that have rows of them.
 * @param rows number of rows for which further segments are taken
 * @returns the slice, with `since` unless nothing is before it
 */
export function takeHours(segments: readonly Segment[], range: TimeRange, rows: number): TimeSlice {
  const unread = inOrder(segments, 'desc');
  const newest = unread[0]?.until ?? '';
  let taken = 0;
  for (const segment of unread) {
    const since = hourAfter(segment.until);
    const isWithin = since <= newest && (range.until === undefined || since < range.until);
    if (taken >= rows && isWithin) {
      const slice = { ...range, since };
      return { ...slice, segments: segmentsWithin(segments, slice, 'desc', undefined) };
    }
    taken += segment.rows;
  }
  return { ...(range.until !== undefined && { until: range.until }), segments };
}
