import { type ResolvedActivity, tableMatcher } from '../activity-reading';
import type { AuditStore } from '../audit-store';
import { findDataTables } from './data-tables';

/**
 * The tables of a question: those that it names, else those that were seen.
 * @throws AuditTrailError `NotAnswerable` if there are more than 10,000
 */
export const findActivityTables = async (
  store: Pick<AuditStore, 'directory'>,
  query: ResolvedActivity,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> => {
  const isCounted = tableMatcher(query);
  return query.tables?.filter(isCounted) ?? findDataTables(store, query.records.range, signal, isCounted);
};
