import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { CheckFile } from '../../assure/check-file';
import type { NamedFile } from '../../trail/digest-file';
import { localObjectKey } from '../../trail/object-key';
import { type Database, openDatabase } from '../duckdb/database';
import { NAMED_COLUMNS, type NamedRow } from './coverage-columns';

/** MiB for sorting. What does not fit goes to a temporary folder. */
const MEMORY_MIB = 100;
/** Rows that are kept as text until the database takes them. */
const ROWS_IN_MEMORY = 32_768;
/** DuckDB's vector size. */
const ROWS_AT_ONCE = 2_048;
/** The temporary table of the files. */
export const NAMED_TABLE = 'named';

/** Keeps the log files that valid digests name while trails are verified, in bounded memory. */
export class NamedFiles {
  #rows: NamedRow[] = [];
  #opened: Promise<OpenedTable> | undefined;
  #writing: Promise<unknown> = Promise.resolve();

  /** Checks a file, and keeps it whatever the check finds. */
  noting(checkFile: CheckFile): CheckFile {
    return async (file) => {
      await this.#add(file);
      return checkFile(file);
    };
  }

  async #add({ bucket, key, sha256 }: NamedFile): Promise<void> {
    const { key: fromAwsLogs, object } = localObjectKey(key);
    // An ingest files nothing else under the folders of a trail.
    if (object.kind !== 'log-file') return;
    const { accountId, region, day } = object;
    const prefix = key.slice(0, key.length - fromAwsLogs.length);
    this.#rows.push({ bucket, prefix, key: fromAwsLogs, sha256, accountId, region, day });
    if (this.#rows.length >= ROWS_IN_MEMORY) await this.#write();
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
    if (opened) await rm(opened.temporaryFolder, { recursive: true, force: true });
  }

  async #write(): Promise<void> {
    const rows = this.#rows;
    this.#rows = [];
    this.#writing = this.#writing.then(async () => {
      const { connection } = (await this.#table()).database;
      await appendNamed(connection, rows);
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
  readonly temporaryFolder: string;
}

async function openTable(): Promise<OpenedTable> {
  const temporaryFolder = await mkdtemp(join(tmpdir(), 'ddb-audit-verify-'));
  const database = await openDatabase({ threads: 1, memoryMiB: MEMORY_MIB, temporaryFolder });
  const columns = NAMED_COLUMNS.map(({ name, type }) => `"${name}" ${type}`);
  await database.connection.run(`CREATE TEMP TABLE ${NAMED_TABLE}(${columns.join(', ')})`);
  return { database, temporaryFolder };
}

/** Hands rows over column by column: as text that a SELECT splits, they would take 30 MB more. */
async function appendNamed(connection: DuckDBConnection, rows: readonly NamedRow[]): Promise<void> {
  const { DuckDBDataChunk, VARCHAR } = await import('@duckdb/node-api');
  const appender = await connection.createAppender(NAMED_TABLE);
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    const some = rows.slice(start, start + ROWS_AT_ONCE);
    const chunk = DuckDBDataChunk.create(
      NAMED_COLUMNS.map(() => VARCHAR),
      some.length,
    );
    for (const [index, { from }] of NAMED_COLUMNS.entries()) {
      chunk.setColumnValues(
        index,
        some.map((row) => String(from(row))),
      );
    }
    appender.appendDataChunk(chunk);
  }
  appender.flushSync();
  appender.closeSync();
}
