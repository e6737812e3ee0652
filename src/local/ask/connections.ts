import type { DuckDBConnection, JS } from '@duckdb/node-api';
import { serviceFailure } from '../../store/service-failure';
import type { Database } from '../duckdb/database';
import { SqlParameters } from './sql-parameters';

/** A row as JavaScript has it: text, lists of text, booleans, numbers; NULL is null, and BIGINT a bigint. */
export type Row = Readonly<Record<string, JS>>;

/** Runs statements for one question. */
export interface Asking {
  /**
   * All rows of a statement.
   * @throws AuditTrailError `ServiceFailed`; the reason of the signal once it is aborted
   */
  rows(sql: string, parameters?: SqlParameters): Promise<readonly Row[]>;
  /** Aborts the question. */
  readonly signal: AbortSignal | undefined;
  /** Number of statements so far. */
  readonly statements: number;
}

/** Statements that run at once share the memory of the database. */
const MAXIMUM_CONNECTIONS = 4;

/** Connections to the database, one for each question that is being answered; further ones wait. */
export class Connections {
  readonly #database: Database;
  readonly #name: string;
  readonly #idle: DuckDBConnection[] = [];
  readonly #waiting: (() => void)[] = [];
  #free = MAXIMUM_CONNECTIONS;

  /** @param name what is read, for errors */
  constructor(database: Database, name: string) {
    this.#database = database;
    this.#name = name;
  }

  /** Lends a connection to some work. Its statements stop when the signal is aborted. */
  async use<Result>(
    signal: AbortSignal | undefined,
    work: (asking: Asking) => Promise<Result>,
  ): Promise<Result> {
    const connection = await this.#take();
    const interrupt = () => connection.interrupt();
    signal?.addEventListener('abort', interrupt);
    try {
      return await work(new ConnectionAsking(connection, this.#name, signal));
    } finally {
      signal?.removeEventListener('abort', interrupt);
      this.#giveBack(connection);
    }
  }

  close(): void {
    for (const connection of this.#idle) connection.closeSync();
    this.#idle.length = 0;
  }

  async #take(): Promise<DuckDBConnection> {
    if (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#free -= 1;
    return this.#idle.pop() ?? this.#database.connect();
  }

  #giveBack(connection: DuckDBConnection): void {
    this.#idle.push(connection);
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}

/** Four times as fast as letting the package make objects. */
function toRows(names: readonly string[], columns: readonly (readonly JS[])[]): Row[] {
  return (columns[0] ?? []).map((_, index) => {
    const row: Record<string, JS> = {};
    for (let column = 0; column < names.length; column++) row[names[column]!] = columns[column]![index]!;
    return row;
  });
}

const NOTHING = new SqlParameters();

class ConnectionAsking implements Asking {
  statements = 0;

  constructor(
    readonly connection: DuckDBConnection,
    readonly name: string,
    readonly signal: AbortSignal | undefined,
  ) {}

  async rows(sql: string, { values } = NOTHING): Promise<readonly Row[]> {
    this.#start();
    const reader = await this.connection.runAndReadAll(sql, values).catch(this.#failed);
    return toRows(reader.columnNames(), reader.getColumnsJS());
  }

  /** An interrupt only stops a statement that runs. */
  #start(): void {
    this.signal?.throwIfAborted();
    this.statements += 1;
  }

  readonly #failed = (cause: unknown): never => serviceFailure(`Reading ${this.name}`, this.signal)(cause);
}
