import type { EntryGroup } from '../../activity/activity-entry';
import { type ActivityGroup, hourAfter } from '../../activity/activity-group';
import { toEventTime, toGroups } from '../../activity/to-groups';
import type { ResolvedActivity } from '../activity-reading';
import type { Order, TimeRange } from '../time-range';
import { groupMatcher } from './match-groups';
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

/**
 * Counts the entries of an hour.
 * @returns undefined if the range cuts the hour, and the entries do not say which calls are within
 */
export function countHour(
  { hour, entries }: TableHour,
  query: ResolvedActivity,
): readonly ActivityGroup[] | undefined {
  const { homeOnly = false, records } = query;
  const { range } = records;
  const matches = groupMatcher(records);
  const { since = hour, until } = range;
  if (since <= hour && (until === undefined || until >= hourAfter(hour)))
    return toGroups(entries, { homeOnly, matches });
  const place = (group: EntryGroup) => placeGroup(group, hour.slice(0, 13), range);
  const isCut = entries.some(({ groups }) =>
    groups.some((group) => matches(group) && place(group) === 'cut'),
  );
  if (isCut) return undefined;
  return toGroups(entries, { homeOnly, matches: (group) => matches(group) && place(group) === 'within' });
}

function placeGroup(
  { first, last }: EntryGroup,
  hour: string,
  { since = '', until }: TimeRange,
): 'within' | 'outside' | 'cut' {
  const [start, end] = [toEventTime(hour, first), toEventTime(hour, last)];
  if (end < since || (until !== undefined && start >= until)) return 'outside';
  return start >= since && (until === undefined || end < until) ? 'within' : 'cut';
}
