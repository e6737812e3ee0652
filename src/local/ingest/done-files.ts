import { join } from 'node:path';
import type { DuckDBListValue, DuckDBValue } from '@duckdb/node-api';
import type { Connect } from '../duckdb/database';
import { sqlPaths } from '../duckdb/sql-text';
import { appendStrings } from '../duckdb/text-table';
import { checkFile } from '../folder/check-file';
import type { LedgerPart } from '../folder/commit';
import type { PlannedFile } from './planned-file';

const SEPARATOR = '\x1e';

const toContentId = ({ bucket, key, etag }: PlannedFile): string => [bucket, key, etag ?? ''].join(SEPARATOR);
const toFileId = ({ bucket, key }: PlannedFile): string => bucket + SEPARATOR + key;

/** What the ledger says about files that are to be read. */
export interface DoneFiles {
  /** The files that were read before with the same content. */
  readonly same: ReadonlySet<PlannedFile>;
  /** SHA-256 of each content of the other files of a trail that were read before. */
  readonly hashes: ReadonlyMap<PlannedFile, readonly string[]>;
}

/**
 * Finds files that were read before.
 * @throws AuditTrailError `DamagedFile`
 */
export async function findDoneFiles(
  connect: Connect,
  folder: string,
  ledgers: Iterable<LedgerPart>,
  files: readonly PlannedFile[],
): Promise<DoneFiles> {
  const parts = [...ledgers];
  if (parts.length === 0 || files.length === 0) return { same: new Set(), hashes: new Map() };
  for (const { file } of parts) await checkFile(folder, file);
  const connection = await connect();
  const paths = parts.map(({ file }) => join(folder, file.path));
  const ledger = `(SELECT * FROM read_parquet(${sqlPaths(paths)}, union_by_name = true) WHERE status = 'done')`;
  const read = async (ids: readonly string[], sql: string) => {
    await appendStrings(connection, 'planned', ids);
    return (await connection.runAndReadAll(sql)).getRows();
  };

  const sameIds = await read(
    files.map(toContentId),
    `SELECT DISTINCT id FROM planned SEMI JOIN
     (SELECT concat_ws(chr(30), bucket, key, etag) AS done FROM ${ledger}) ON id = done`,
  );
  const done = new Set(sameIds.map(([id]) => String(id)));
  const same = new Set(files.filter((file) => file.etag !== undefined && done.has(toContentId(file))));

  const others = files.filter((file) => file.isDelivered && !same.has(file));
  const contents = await read(
    others.map(toFileId),
    `SELECT id, list(DISTINCT sha256) FROM planned JOIN
     (SELECT concat_ws(chr(30), bucket, key) AS id, sha256 FROM ${ledger}) USING (id)
     WHERE sha256 IS NOT NULL GROUP BY id`,
  );
  const hashesById = new Map(contents.map(([id, list]) => [String(id), toStrings(list)]));
  const hashes = new Map(others.map((file) => [file, hashesById.get(toFileId(file)) ?? []]));
  return { same, hashes };
}

const toStrings = (list: DuckDBValue | undefined): string[] => (list as DuckDBListValue).items.map(String);
