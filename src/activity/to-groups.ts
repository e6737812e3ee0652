import type { EntryGroup, EntryPlace } from './activity-entry';
import { type ActivityGroup, compareGroups } from './activity-group';

/** The parts of an entry that counting needs. */
export interface CountedEntry extends Pick<EntryPlace, 'table' | 'hour'> {
  readonly groups: readonly EntryGroup[];
}

/** Which groups count, and which of them are told apart. Default: all of them. */
export interface CountOptions {
  /**
   * Leave out calls on several tables where the table is not the first of them, so that sums over tables count each call once.
   * @default false
   */
  readonly homeOnly?: boolean;
  readonly matches?: (group: EntryGroup) => boolean;
}

interface Union {
  readonly hour: string;
  readonly table: string;
  readonly group: EntryGroup;
  first: number;
  last: number;
  readonly events: (readonly number[])[];
}

/**
 * Counts the events of entries: an event that several files delivered, or that is in several entries of a file, once.
 * @param entries of any tables and hours; all entries of an hour and table that count together
 * @returns groups in the order of `compareGroups`
 */
export function toGroups(
  entries: Iterable<CountedEntry>,
  { homeOnly = false, matches }: CountOptions = {},
): ActivityGroup[] {
  const unions = new Map<string, Union>();
  for (const { table, hour, groups } of entries) {
    for (const group of groups) {
      if ((homeOnly && !group.home) || matches?.(group) === false) continue;
      const { principal, eventName, outcome, errorCode, first, last, events } = group;
      const name = JSON.stringify([hour, table, principal, eventName, outcome, errorCode]);
      const union = unions.get(name);
      if (union === undefined) {
        unions.set(name, { hour, table, group, first, last, events: [events] });
        continue;
      }
      union.events.push(events);
      union.first = Math.min(union.first, first);
      union.last = Math.max(union.last, last);
    }
  }
  return [...unions.values()].map(toActivityGroup).sort(compareGroups);
}

const toActivityGroup = ({ hour, table, group, first, last, events }: Union): ActivityGroup => ({
  hour: `${hour}:00:00Z`,
  table,
  principal: group.principal,
  eventName: group.eventName,
  outcome: group.outcome,
  ...(group.errorCode !== undefined && { errorCode: group.errorCode }),
  count: countDistinct(events),
  first: toEventTime(hour, first),
  last: toEventTime(hour, last),
});

function countDistinct(lists: readonly (readonly number[])[]): number {
  const sorted = Float64Array.from(lists.flat()).sort();
  let count = 0;
  for (let index = 0; index < sorted.length; index += 1) {
    if (index === 0 || sorted[index] !== sorted[index - 1]) count += 1;
  }
  return count;
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** The time of a second of an hour. */
export const toEventTime = (hour: string, second: number): string =>
  `${hour}:${twoDigits(Math.floor(second / 60))}:${twoDigits(second % 60)}Z`;
