import type { Place } from '../../query/position';
import type { Order } from '../../query/time-range';
import { toEventTime } from '../../store/lanes';
import type { Segment } from '../folder/commit';
import type { Row } from './connections';
import { comparePlaces, PLACE_COLUMNS } from './row-order';
import { formatEventTime } from './row-values';

/** A row that answers a query: its place in the order of records, and where it lies. */
export interface Candidate extends Required<Place> {
  readonly segment: Segment;
  /** Number in the segment's files, from 0. */
  readonly row: number;
  readonly meaningVersion: number;
}

/** The columns of a candidate, of a table of segments. */
export const CANDIDATE_COLUMNS = `${PLACE_COLUMNS}, meaningVersion, file_index, file_row_number`;

/** Reads a candidate from a row of `CANDIDATE_COLUMNS`. */
export const toCandidate = (row: Row, segments: readonly Segment[]): Candidate => ({
  occurred: `${formatEventTime(row.time)}#${row.digits}`,
  identity: String(row.identity),
  segment: segments[Number(row.file_index)]!,
  row: Number(row.file_row_number),
  meaningVersion: Number(row.meaningVersion),
});

/** In order, each event once: of rows with the same identity, the one with the newest meaning. */
export function orderCandidates(candidates: readonly Candidate[], order: Order): Candidate[] {
  const way = order === 'asc' ? 1 : -1;
  const sorted = [...candidates].sort(
    (one, other) => way * comparePlaces(one, other) || other.meaningVersion - one.meaningVersion,
  );
  return sorted.filter((one, index) => index === 0 || sorted[index - 1]!.identity !== one.identity);
}

/** Whether a candidate comes before everything at a time and after it. */
export function isBefore({ occurred }: Candidate, time: string, order: Order): boolean {
  const own = toEventTime(occurred);
  return order === 'asc' ? own < time : own > time;
}

/** What is not read yet: everything after these places, in the order of a query. */
export interface Unread {
  /** Time of the first record of the segments that are unread. Absent if none is. */
  readonly time: string | undefined;
  /** Last rows of waves that may hold more. */
  readonly cut: readonly Candidate[];
}

/** How many of the first candidates are settled: nothing unread can come before them. */
export function countSettled(candidates: readonly Candidate[], { time, cut }: Unread, order: Order): number {
  const way = order === 'asc' ? 1 : -1;
  const first = candidates.findIndex(
    (one) =>
      (time !== undefined && !isBefore(one, time, order)) ||
      cut.some((last) => way * comparePlaces(one, last) > 0),
  );
  return first < 0 ? candidates.length : first;
}
