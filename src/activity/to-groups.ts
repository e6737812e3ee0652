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

/** What entries have of one group. */
interface Union {
  readonly hour: string;
  readonly table: string;
  readonly group: EntryGroup;
  first: number;
  last: number;
  readonly events: (readonly number[])[];
}

/** Finds what has four texts in common. Texts joined to one key would take most of the time of counting. */
type ByTexts = Map<string, Map<string, Map<string, Map<string, Union[]>>>>;

/**
 * Counts the events of entries: an event that several files delivered, or that is in several entries of a file, once.
 * @param entries of any tables and hours; all entries of an hour and table that count together
 * @returns groups in the order of `compareGroups`
 */
export function toGroups(
  entries: Iterable<CountedEntry>,
  { homeOnly = false, matches }: CountOptions = {},
): ActivityGroup[] {
  const unions: Union[] = [];
  const known: ByTexts = new Map();
  for (const { table, hour, groups } of entries) {
    const byPrincipal = inner(known, hour + table);
    for (const group of groups) {
      if ((homeOnly && !group.home) || matches?.(group) === false) continue;
      const { principal, eventName, outcome, errorCode = '', first, last, events } = group;
      const byError = inner(inner(byPrincipal, principal), eventName);
      const alike = byError.get(errorCode) ?? [];
      const union = alike.find((one) => one.group.outcome === outcome);
      if (union === undefined) {
        const added = { hour, table, group, first, last, events: [events] };
        alike.push(added);
        byError.set(errorCode, alike);
        unions.push(added);
        continue;
      }
      union.events.push(events);
      union.first = Math.min(union.first, first);
      union.last = Math.max(union.last, last);
    }
  }
  return unions.map(toActivityGroup).sort(compareGroups);
}

function inner<Value>(outer: Map<string, Map<string, Value>>, key: string): Map<string, Value> {
  const known = outer.get(key);
  if (known) return known;
  const added = new Map<string, Value>();
  outer.set(key, added);
  return added;
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

/** Reused, because most groups have few events. */
let numbers = new Float64Array(1_024);

/** @param lists each in ascending order */
function countDistinct(lists: readonly (readonly number[])[]): number {
  let length = 0;
  for (const list of lists) {
    if (length + list.length > numbers.length) {
      const larger = new Float64Array(2 * (length + list.length));
      larger.set(numbers);
      numbers = larger;
    }
    for (const number of list) {
      numbers[length] = number;
      length += 1;
    }
  }
  const sorted = numbers.subarray(0, length);
  if (lists.length > 1) sorted.sort();
  let count = 0;
  for (let index = 0; index < length; index += 1) {
    if (index === 0 || sorted[index] !== sorted[index - 1]) count += 1;
  }
  return count;
}

const TWO_DIGITS = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'));

/** The time of a second of an hour. */
export const toEventTime = (hour: string, second: number): string =>
  `${hour}:${TWO_DIGITS[Math.floor(second / 60)]}:${TWO_DIGITS[second % 60]}Z`;
