import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { PARQUET, sqlPaths, sqlString } from '../duckdb/sql-text';
import { checkFile, toSegmentFile } from '../folder/check-file';
import type { LedgerPart } from '../folder/commit';

/** Rows of a merged part on average. DuckDB cannot sort four times as many in the memory that it has for merging. */
const PART_ROWS = 32_768;

/**
 * Writes parts of the ledger into one, or into few if they have many rows, with one row for each key and content: the
 * newest, but a file that was read to its end is not replaced by one that failed.
 * @throws AuditTrailError `DamagedFile`
 */
export async function mergeLedgers(
  connection: DuckDBConnection,
  folder: string,
  ledgers: readonly LedgerPart[],
): Promise<LedgerPart[]> {
  for (const { file } of ledgers) await checkFile(folder, file);
  const parts = Math.max(1, Math.ceil(ledgers.reduce((sum, { rows }) => sum + rows, 0) / PART_ROWS));
  const merged: LedgerPart[] = [];
  for (let part = 0; part < parts; part++) {
    // All rows of a key are in the same part.
    merged.push(await writePart(connection, folder, ledgers, `hash(bucket, key) % ${parts} = ${part}`));
  }
  return merged;
}

async function writePart(
  connection: DuckDBConnection,
  folder: string,
  ledgers: readonly LedgerPart[],
  condition: string,
): Promise<LedgerPart> {
  const id = randomUUID();
  const path = `files/${id}.parquet`;
  const paths = ledgers.map(({ file }) => join(folder, file.path));
  const result = await connection.runAndReadAll(
    `COPY (
       SELECT * FROM read_parquet(${sqlPaths(paths)}, union_by_name = true) WHERE ${condition}
       QUALIFY row_number() OVER (PARTITION BY bucket, key, etag ORDER BY status = 'done' DESC, finishedAt DESC) = 1
       ORDER BY bucket, key, finishedAt
     ) TO ${sqlString(join(folder, path))} ${PARQUET}`,
  );
  return { id, rows: Number(result.getRows()[0]![0]), file: await toSegmentFile(folder, path) };
}
