import { unmarshall } from '@aws-sdk/util-dynamodb';
import { decodeItem } from '../../store/items/item';
import { toEventTime } from '../../store/lanes';
import type { EventVariant } from '../event-variant';
import { isSpent, type ReadBudget } from '../read-budget';
import type { ResolvedQuery } from '../resolved-query';
import type { SummarizedBatch, SummarizedOptions, SummarizedQuestion } from '../summarized-calls';
import { listDataTables } from './data-tables';
import { readHours } from './entry-hours';
import { type EntryCalls, toFileCandidates } from './file-candidates';
import { FilePartition } from './file-partition';
import type { IndexEntry } from './index-entry';
import type { EntrySource } from './item-entries';
import type { SearchTable } from './open-search';
import { CostMeter, mayReadAhead } from './read-cost';
import type { ReadStep, ReadSteps } from './read-steps';
import { toReadTo, withinMatcher } from './search-steps';
import type { TableHour } from './table-hours';

/** What calls without a record are read with. */
export type SummarizedTable = Pick<SearchTable, 'summarizes' | 'findEntries' | 'originals' | 'directory'>;

/** Tables whose entries are read side by side. */
const TABLES_AT_ONCE = 100;

/** Reads the calls that have no record of their own from log files, newest first. Gives at least one batch. */
export async function* readSummarized(
  table: SummarizedTable,
  question: SummarizedQuestion,
  { budget, signal }: SummarizedOptions,
): AsyncGenerator<SummarizedBatch> {
  let last: SummarizedBatch = { events: [], files: 0, notices: [] };
  const source = (await table.summarizes()) ? await table.findEntries(signal) : undefined;
  const { reader, why } = await table.originals();
  const isSearched = source !== undefined && (reader !== undefined || question.eventId === undefined);
  if (!isSearched) {
    yield source ? { ...last, notices: [`Log files were not searched, because ${why}`] } : last;
    return;
  }
  for await (const tables of inParts(question.tables ?? listDataTables(table, question.range, signal))) {
    if (last.readTo !== undefined) {
      yield { ...last, events: [], lacksTables: true };
      return;
    }
    const { files, notices } = last;
    const rest = budget && {
      ...budget,
      files: Math.max(1, (budget.files ?? Number.POSITIVE_INFINITY) - files),
    };
    for await (const batch of readTables(table, source, { question, tables, budget: rest, signal })) {
      last = { ...batch, files: files + batch.files, notices: [...notices, ...batch.notices] };
      yield last;
    }
  }
  if (last.files === 0) yield last;
}

interface PartOptions extends SummarizedOptions {
  readonly question: SummarizedQuestion;
  readonly tables: readonly string[];
}

/** Reads the calls on some tables. */
async function* readTables(
  table: SummarizedTable,
  source: EntrySource,
  { question: { range, tables: asked, eventId, altered }, tables, budget, signal }: PartOptions,
): AsyncGenerator<SummarizedBatch> {
  const meter = new CostMeter(false);
  const query: ResolvedQuery = { ...ALL_CALLS, range, altered };
  const hours = readHours(source.readEntries, { tables, range, order: query.order, meter, signal });
  const partition = new FilePartition({
    ...{ originals: await table.originals(), query, eventId, budget, from: undefined, signal },
    // Each call is on one table that is the first of its tables, so it is read once if all tables are.
    mayReadAhead: () => mayReadAhead(budget, meter),
    steps: oneByOne(toSteps(hours, query, asked === undefined)),
  });
  for (;;) {
    const { entries, next } = await partition.read(Number.POSITIVE_INFINITY);
    const { files, filesLeft, notices } = partition.usage;
    const isEnd = next !== undefined && isOver(budget, filesLeft, meter.entries);
    yield {
      events: toVariants(entries),
      files,
      notices,
      ...(next && isEnd && { readTo: toEventTime(next.reached) }),
    };
    if (next === undefined || isEnd) return;
  }
}

const ALL_CALLS: Omit<ResolvedQuery, 'range'> = {
  resources: [],
  plane: ['data'],
  exact: false,
  order: 'desc',
  partial: true,
};

const isOver = (budget: ReadBudget | undefined, filesLeft: number, entries: number): boolean =>
  budget !== undefined && (filesLeft === 0 || isSpent(budget, entries));

async function* toSteps(
  hours: AsyncIterable<TableHour>,
  query: ResolvedQuery,
  isHomeOnly: boolean,
): AsyncGenerator<ReadStep> {
  const { range } = query;
  const isWithin = withinMatcher(query, range);
  for await (const { hour, entries } of hours) {
    const calls = entries.flatMap((entry) => entry.groups.map((group): EntryCalls => ({ entry, group })));
    const wanted = calls.filter((one) => (!isHomeOnly || one.group.home) && isWithin(one.entry, one.group));
    yield { readTo: toReadTo(hour, range, query), files: toFileCandidates(wanted) };
  }
}

/** Steps for one reader, which are not remembered: there may be very many. */
const oneByOne = (steps: AsyncGenerator<ReadStep>): ReadSteps => ({
  async step() {
    const { value, done } = await steps.next();
    return done ? undefined : value;
  },
});

/** The events of entries that were made of log files, each content once. */
function toVariants(entries: readonly IndexEntry[]): EventVariant[] {
  const found = new Map<string, EventVariant>();
  for (const { identity, item, original } of entries) {
    if (!found.has(identity)) found.set(identity, { ...decodeItem(unmarshall(item)), original });
  }
  return [...found.values()];
}

async function* inParts(tables: Iterable<string> | AsyncIterable<string>): AsyncGenerator<readonly string[]> {
  let part: string[] = [];
  for await (const table of tables) {
    part.push(table);
    if (part.length < TABLES_AT_ONCE) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}
