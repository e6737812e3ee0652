import { parentTable } from '../../audit/arn';
import { resourceName } from '../../audit/resource-name';
import type { AuditStore, ReadOptions } from '../audit-store';
import { listDirectory } from '../list-directory';
import { distinct, type ResolvedQuery } from '../resolved-query';
import type { Originals } from './file-partition';
import type { FilesToRead, IndexOptions, IndexRecords } from './index-records';
import type { EntrySource } from './item-entries';
import type { Plan } from './plan';
import { toReach } from './reach';
import { CostMeter } from './read-cost';
import { searchSteps } from './search-steps';

/** Maximum number of tables whose activity entries are read for one question. */
const MAXIMUM_TABLES = 100;

/** What questions about records are answered with. */
export interface SearchTable {
  readonly plan: (query: ResolvedQuery) => Promise<Plan>;
  readonly openIndex: (plan: Plan, query: ResolvedQuery, options: IndexOptions) => IndexRecords;
  /** Activity entries. Undefined if log files have none. */
  readonly findEntries: (signal: AbortSignal | undefined) => Promise<EntrySource | undefined>;
  /** Whether events may have no record of their own. */
  readonly summarizes: () => Promise<boolean>;
  readonly originals: () => Promise<Originals>;
  readonly directory: AuditStore['directory'];
}

/** Opens the records that answer a question, and the calls without a record in log files. */
export async function openSearch(
  table: SearchTable,
  query: ResolvedQuery,
  options: ReadOptions,
): Promise<IndexRecords> {
  const plan = await table.plan(query);
  const { from, measureCost = false, signal } = options;
  const source =
    toReach(query).data && (await table.summarizes()) ? await table.findEntries(signal) : undefined;
  if (!source) return table.openIndex(plan, query, options);
  const meter = new CostMeter(measureCost);
  const tables = tablesOfResources(query) ?? (await listTables(table, signal));
  const { salt, readEntries } = source;
  const files: FilesToRead = {
    ...(await table.originals()),
    steps: searchSteps({
      query,
      tables: tables.slice(0, MAXIMUM_TABLES),
      salt,
      readEntries,
      from,
      meter,
      signal,
    }),
  };
  const noted = tables.length > MAXIMUM_TABLES ? { ...plan, notice: addNotice(plan.notice) } : plan;
  return table.openIndex(noted, query, { ...options, meter, files });
}

/** The tables that every answer affects, if the question names them. */
function tablesOfResources({ resources }: ResolvedQuery): readonly string[] | undefined {
  const lists = resources.flatMap((list) => {
    const tables = list.map(parentTable);
    return tables.every((one) => one !== undefined) ? [distinct(tables)] : [];
  });
  return lists.sort((one, other) => one.length - other.length)[0];
}

/** All tables that were seen: one more than are read tells that there are more. */
async function listTables(
  store: Pick<AuditStore, 'directory'>,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const tables: string[] = [];
  for await (const { value } of listDirectory(store, { kind: 'resources' }, signal)) {
    if (resourceName(value).type === 'table') tables.push(value);
    if (tables.length > MAXIMUM_TABLES) break;
  }
  return tables;
}

const addNotice = (notice: string | undefined): string =>
  [
    notice,
    `Calls without a record of their own are missing on all but ${MAXIMUM_TABLES} tables, because more were seen. Add table.`,
  ]
    .filter(Boolean)
    .join(' ');
