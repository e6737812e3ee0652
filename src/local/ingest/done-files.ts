import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { sqlPaths } from '../duckdb/sql-text';
import { appendStrings } from '../duckdb/text-table';
import { checkFile } from '../folder/check-file';
import type { LedgerPart } from '../folder/commit';
import type { PlannedFile } from './planned-file';

const SEPARATOR = '\x1e';

const toId = ({ bucket, key, etag }: PlannedFile): string => [bucket, key, etag ?? ''].join(SEPARATOR);

/**
 * The files that were read before with the same content.
 * @throws AuditTrailError `DamagedFile`
 */
export async function findDoneFiles(
  connection: DuckDBConnection,
  folder: string,
  ledgers: Iterable<LedgerPart>,
  files: readonly PlannedFile[],
): Promise<Set<PlannedFile>> {
  const parts = [...ledgers];
  if (parts.length === 0 || files.length === 0) return new Set();
  for (const { file } of parts) await checkFile(folder, file);
  await appendStrings(connection, 'planned', files.map(toId));
  const paths = parts.map(({ file }) => join(folder, file.path));
  const result = await connection.runAndReadAll(
    `SELECT DISTINCT id FROM planned SEMI JOIN
     (SELECT concat_ws(chr(30), bucket, key, etag) AS done FROM read_parquet(${sqlPaths(paths)}) WHERE status = 'done')
     ON id = done`,
  );
  const done = new Set(result.getRows().map(([id]) => String(id)));
  return new Set(files.filter((file) => file.etag !== undefined && done.has(toId(file))));
}
