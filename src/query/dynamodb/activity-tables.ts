import { resourceName } from '../../audit/resource-name';
import { AuditTrailError } from '../../errors';
import { type ResolvedActivity, tableMatcher } from '../activity-reading';
import type { AuditStore } from '../audit-store';
import { listDirectory } from '../list-directory';

/** Maximum number of tables that one answer counts: each has partitions of its own to read. */
const MAXIMUM_TABLES = 100;

/**
 * The tables of a question: those that it names, else those that were seen.
 * @returns undefined if there are more than 100, and calls can be found by their principal
 * @throws AuditTrailError `NotAnswerable` if there are more than 100, and it names no principal
 */
export async function findActivityTables(
  store: Pick<AuditStore, 'directory'>,
  query: ResolvedActivity,
  signal: AbortSignal | undefined,
): Promise<readonly string[] | undefined> {
  const isCounted = tableMatcher(query);
  if (query.tables) return query.tables.filter(isCounted);
  const tables: string[] = [];
  for await (const { value } of listDirectory(store, { kind: 'resources' }, signal)) {
    if (resourceName(value).type !== 'table' || !isCounted(value)) continue;
    if (tables.length < MAXIMUM_TABLES) tables.push(value);
    else if (query.records.principal) return undefined;
    else throw tooManyTables();
  }
  return tables;
}

const tooManyTables = () =>
  new AuditTrailError(
    'NotAnswerable',
    `The question is about more than ${MAXIMUM_TABLES} tables. Add table, or narrow it with account or eventRegion.`,
  );
