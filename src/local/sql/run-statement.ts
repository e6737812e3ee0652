import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api';
import { AuditTrailError } from '../../errors';
import { createRowReader, type JsonValue } from './convert-value';
import { toSqlError } from './sql-error';

/** How often a statement is told to stop once its time is over: one that is not running yet would miss it. */
const INTERRUPT_EVERY_MS = 50;

/** What a statement may use. */
export interface StatementLimits {
  /** Milliseconds that DuckDB may work. Time that the reader of the rows takes does not count. */
  readonly timeoutMs: number;
  readonly memoryMiB: number;
  readonly signal?: AbortSignal | undefined;
}

/** Columns and rows of a result. */
export interface StatementResult {
  readonly columns: readonly string[];
  /** Rows, some thousand at a time. */
  readonly batches: AsyncIterable<readonly (readonly JsonValue[])[]>;
}

/**
 * Runs one SELECT. Returns when it has the first rows.
 * @throws AuditTrailError `InvalidArgument` for a statement that DuckDB refuses, `OutOfTime`
 */
export async function runStatement(
  connection: DuckDBConnection,
  text: string,
  limits: StatementLimits,
): Promise<StatementResult> {
  const inTime = timeKeeper(connection, limits);
  const result = await inTime(() => start(connection, text));
  const fetch = () => inTime(() => result.fetchChunk());
  const first = await fetch();
  const columns = toUniqueNames(result.columnNames());
  const readRows = await createRowReader(columns, result.columnTypes());
  return {
    columns,
    batches: (async function* () {
      for (let chunk = first; chunk && chunk.rowCount > 0; chunk = await fetch()) {
        yield readRows(chunk);
      }
    })(),
  };
}

/**
 * Names by which a row can be an object: a name that comes again gets a number. DuckDB's own numbers can give two
 * columns one name, if the statement has such a name, too.
 */
function toUniqueNames(names: readonly string[]): string[] {
  const taken = new Set(names);
  const seen = new Set<string>();
  return names.map((name) => {
    let unique = name;
    if (seen.has(name)) for (let number = 1; taken.has(unique); number++) unique = `${name}:${number}`;
    seen.add(name);
    taken.add(unique);
    return unique;
  });
}

async function start(connection: DuckDBConnection, text: string): Promise<DuckDBResult> {
  const { StatementType } = await import('@duckdb/node-api');
  const prepared = await connection.prepare(text);
  if (prepared.statementType === StatementType.SELECT) return prepared.stream();
  throw new AuditTrailError('InvalidArgument', 'Only SELECT is allowed.');
}

type InTime = <T>(work: () => Promise<T>) => Promise<T>;

/** Interrupts DuckDB once its time is over, or the signal aborts. */
function timeKeeper(connection: DuckDBConnection, { timeoutMs, memoryMiB, signal }: StatementLimits): InTime {
  let left = timeoutMs;
  return async (work) => {
    const begin = performance.now();
    const isOver = () => signal?.aborted || performance.now() - begin >= left;
    const timer = setInterval(() => isOver() && connection.interrupt(), INTERRUPT_EVERY_MS);
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      if (isOver()) throw outOfTime(timeoutMs, error);
      throw toSqlError(error, memoryMiB);
    } finally {
      clearInterval(timer);
      left -= performance.now() - begin;
    }
  };
}

const outOfTime = (timeoutMs: number, cause: unknown): AuditTrailError =>
  new AuditTrailError(
    'OutOfTime',
    `The statement did not finish within ${timeoutMs / 1_000} seconds. Read fewer rows, or set a longer --timeout.`,
    { cause },
  );
