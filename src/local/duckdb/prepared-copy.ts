import { rename } from 'node:fs/promises';
import type { DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api';
import { PARQUET, sqlString } from './sql-text';

/**
 * Writes Parquet files with one SELECT over and over. It is planned once, because planning takes as long as
 * copying 600 rows, and its rows are parameters, because a temporary table would copy them twice more.
 */
export class PreparedCopy {
  readonly #connection: DuckDBConnection;
  readonly #select: string;
  readonly #unfinished: string;
  #statement: Promise<DuckDBPreparedStatement> | undefined;

  /**
   * @param select SQL in which `$1::BLOB`, `$2::BLOB` and so on are the parameters
   * @param unfinished path that the statement writes to, which nothing else does
   */
  constructor(connection: DuckDBConnection, select: string, unfinished: string) {
    this.#connection = connection;
    this.#select = select;
    this.#unfinished = unfinished;
  }

  /** Writes a file. One call has to end before the next one. */
  async write(parameters: readonly Uint8Array[], path: string): Promise<void> {
    this.#statement ??= this.#connection.prepare(
      `COPY (${this.#select}) TO ${sqlString(this.#unfinished)} ${PARQUET}`,
    );
    const statement = await this.#statement;
    for (const [index, bytes] of parameters.entries()) statement.bindBlob(index + 1, bytes);
    try {
      await statement.run();
    } finally {
      // DuckDB would keep the bytes until the next file.
      statement.clearBindings();
    }
    await rename(this.#unfinished, path);
  }
}
