import type { Position } from '../../query/position';
import type { Order, TimeRange } from '../../query/time-range';
import { toEventTime } from '../../store/lanes';
import type { Segment } from '../folder/commit';

/** The segments that may hold records of a time range and, in this order, after a position. */
export function segmentsWithin(
  segments: Iterable<Segment>,
  { since, until }: TimeRange,
  order: Order,
  from: Position | undefined,
): Segment[] {
  const place = from && toEventTime(from.occurred);
  return [...segments].filter(
    (segment) =>
      (since === undefined || segment.until >= since) &&
      (until === undefined || segment.from < until) &&
      (place === undefined || (order === 'asc' ? segment.until >= place : segment.from <= place)),
  );
}

/** Segments in the order in which their first records come. */
export const inOrder = (segments: readonly Segment[], order: Order): Segment[] =>
  [...segments].sort((one, other) =>
    order === 'asc' ? compare(one.from, other.from) : compare(other.until, one.until),
  );

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** The time of the first record of a segment, in this order. */
export const firstTime = ({ from, until }: Segment, order: Order): string => (order === 'asc' ? from : until);

const FIRST_ROWS = 16_384;
const GROWTH = 4;
const MAXIMUM_ROWS = 1_048_576;

/** Number of rows that the next wave should read: few at first, because most questions need no more. */
export const waveRows = (wave: number): number => Math.min(MAXIMUM_ROWS, FIRST_ROWS * GROWTH ** wave);

/** The segments of the next wave: at least one, and no more than it takes to have so many rows. */
export function takeWave(segments: readonly Segment[], rows: number): Segment[] {
  let taken = 0;
  const past = segments.findIndex((segment) => {
    const isEnough = taken >= rows;
    taken += segment.rows;
    return isEnough;
  });
  return segments.slice(0, past < 0 ? segments.length : past);
}
