import type { DuckDBConnection } from '@duckdb/node-api';
import type { CheckFile } from '../../assure/check-file';
import { localObjectKey } from '../../trail/object-key';
import { type Database, openDatabase } from '../duckdb/database';
import { makeTemporaryFolder, type TemporaryFolder } from '../duckdb/temporary-folder';
import { NAMED_COLUMNS, type NamedRow } from './coverage-columns';
import { type PackedFile, PackedFiles } from './packed-files';

/** MiB for sorting. What does not fit goes to a temporary folder. */
const MEMORY_MIB = 100;
/** Files that are kept until the database takes them. */
const FILES_IN_MEMORY = 32_768;
/** Few, so that they are garbage before V8 moves them. DuckDB's own vectors have 2,048 rows. */
const ROWS_AT_ONCE = 256;
/** The temporary table of the files. */
export const NAMED_TABLE = 'named';

/** Keeps the log files that valid digests name while trails are verified, in bounded memory. */
export class NamedFiles {
  #files = new PackedFiles();
  #opened: Promise<OpenedTable> | undefined;
  #writing: Promise<unknown> = Promise.resolve();

  /** Checks a file, and keeps it whatever the check finds. */
  noting(checkFile: CheckFile): CheckFile {
    return async (file) => {
      // An ingest files nothing else under the folders of a trail.
      if (localObjectKey(file.key).object.kind === 'log-file') {
        this.#files.add(file);
        if (this.#files.count >= FILES_IN_MEMORY) await this.#write();
      }
      return checkFile(file);
    };
  }

  /** Opens the database with all files in `NAMED_TABLE`. */
  async open(): Promise<DuckDBConnection> {
    await this.#write();
    return (await this.#table()).database.connection;
  }

  async close(): Promise<void> {
    const opened = await this.#opened?.catch(() => undefined);
    this.#opened = undefined;
    opened?.database.close();
    opened?.temporary.remove();
  }

  async #write(): Promise<void> {
    const files = this.#files;
    this.#files = new PackedFiles();
    this.#writing = this.#writing.then(async () => {
      const { connection } = (await this.#table()).database;
      await appendNamed(connection, files);
    });
    await this.#writing;
  }

  #table(): Promise<OpenedTable> {
    this.#opened ??= openTable();
    return this.#opened;
  }
}

interface OpenedTable {
  readonly database: Database;
  readonly temporary: TemporaryFolder;
}

async function openTable(): Promise<OpenedTable> {
  const temporary = makeTemporaryFolder();
  const database = await openDatabase({
    threads: 1,
    memoryMiB: MEMORY_MIB,
    temporaryFolder: temporary.path,
  });
  const columns = NAMED_COLUMNS.map(({ name, type }) => `"${name}" ${type}`);
  await database.connection.run(`CREATE TEMP TABLE ${NAMED_TABLE}(${columns.join(', ')})`);
  return { database, temporary };
}

/** Hands rows over column by column: as text that a SELECT splits, they would take 30 MB more. */
async function appendNamed(connection: DuckDBConnection, files: PackedFiles): Promise<void> {
  const { DuckDBDataChunk, VARCHAR } = await import('@duckdb/node-api');
  const appender = await connection.createAppender(NAMED_TABLE);
  const append = (rows: readonly NamedRow[]) => {
    const chunk = DuckDBDataChunk.create(
      NAMED_COLUMNS.map(() => VARCHAR),
      rows.length,
    );
    for (const [index, { from }] of NAMED_COLUMNS.entries()) {
      chunk.setColumnValues(
        index,
        rows.map((row) => String(from(row))),
      );
    }
    appender.appendDataChunk(chunk);
  };
  let rows: NamedRow[] = [];
  for (const file of files.take()) {
    rows.push(...toRow(file));
    if (rows.length < ROWS_AT_ONCE) continue;
    append(rows);
    rows = [];
  }
  if (rows.length > 0) append(rows);
  appender.flushSync();
  appender.closeSync();
}

function toRow({ bucket, key, sha256 }: PackedFile): NamedRow[] {
  const { key: fromAwsLogs, object } = localObjectKey(key);
  if (object.kind !== 'log-file') return [];
  const { accountId, region, day } = object;
  const prefix = key.slice(0, key.length - fromAwsLogs.length);
  return [{ bucket, prefix, key: fromAwsLogs, sha256, accountId, region, day }];
}
