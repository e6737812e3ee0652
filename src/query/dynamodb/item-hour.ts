import type { EntryGroup } from '../../activity/activity-entry';
import { toEventTime } from '../../activity/to-groups';
import type { Outcome } from '../../audit/audit-record';
import type { TouchKind } from '../../audit/touch-kind';
import { TRAFFIC_SHARDS } from '../../store/indexes';
import type { ActivityEntry } from '../../store/ledger/activity-item';
import { secondAfter } from '../../time';
import type { TimeRange } from '../time-range';
import type { TouchGroup } from '../touch-groups';
import { type FileCandidate, toFileCandidates } from './file-candidates';
import type { TableHour } from './table-hours';
import type { TouchMatcher } from './touch-matcher';

/** A question about an item, as entries can answer it. */
export interface EntryQuestion {
  readonly touches: TouchMatcher;
  readonly range: TimeRange;
  /**
   * `entries`: count calls that do not name the item from entries. `records`: read them, because filters ask for what entries
   * do not say. `none`: leave them out.
   */
  readonly unnamed: 'entries' | 'records' | 'none';
}

/** Calls that may have touched the item without naming it, as an entry counts them. */
export interface CountedCalls {
  readonly calls: TouchGroup;
  readonly outcome: Outcome;
}

/** What the entries of an hour say of an item. */
export interface ItemHour {
  /** Ranges of seconds to read, newest first. They do not overlap. */
  readonly spans: readonly Required<TimeRange>[];
  /** The log files to read for events without a record of their own. */
  readonly files: readonly FileCandidate[];
  /** Hashes of the events whose bytes decide. */
  readonly undecided: ReadonlySet<number>;
  /** Counts of the others, newest end first, each event once. */
  readonly counted: readonly CountedCalls[];
}

interface Placed {
  readonly entry: ActivityEntry;
  readonly group: EntryGroup;
  readonly kinds: readonly TouchKind[];
  readonly first: string;
  readonly last: string;
  isUndecided: boolean;
}

const HOUR_SECONDS = 3_600;
/**
 * Events that are read along with others rather than left out by one more request for each part of the index, which costs as
 * much as five entries.
 */
const CHEAP_GAP = 5 * TRAFFIC_SHARDS;

/** Finds out which events of an hour may name the item, and counts those that cannot. */
export function sortHour({ hour, entries }: TableHour, question: EntryQuestion): ItemHour {
  const placed = entries.flatMap((entry) => placeGroups(entry, hour.slice(0, 13), question));
  const undecided = new Set<number>();
  const decideByBytes = (one: Placed) => {
    one.isUndecided = true;
    for (const event of one.group.events) undecided.add(event);
  };
  for (const one of placed) if (one.isUndecided) decideByBytes(one);
  // An event that another file delivered again must not be both read and counted.
  for (let before = 0; before < undecided.size; ) {
    before = undecided.size;
    for (const one of placed) {
      if (!one.isUndecided && one.group.events.some((event) => undecided.has(event))) decideByBytes(one);
    }
  }
  const toRead = placed.filter(({ isUndecided }) => isUndecided);
  const eventsASecond = entries.reduce((sum, { eventCount }) => sum + eventCount, 0) / HOUR_SECONDS;
  return {
    spans: joinSpans(
      toRead.filter(({ group }) => group.recorded > 0),
      CHEAP_GAP / eventsASecond,
    ),
    files: toFileCandidates(toRead),
    undecided,
    counted: countEvents(placed.filter(({ isUndecided }) => !isUndecided)),
  };
}

/** The groups of an entry that matter to the question. Those of most entries are few, so the others are not decoded. */
function placeGroups(
  entry: ActivityEntry,
  hour: string,
  { touches, range, unnamed }: EntryQuestion,
): Placed[] {
  const { since = '', until } = range;
  const match = touches.matcherOf(entry);
  const groups = entry.findGroups(({ touch }) => {
    const { mayName, kinds } = match(touch);
    return mayName || (unnamed !== 'none' && kinds.length > 0);
  });
  return groups.flatMap((group) => {
    const [first, last] = [toEventTime(hour, group.first), toEventTime(hour, group.last)];
    if (last < since || (until !== undefined && first >= until)) return [];
    const { mayName, kinds } = match(group.touch);
    const isCut = first < since || (until !== undefined && last >= until);
    const clipped = { first: first < since ? since : first, last };
    return [{ entry, group, kinds, ...clipped, isUndecided: mayName || isCut || unnamed === 'records' }];
  });
}

const newestEndFirst = (one: Placed, other: Placed): number =>
  one.last < other.last ? 1 : one.last > other.last ? -1 : 0;

/**
 * The seconds of groups. Those of one file lie side by side, so they are read together.
 * @param gap seconds between two of them at most
 */
function joinSpans(placed: readonly Placed[], gap: number): Required<TimeRange>[] {
  const spans: Required<TimeRange>[] = [];
  for (const { first, last } of [...placed].sort(newestEndFirst)) {
    const until = secondAfter(last);
    const before = spans.at(-1);
    if (before && Date.parse(before.since) - Date.parse(until) <= gap * 1_000) {
      spans[spans.length - 1] = { ...before, since: first < before.since ? first : before.since };
    } else spans.push({ since: first, until });
  }
  return spans;
}

/** Counts each event in the group with the newest end, so that every page of an answer counts it in the same one. */
function countEvents(placed: readonly Placed[]): CountedCalls[] {
  const seen = new Map<TouchKind, Set<number>>();
  const counted: CountedCalls[] = [];
  for (const { group, kinds, first, last } of [...placed].sort(newestEndFirst)) {
    const { eventName, principal, outcome, events } = group;
    for (const kind of kinds) {
      const known = seen.get(kind) ?? new Set<number>();
      seen.set(kind, known);
      const before = known.size;
      for (const event of events) known.add(event);
      const count = known.size - before;
      if (count > 0) counted.push({ outcome, calls: { kind, eventName, principal, count, first, last } });
    }
  }
  return counted;
}
