import type { DuckDBConnection } from '@duckdb/node-api';
import { type Database, type DatabaseLimits, openDatabase } from './database';

/** A database that is opened when it is first needed: loading DuckDB takes as long as reading thousands of events. */
export class LazyDatabase {
  readonly #limits: DatabaseLimits;
  #opening: Promise<Database> | undefined;

  constructor(limits: DatabaseLimits) {
    this.#limits = limits;
  }

  /** @throws AuditTrailError as `openDatabase` */
  readonly connect = async (): Promise<DuckDBConnection> => {
    this.#opening ??= openDatabase(this.#limits);
    return (await this.#opening).connection;
  };

  async close(): Promise<void> {
    // Whoever connected has seen why it could not be opened.
    const database = await this.#opening?.catch(() => undefined);
    database?.close();
  }
}
