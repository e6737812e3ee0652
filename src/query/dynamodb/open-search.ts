import { parentTable } from '../../audit/arn';
import { AuditTrailError } from '../../errors';
import type { AuditStore, ReadOptions } from '../audit-store';
import { formatCount } from '../format-count';
import { distinct, type ResolvedQuery } from '../resolved-query';
import { findDataTables, MAXIMUM_TABLES } from './data-tables';
import type { IndexOptions, IndexRecords } from './index-records';
import type { EntrySource } from './item-entries';
import type { Originals } from './originals';
import type { Plan } from './plan';
import { toReach } from './reach';
import { CostMeter } from './read-cost';
import { searchSteps } from './search-steps';

/** What questions about records are answered with. */
export interface SearchTable {
  readonly plan: (query: ResolvedQuery, indexesOnly?: boolean) => Promise<Plan>;
  readonly openIndex: (plan: Plan, query: ResolvedQuery, options: IndexOptions) => IndexRecords;
  /** Activity entries. Undefined if log files have none. */
  readonly findEntries: (signal: AbortSignal | undefined) => Promise<EntrySource | undefined>;
  /** Whether events may have no record of their own. */
  readonly summarizes: () => Promise<boolean>;
  readonly originals: () => Promise<Originals>;
  readonly directory: AuditStore['directory'];
}

/**
 * Opens the records that answer a question: those of an index, those that activity entries find beside it, and calls without a
 * record in log files.
 */
export async function openSearch(
  table: SearchTable,
  query: ResolvedQuery,
  options: ReadOptions,
): Promise<IndexRecords> {
  const { from, measureCost = false, indexesOnly, signal } = options;
  const plan = await table.plan(query, indexesOnly);
  const recorded = plan.byEntries;
  const summarized = toReach(query).data && (await table.summarizes()) ? query.range : undefined;
  const source = summarized || recorded ? await table.findEntries(signal) : undefined;
  if (!source) return table.openIndex(plan, query, options);
  const meter = new CostMeter(measureCost);
  const { salt, readEntries } = source;
  const tables =
    tablesOfResources(query) ?? (await findDataTables(table, query.range, signal).catch(orLack(query)));
  if (tables === undefined) return table.openIndex({ ...plan, incomplete: addLack(plan) }, query, options);
  const steps = searchSteps({ query, tables, summarized, recorded, salt, readEntries, from, meter, signal });
  return table.openIndex(plan, query, {
    ...{ ...options, meter },
    ...(summarized && { files: { ...(await table.originals()), steps } }),
    ...(recorded && { spans: { steps, tables: tables.length } }),
  });
}

/** Whoever accepts a partial answer gets what the index has, if there are too many tables. */
const orLack =
  ({ partial }: ResolvedQuery) =>
  (error: unknown): undefined => {
    if (partial && error instanceof AuditTrailError && error.code === 'NotAnswerable') return;
    throw error;
  };

const addLack = ({ incomplete }: Plan): string =>
  [incomplete, `activity entries of more than ${formatCount(MAXIMUM_TABLES)} tables are not read`]
    .filter((lack) => lack !== undefined)
    .join(', and ');

/** The tables that every answer affects, if the question names them. */
function tablesOfResources({ resources }: ResolvedQuery): readonly string[] | undefined {
  const lists = resources.flatMap((list) => {
    const tables = list.map(parentTable);
    return tables.every((one) => one !== undefined) ? [distinct(tables)] : [];
  });
  return lists.sort((one, other) => one.length - other.length)[0];
}
