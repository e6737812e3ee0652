import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { PARQUET, sqlPaths, sqlString } from '../duckdb/sql-text';
import { checkFile, toSegmentFile } from '../folder/check-file';
import type { LedgerPart } from '../folder/commit';

/**
 * Writes parts of the ledger into one, with one row for each key and content: the newest, but a file that was
 * read to its end is not replaced by one that failed.
 * @throws AuditTrailError `DamagedFile`
 */
export async function mergeLedgers(
  connection: DuckDBConnection,
  folder: string,
  ledgers: readonly LedgerPart[],
): Promise<LedgerPart> {
  for (const { file } of ledgers) await checkFile(folder, file);
  const id = randomUUID();
  const path = `files/${id}.parquet`;
  const paths = ledgers.map(({ file }) => join(folder, file.path));
  const result = await connection.runAndReadAll(
    `COPY (
       SELECT * FROM read_parquet(${sqlPaths(paths)}, union_by_name = true)
       QUALIFY row_number() OVER (PARTITION BY bucket, key, etag ORDER BY status = 'done' DESC, finishedAt DESC) = 1
       ORDER BY bucket, key, finishedAt
     ) TO ${sqlString(join(folder, path))} ${PARQUET}`,
  );
  return { id, rows: Number(result.getRows()[0]![0]), file: await toSegmentFile(folder, path) };
}
