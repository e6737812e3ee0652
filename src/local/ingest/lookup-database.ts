import type { DuckDBConnection } from '@duckdb/node-api';
import { type Database, openDatabase } from '../duckdb/database';

const LIMITS = { threads: 1, memoryMiB: 100 };

/**
 * The database that looks up what is stored. It is opened when it is first needed: loading DuckDB takes as long as reading
 * thousands of events.
 */
export class LookupDatabase {
  #opening: Promise<Database> | undefined;

  /** @throws AuditTrailError as `openDatabase` */
  readonly connect = async (): Promise<DuckDBConnection> => {
    this.#opening ??= openDatabase(LIMITS);
    return (await this.#opening).connection;
  };

  async close(): Promise<void> {
    // Whoever connected has seen why it could not be opened.
    const database = await this.#opening?.catch(() => undefined);
    database?.close();
  }
}
