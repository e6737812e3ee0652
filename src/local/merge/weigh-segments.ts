import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { sqlPaths } from '../duckdb/sql-text';
import { checkFile } from '../folder/check-file';
import type { Segment } from '../folder/commit';
import { MERGED_ROWS } from './choose-parts';

/** Up to so many bytes of an original on average, a segment weighs its rows: usual events have a quarter of it. */
const USUAL_BYTES = 6_144;
/** Bytes of larger originals in a merged segment. DuckDB holds them in memory several times. */
const MERGED_BYTES = 12 * 2 ** 20;

export interface WeighedSegment extends Segment {
  /** Bytes of its originals, uncompressed. */
  readonly bytes: number;
  /** How many usual rows it weighs. */
  readonly weight: number;
}

const toWeight = (rows: number, bytes: number): number =>
  bytes <= rows * USUAL_BYTES ? rows : (bytes * MERGED_ROWS) / MERGED_BYTES;

/** What a segment weighs at least: its originals are compressed. */
export const leastWeight = ({ rows, originals }: Segment): number => toWeight(rows, originals.bytes);

/**
 * Weighs segments by their rows, and by the bytes of their originals if those are large.
 * @throws AuditTrailError `DamagedFile`
 */
export async function weighSegments(
  connection: DuckDBConnection,
  folder: string,
  segments: readonly Segment[],
): Promise<WeighedSegment[]> {
  for (const { originals } of segments) await checkFile(folder, originals);
  const paths = segments.map(({ originals }) => join(folder, originals.path));
  const found = await connection.runAndReadAll(
    `SELECT file_name, sum(total_uncompressed_size) FROM parquet_metadata(${sqlPaths(paths)}) GROUP BY file_name`,
  );
  const sums = new Map(found.getRows().map(([path, sum]) => [String(path), Number(sum)]));
  return segments.map((segment, index) => {
    const bytes = sums.get(paths[index]!) ?? 0;
    return { ...segment, bytes, weight: toWeight(segment.rows, bytes) };
  });
}
