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
      chooseRows([...numbers.values()]),
  );
  const byPlace = new Map(found.map((row) => [`${row.file_index} ${row.file_row_number}`, row]));
  const indexes = new Map(segments.map((segment, index) => [segment, index]));
  return candidates.map(({ segment, row: number }) => {
    const row = byPlace.get(`${indexes.get(segment)} ${number}`);
    if (!row) throw new Error(`Row ${number} of ${toFile(segment).path} is missing.`);
    return row;
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

/** The part of a statement that chooses rows of each file. Those of long answers are neighbours. */
function chooseRows(files: readonly (readonly number[])[]): string {
  const runs = files.map((numbers) => ({ first: Math.min(...numbers), last: Math.max(...numbers) }));
  if (runs.every(({ first, last }, file) => last - first + 1 === files[file]!.length)) {
    const isWanted = runs.map(
      ({ first, last }, file) => `(file_index = ${file} AND file_row_number BETWEEN ${first} AND ${last})`,
    );
    return `WHERE ${isWanted.join(' OR ')}`;
  }
  // Joining is faster than comparing each row with lists of numbers.
  const wanted = files.flatMap((numbers, file) => numbers.map((number) => `(${file}, ${number})`));
  return (
    `JOIN (VALUES ${wanted.join(', ')}) AS wanted(file, number) ` +
    'ON file_index = wanted.file AND file_row_number = wanted.number'
  );
}
