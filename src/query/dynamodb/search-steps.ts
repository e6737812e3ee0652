import { hourAfter } from '../../activity/activity-group';
import { toEventTime } from '../../activity/to-groups';
import { Tokenizer } from '../../activity/tokens';
import { toEventTime as timeOf } from '../../store/lanes';
import type { Position } from '../audit-store';
import type { ResolvedQuery } from '../resolved-query';
import { narrowRange, secondAfter, type TimeRange } from '../time-range';
import { type CappedHour, findCapped } from './capped-calls';
import { type ReadEntries, readHours, StepList } from './entry-hours';
import { type EntryCalls, toFileCandidates } from './file-candidates';
import { groupMatcher, nameMatcher } from './match-groups';
import type { CostMeter } from './read-cost';
import type { ReadStep } from './read-steps';

export interface SearchStepsOptions {
  readonly query: ResolvedQuery;
  /** ARNs of the tables that calls can be on. */
  readonly tables: readonly string[];
  /** Of the tokens of entries. */
  readonly salt: string;
  readonly readEntries: ReadEntries;
  readonly from: Position | undefined;
  readonly meter: CostMeter;
  readonly signal: AbortSignal | undefined;
}

/** The log files, hour by hour, that may hold answers to a question without a record of their own. */
export const searchSteps = (options: SearchStepsOptions): StepList => new StepList(readSteps(options));

async function* readSteps({
  query,
  tables,
  salt,
  readEntries,
  from,
  meter,
  signal,
}: SearchStepsOptions): AsyncGenerator<ReadStep> {
  const { order } = query;
  const range = narrowRange(query.range, toRest(from, query));
  const find = callFinder(query, range, new Tokenizer(salt));
  const hours = readHours(readEntries, { tables, range, order, meter, signal });
  for await (const hour of findCapped(hours)) {
    yield { readTo: toReadTo(hour.hour, range, query), files: toFileCandidates(find(hour)) };
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

/** Makes a function that finds the groups of an hour that may answer the question. */
function callFinder(
  query: ResolvedQuery,
  { since = '', until }: TimeRange,
  tokenizer: Tokenizer,
): (hour: CappedHour) => EntryCalls[] {
  const matches = groupMatcher(query);
  const mayName = nameMatcher(query, tokenizer);
  // Risky calls, and those on behalf of a user, whose id entries do not have, get records up to a number.
  const isAlwaysRecorded = query.risk !== undefined || query.rule !== undefined;
  return ({ entries, isCapped }) =>
    entries.flatMap((entry) => {
      const isNamed = mayName(entry.filter);
      if (!isNamed && query.session === undefined) return [];
      const { hour, groups } = entry;
      const isWithin = ({ first, last }: EntryCalls['group']) =>
        toEventTime(hour, last) >= since && (until === undefined || toEventTime(hour, first) < until);
      const mayHold = (group: EntryCalls['group']) =>
        (isNamed && !isAlwaysRecorded) || isCapped(entry, group);
      return groups.flatMap((group) =>
        matches(group) && isWithin(group) && mayHold(group) ? [{ entry, group }] : [],
      );
    });
}
