import type { Segment, SegmentFile } from '../folder/commit';
import type { Candidate } from './candidates';
import type { Asking, Row } from './connections';
import { type Parts, parquetTable } from './parts';

/**
 * Reads columns of candidates' rows, in the order of the candidates.
 * @param toFile which file of a segment has the columns. It is not checked here: those of events are when
 *   their candidates are found
 */
export async function readRows(
  { log }: Parts,
  asking: Asking,
  candidates: readonly Candidate[],
  columns: string,
  toFile: (segment: Segment) => SegmentFile = ({ events }) => events,
): Promise<readonly Row[]> {
  if (candidates.length === 0) return [];
  const numbers = numbersBySegment(candidates);
  const segments = [...numbers.keys()];
  const found = await asking.rows(
    `SELECT ${columns}, file_index, file_row_number FROM ${parquetTable(log.folder, segments.map(toFile))} ` +
      `WHERE ${segments.map((segment, index) => rowsCondition(index, numbers.get(segment)!)).join(' OR ')}`,
  );
  const byPlace = new Map(found.map((row) => [`${row.file_index} ${row.file_row_number}`, row]));
  const indexes = new Map(segments.map((segment, index) => [segment, index]));
  return candidates.map(({ segment, row }) => {
    const place = byPlace.get(`${indexes.get(segment)} ${row}`);
    if (!place) throw new Error(`Row ${row} of ${toFile(segment).path} is missing.`);
    return place;
  });
}

function numbersBySegment(candidates: readonly Candidate[]): Map<Segment, number[]> {
  const numbers = new Map<Segment, number[]>();
  for (const { segment, row } of candidates) {
    const known = numbers.get(segment);
    if (known) known.push(row);
    else numbers.set(segment, [row]);
  }
  return numbers;
}

/** Rows of a file. Those of long answers are neighbours, which need no list. */
function rowsCondition(index: number, numbers: readonly number[]): string {
  const first = Math.min(...numbers);
  const last = Math.max(...numbers);
  const isRun = last - first + 1 === numbers.length;
  return `(file_index = ${index} AND file_row_number ${isRun ? `BETWEEN ${first} AND ${last}` : `IN (${numbers.join(', ')})`})`;
}
