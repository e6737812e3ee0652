import type { EntryGroup } from '../../activity/activity-entry';
import { type ActivityGroup, compareGroups, hourAfter } from '../../activity/activity-group';
import { toEventTime, toGroups } from '../../activity/to-groups';
import { secondAfter } from '../../time';
import type { ResolvedActivity } from '../activity-reading';
import type { TimeRange } from '../time-range';
import { groupMatcher } from './match-groups';
import type { TableHour } from './table-hours';

/** What entries say of an hour. */
export interface CountedHour {
  readonly groups: readonly ActivityGroup[];
  /** Parts of the hour after and before these groups that are not counted, because groups lie across their bounds. */
  readonly newer?: TimeRange;
  readonly older?: TimeRange;
}

/** Counts the entries of an hour, as far as the range of a question does not cut the time of their groups. */
export function countHour({ hour, entries }: TableHour, query: ResolvedActivity): CountedHour {
  const { homeOnly = false, records } = query;
  const isMatch = groupMatcher(records);
  const matches = (group: EntryGroup) => isMatch(group) && (group.home || !homeOnly);
  const end = hourAfter(hour);
  const { since = hour, until = end } = records.range;
  const range = { since: since > hour ? since : hour, until: until < end ? until : end };
  if (range.since === hour && range.until === end) return { groups: toGroups(entries, { matches }) };
  const toTimes = (group: EntryGroup): Times => ({
    first: toEventTime(hour.slice(0, 13), group.first),
    last: toEventTime(hour.slice(0, 13), group.last),
  });
  const whole = findWhole(
    entries.flatMap(({ groups }) => groups.filter(matches).map(toTimes)),
    range,
  );
  if (whole.since >= whole.until) return { groups: [], newer: range };
  const isWithin = ({ first, last }: Times) => first >= whole.since && last < whole.until;
  return {
    groups: toGroups(entries, { matches: (group) => matches(group) && isWithin(toTimes(group)) }),
    ...(whole.until < range.until && { newer: { since: whole.until, until: range.until } }),
    ...(range.since < whole.since && { older: { since: range.since, until: whole.since } }),
  };
}

interface Times {
  readonly first: string;
  readonly last: string;
}

/** The largest part of a range whose bounds no group lies across. */
function findWhole(groups: readonly Times[], { since, until }: Required<TimeRange>): Required<TimeRange> {
  const across = (time: string) => groups.filter(({ first, last }) => first < time && last >= time);
  const start = moveBound(since, across, (found) =>
    secondAfter(
      found
        .map(({ last }) => last)
        .sort()
        .at(-1)!,
    ),
  );
  const end = moveBound(until, across, (found) => found.map(({ first }) => first).sort()[0]!);
  return { since: start, until: end };
}

function moveBound(
  bound: string,
  across: (time: string) => readonly Times[],
  move: (found: readonly Times[]) => string,
): string {
  let moved = bound;
  for (let found = across(moved); found.length > 0; found = across(moved)) moved = move(found);
  return moved;
}

/** Adds up the groups of parts of an hour. */
export function addGroups(parts: readonly ActivityGroup[]): readonly ActivityGroup[] {
  const added: ActivityGroup[] = [];
  for (const group of [...parts].sort(compareGroups)) {
    const before = added.at(-1);
    if (before === undefined || compareGroups(before, group) !== 0) {
      added.push(group);
      continue;
    }
    added[added.length - 1] = {
      ...before,
      count: before.count + group.count,
      first: before.first < group.first ? before.first : group.first,
      last: before.last > group.last ? before.last : group.last,
    };
  }
  return added;
}
