import { existsSync } from 'node:fs';
import { open, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AuditTrailError } from '../../errors';
import type { EventVariant } from '../../query/event-variant';
import { type Database, openDatabase } from '../duckdb/database';
import { sqlPaths, sqlString } from '../duckdb/sql-text';
import { withTemporaryFolder } from '../duckdb/temporary-folder';
import { appendRows, rowEncoder } from '../duckdb/text-table';
import { toFolderError, toSystemCode } from '../folder/folder-error';
import { EXPORT_COLUMNS, EXPORT_MARK, toExportRow } from './export-columns';
import { EXPORT_KEY } from './export-name';

/** Rows of a part, and of a row group, at most: DuckDB needs memory for each. */
const PART_ROWS = 8_192;
/** UTF-16 code units of the rows of a part, about, at most. */
const PART_LENGTH = 2 ** 25;
const MEMORY_MIB = 300;
/** Readers such as Athena know this codec. Level 1 is smaller and faster here than the default of 3. */
const FORMAT = 'FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1';

/** What an export wrote. */
export interface WrittenExport {
  readonly file: string;
  readonly events: number;
}

/**
 * Writes all events with their originals to a Parquet file. It appears under its name once it is whole.
 * @param out path of the file; for a folder, `events.parquet` in it
 * @throws AuditTrailError `InvalidArgument` if the file exists, `Configuration` if it cannot be written; what
 * `events` throws
 */
export async function exportParquet(
  events: AsyncIterable<readonly EventVariant[]>,
  out: string,
): Promise<WrittenExport> {
  const isFolder = await stat(out).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  const file = isFolder ? join(out, 'events.parquet') : out;
  if (existsSync(file)) {
    throw new AuditTrailError('InvalidArgument', `${file} exists. Choose another name, or delete it first.`);
  }
  const write = async (folder: string) => {
    // In a folder beside the file, so that it can be moved to its place.
    const database = await openDatabase({ threads: 1, memoryMiB: MEMORY_MIB, temporaryFolder: folder });
    try {
      return { file, events: await writeFile(database, events, folder, file) };
    } finally {
      database.close();
    }
  };
  try {
    return await withTemporaryFolder(write, dirname(file));
  } catch (error) {
    throw toSystemCode(error) ? toFolderError(`Cannot write ${file}`, error) : error;
  }
}

async function writeFile(
  { connection }: Database,
  events: AsyncIterable<readonly EventVariant[]>,
  folder: string,
  file: string,
): Promise<number> {
  const encode = rowEncoder(EXPORT_COLUMNS);
  const copy = (select: string, path: string, options: string): Promise<unknown> =>
    connection.run(`COPY (${select}) TO ${sqlString(path)} (${options})`).catch((error: unknown) => {
      throw toFolderError(`Cannot write ${file}`, error);
    });
  let rows: string[] = [];
  let length = 0;
  const parts: string[] = [];
  let written = 0;
  const writePart = async () => {
    const path = join(folder, `${parts.length}.parquet`);
    await copy(await appendRows(connection, EXPORT_COLUMNS, rows), path, FORMAT);
    parts.push(path);
    written += rows.length;
    rows = [];
    length = 0;
  };
  for await (const variants of events) {
    for (const variant of variants) {
      const row = encode(toExportRow(variant));
      rows.push(row);
      length += row.length;
    }
    if (rows.length >= PART_ROWS || length >= PART_LENGTH) await writePart();
  }
  // A file without events has its columns, too.
  if (rows.length > 0 || parts.length === 0) await writePart();

  const whole = join(folder, 'whole');
  await copy(
    `SELECT * FROM read_parquet(${sqlPaths(parts)})`,
    whole,
    `${FORMAT}, ROW_GROUP_SIZE ${PART_ROWS}, KV_METADATA {${sqlString(EXPORT_KEY)}: ${sqlString(EXPORT_MARK)}}`,
  );
  const handle = await open(whole, 'r+');
  try {
    await handle.chmod(0o600);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(whole, file);
  return written;
}
