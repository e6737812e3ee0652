import type { Position } from '../../query/audit-store';
import type { Order, TimeRange } from '../../query/time-range';
import { toEventTime } from '../../store/lanes';
import type { SqlParameters } from './sql-parameters';

/** The digits of a record's `occurred`: those of its id, unless a column keeps others. */
const DIGITS = 'coalesce(idDigits, substr(eventId, 20, 4) || substr(eventId, 25, 12))';
/** The identity of a record in a `Position`. */
const IDENTITY = `(eventId || ' ' || contentHash)`;

/** The columns of a row's place in the order of records: `time` is epoch milliseconds. */
export const PLACE_COLUMNS = `epoch_ms(eventTime) AS time, ${DIGITS} AS digits, ${IDENTITY} AS identity`;

/** The order of records, for a statement that selects `PLACE_COLUMNS`. */
export const orderBy = (order: Order): string => {
  const way = order === 'asc' ? 'ASC' : 'DESC';
  return `eventTime ${way}, digits ${way}, identity ${way}`;
};

/** A time in SQL. Comparing with a constant lets DuckDB skip rows by their statistics. */
export const sqlTime = (eventTime: string): string => {
  const [day = '', time = ''] = new Date(eventTime).toISOString().slice(0, 19).split('T');
  return `TIMESTAMP '${day} ${time}'`;
};

/** Conditions for rows in a time range and, in this order, after a position. */
export function boundConditions(
  { since, until }: TimeRange,
  order: Order,
  from: Position | undefined,
  parameters: SqlParameters,
): string[] {
  return [
    ...(since === undefined ? [] : [`eventTime >= ${sqlTime(since)}`]),
    ...(until === undefined ? [] : [`eventTime < ${sqlTime(until)}`]),
    ...(from === undefined ? [] : afterConditions(from, order, parameters)),
  ];
}

/**
 * The first condition is implied by the second, but it is the one that DuckDB compares with the statistics
 * of a file.
 */
function afterConditions(
  { occurred, identity }: Position,
  order: Order,
  parameters: SqlParameters,
): string[] {
  const after = order === 'asc' ? '>' : '<';
  const time = sqlTime(toEventTime(occurred));
  const digits = parameters.add(occurred.slice(occurred.lastIndexOf('#') + 1));
  const isAfterDigits =
    identity === undefined
      ? `${DIGITS} ${after}= ${digits}`
      : `${DIGITS} ${after} ${digits} OR (${DIGITS} = ${digits} AND ${IDENTITY} ${after} ${parameters.add(identity)})`;
  return [`eventTime ${after}= ${time}`, `(eventTime ${after} ${time} OR ${isAfterDigits})`];
}

/** The place before everything at a time, in this order. */
export const startOf = (time: string, order: Order): Position => ({
  occurred: `${time}#${(order === 'asc' ? '0' : 'f').repeat(16)}`,
});

/** Compares two places in ascending order, as a function for sorting does. */
export function comparePlaces(one: Required<Position>, other: Required<Position>): number {
  return compare(one.occurred, other.occurred) || compare(one.identity, other.identity);
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
