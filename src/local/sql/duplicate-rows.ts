import type { DuckDBConnection } from '@duckdb/node-api';
import type { Segment } from '../folder/commit';

/** Name of the temporary table that `findDuplicateRows` makes. */
export const DUPLICATES = 'duplicate_rows';

/**
 * Segments that may hold a row which another one holds, too: those whose times overlap. Two ingests that read
 * the same files at once write the same rows twice, until a merge drops them.
 * @returns their ids
 */
export function findOverlapping(segments: readonly Segment[]): ReadonlySet<string> {
  const overlapping = new Set<string>();
  let latest: Segment | undefined;
  for (const segment of segments.toSorted(byStart)) {
    if (latest && segment.from <= latest.until) overlapping.add(latest.id).add(segment.id);
    if (!latest || segment.until > latest.until) latest = segment;
  }
  return overlapping;
}

const byStart = (one: Segment, other: Segment): number =>
  one.from < other.from ? -1 : one.from > other.from ? 1 : 0;

/**
 * Makes a temporary table of the rows that another row stands for: of rows with the same event id and content
 * hash, the one whose meaning is newest counts.
 * @param source what to read overlapping segments with
 * @returns whether there are any
 */
export async function findDuplicateRows(connection: DuckDBConnection, source: string): Promise<boolean> {
  const identity = 'hash("eventId", "contentHash")';
  await connection.run(`
    CREATE TEMP TABLE ${DUPLICATES} AS
    WITH repeated AS (SELECT ${identity} AS identity FROM ${source} GROUP BY identity HAVING count(*) > 1)
    SELECT file_index, file_row_number FROM (
      SELECT file_index, file_row_number, row_number() OVER (
        PARTITION BY "eventId", "contentHash" ORDER BY "meaningVersion" DESC, file_index, file_row_number
      ) AS place
      FROM ${source} WHERE ${identity} IN (SELECT identity FROM repeated)
    ) WHERE place > 1`);
  const [[count] = []] = (await connection.runAndReadAll(`SELECT count(*) FROM ${DUPLICATES}`)).getRows();
  return Number(count) > 0;
}
