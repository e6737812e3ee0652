import type { EntryGroup } from '../../activity/activity-entry';
import { toEventTime } from '../../activity/to-groups';
import { secondAfter } from '../../time';
import type { Order, TimeRange } from '../time-range';

/** Seconds of a table that may hold answers. */
export interface TableSpan extends Required<TimeRange> {
  /** ARN of the table. */
  readonly table: string;
}

/** A group of calls on a table. */
export interface TableGroup {
  readonly table: string;
  readonly group: Pick<EntryGroup, 'first' | 'last'>;
}

/** Spans of one table that are no further apart are read as one: a span costs a request for each partition of its table. */
const JOINED_SECONDS = 60;

/**
 * The seconds of an hour in which groups of calls lie, table by table, in this order. Those of a table do not overlap.
 * @param hour `YYYY-MM-DDTHH`
 */
export function toTableSpans(calls: readonly TableGroup[], hour: string, order: Order): TableSpan[] {
  const byTable = new Map<string, { first: number; last: number }[]>();
  for (const { table, group } of [...calls].sort((one, other) => one.group.first - other.group.first)) {
    const spans = byTable.get(table) ?? [];
    byTable.set(table, spans);
    const before = spans.at(-1);
    if (before === undefined || group.first > before.last + JOINED_SECONDS) {
      spans.push({ first: group.first, last: group.last });
    } else before.last = Math.max(before.last, group.last);
  }
  return [...byTable].flatMap(([table, spans]) =>
    (order === 'asc' ? spans : spans.reverse()).map(({ first, last }) => ({
      table,
      since: toEventTime(hour, first),
      until: secondAfter(toEventTime(hour, last)),
    })),
  );
}
