import type { Order } from '../time-range';
import { earlier } from './merge-order';
import type { TableHour } from './table-hours';

/** Tables of which the next hour is read at the same time. */
const TABLES_AT_ONCE = 32;

/**
 * Reads tables hour by hour, all tables of an hour together.
 * @param tables of each table, its hours, in this order
 */
export async function* joinHours(
  tables: readonly AsyncGenerator<TableHour>[],
  order: Order = 'desc',
): AsyncGenerator<TableHour> {
  const readNext = async (table: AsyncGenerator<TableHour>) => {
    const { value, done } = await table.next();
    return done ? [] : [{ table, ...(value as TableHour) }];
  };
  const readAll = async (all: readonly AsyncGenerator<TableHour>[]) => {
    const read = [];
    for (let start = 0; start < all.length; start += TABLES_AT_ONCE) {
      read.push(...(await Promise.all(all.slice(start, start + TABLES_AT_ONCE).map(readNext))).flat());
    }
    return read;
  };
  let heads = await readAll(tables);
  while (heads.length > 0) {
    const hour = heads.map((head) => head.hour).reduce((first, other) => earlier(first, other, order)!);
    const now = heads.filter((head) => head.hour === hour);
    yield { hour, entries: now.flatMap(({ entries }) => entries) };
    const next = await readAll(now.map(({ table }) => table));
    heads = [...heads.filter((head) => head.hour !== hour), ...next];
  }
}
