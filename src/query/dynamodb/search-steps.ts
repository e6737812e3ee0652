import type { EntryGroup } from '../../activity/activity-entry';
import { hourAfter } from '../../activity/activity-group';
import { toEventTime } from '../../activity/to-groups';
import { Tokenizer } from '../../activity/tokens';
import { toEventTime as timeOf } from '../../store/lanes';
import type { ActivityEntry } from '../../store/ledger/activity-item';
import { secondAfter } from '../../time';
import type { Position } from '../position';
import type { ResolvedQuery } from '../resolved-query';
import { narrowRange, type TimeRange } from '../time-range';
import { type ReadEntries, readHours, StepList } from './entry-hours';
import { type EntryCalls, toFileCandidates } from './file-candidates';
import { groupMatcher, nameMatcher, placeMatcher } from './match-groups';
import type { CostMeter } from './read-cost';
import type { ReadStep } from './read-steps';
import { type TableGroup, toTableSpans } from './table-spans';

export interface SearchStepsOptions {
  readonly query: ResolvedQuery;
  /** ARNs of the tables that calls can be on. */
  readonly tables: readonly string[];
  /** When calls without a record of their own may have happened. Undefined if all have one. */
  readonly summarized: TimeRange | undefined;
  /** When calls happened whose records are found by their table and second. Undefined if an index has all of them. */
  readonly recorded: TimeRange | undefined;
  /** Of the tokens of entries. */
  readonly salt: string;
  readonly readEntries: ReadEntries;
  readonly from: Position | undefined;
  readonly meter: CostMeter;
  readonly signal: AbortSignal | undefined;
}

/** Hour by hour, what may hold answers to a question: log files, and seconds of tables. */
export const searchSteps = (options: SearchStepsOptions): StepList => new StepList(readSteps(options));

async function* readSteps(options: SearchStepsOptions): AsyncGenerator<ReadStep> {
  const { query, tables, summarized, recorded, salt, readEntries, from, meter, signal } = options;
  const { order } = query;
  const range = narrowRange(summarized ?? recorded ?? {}, toRest(from, query));
  const inFiles = callFinder(query, narrowRange(range, summarized ?? {}));
  const inRecords = recordFinder(query, narrowRange(range, recorded ?? {}));
  const isFromPlace = placeMatcher(query);
  const mayName = nameMatcher(query, new Tokenizer(salt));
  const hours = readHours(readEntries, { tables, range, order, meter, signal });
  for await (const hour of hours) {
    const named = hour.entries.filter((entry) => isFromPlace(entry) && mayName(entry));
    yield {
      readTo: toReadTo(hour.hour, range, query),
      files: summarized ? toFileCandidates(inFiles(named)) : [],
      spans: recorded ? toTableSpans(inRecords(named), hour.hour.slice(0, 13), order) : [],
    };
  }
}

/** What is left of the time of a question once everything up to a position was given. */
export const toRest = (
  from: Position | undefined,
  { order }: Pick<ResolvedQuery, 'order'>,
): { since?: string; until?: string } => {
  if (from === undefined) return {};
  const time = timeOf(from.occurred);
  return order === 'asc' ? { since: time } : { until: secondAfter(time) };
};

/** The time up to which a range is read once an hour is. */
export function toReadTo(
  hour: string,
  { since, until }: TimeRange,
  { order }: Pick<ResolvedQuery, 'order'>,
): string {
  if (order === 'desc') return since !== undefined && since > hour ? since : hour;
  const end = hourAfter(hour);
  return until !== undefined && until < end ? until : end;
}

/** Makes a function that says whether calls of a group can answer the question, as far as group and time range tell. */
export function withinMatcher(query: ResolvedQuery, { since = '', until }: TimeRange) {
  const matches = groupMatcher(query);
  return ({ hour }: ActivityEntry, group: EntryGroup): boolean =>
    matches(group) &&
    toEventTime(hour, group.last) >= since &&
    (until === undefined || toEventTime(hour, group.first) < until);
}

/** Makes a function that finds the groups of entries of which calls without a record of their own may answer the question. */
function callFinder(query: ResolvedQuery, range: TimeRange) {
  const isWithin = withinMatcher(query, range);
  // Risky calls get records up to a number.
  const isRisky = query.risk !== undefined || query.rule !== undefined;
  return (entries: readonly ActivityEntry[]): EntryCalls[] =>
    entries.flatMap((entry) =>
      entry.groups.flatMap((group) =>
        isWithin(entry, group) && (group.isCapped || !isRisky) ? [{ entry, group }] : [],
      ),
    );
}

/** Makes a function that finds the groups of entries of which records may answer the question, at the home of each call. */
function recordFinder(query: ResolvedQuery, range: TimeRange) {
  const isWithin = withinMatcher(query, range);
  return (entries: readonly ActivityEntry[]): TableGroup[] =>
    entries.flatMap((entry) =>
      entry.groups.flatMap((group) =>
        group.home && group.recorded > 0 && isWithin(entry, group) ? [{ table: entry.table, group }] : [],
      ),
    );
}
