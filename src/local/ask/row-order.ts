import type { Place, Position } from '../../query/position';
import type { Order, TimeRange } from '../../query/time-range';
import { toEventTime } from '../../store/lanes';
import { ROW_DIGITS, ROW_IDENTITY } from '../segments/row-place';
import type { SqlParameters } from './sql-parameters';

/** The columns of a row's place in the order of records: `time` is epoch milliseconds. */
export const PLACE_COLUMNS = `epoch_ms(eventTime) AS time, ${ROW_DIGITS} AS digits, ${ROW_IDENTITY} AS identity`;

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
      ? `${ROW_DIGITS} ${after}= ${digits}`
      : `${ROW_DIGITS} ${after} ${digits} OR (${ROW_DIGITS} = ${digits} AND ${ROW_IDENTITY} ${after} ${parameters.add(identity)})`;
  return [`eventTime ${after}= ${time}`, `(eventTime ${after} ${time} OR ${isAfterDigits})`];
}

/** The condition for rows up to a position, in this order: all that do not come after it. */
export function upToCondition(position: Position, order: Order, parameters: SqlParameters): string {
  const time = sqlTime(toEventTime(position.occurred));
  const before = order === 'asc' ? '<' : '>';
  const [, isAfter] = afterConditions(position, order, parameters);
  return `eventTime ${before}= ${time} AND (eventTime ${before} ${time} OR NOT ${isAfter})`;
}

/** The place before everything at a time, in this order. */
export const startOf = (time: string, order: Order): Position => ({
  occurred: `${time}#${(order === 'asc' ? '0' : 'f').repeat(16)}`,
});

/** Compares two places in ascending order, as a function for sorting does. */
export function comparePlaces(one: Required<Place>, other: Required<Place>): number {
  return compare(one.occurred, other.occurred) || compare(one.identity, other.identity);
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
