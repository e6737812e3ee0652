import type { AuditStore } from './audit-store';
import { MAXIMUM_PAGE } from './limits';
import { FILTER_VALUES, type ValueFilter } from './match-record';
import type { ReadBudget } from './read-budget';
import { toLacks } from './read-plan';
import type { ResolvedQuery } from './resolved-query';

/** Maximum number of records that are looked through for a near value. */
const MAXIMUM_SUGGESTED_FROM = 2_000;

/** Whether any record of the audit matches. Undefined if the store could not tell within the budget. */
export async function occurs(
  store: AuditStore,
  filters: Partial<ResolvedQuery>,
  budget: ReadBudget,
  signal?: AbortSignal,
): Promise<boolean | undefined> {
  const reader = await store.records({ ...EVERYTHING, ...filters }, { budget, signal });
  const { records, position } = await reader.read(1);
  if (records.length > 0) return true;
  return position === undefined && toLacks(reader.plan) === undefined ? false : undefined;
}

/** Values that the latest 2,000 records have, as far as the budget goes. */
export async function listRecorded(
  store: AuditStore,
  filter: ValueFilter,
  budget: ReadBudget,
  signal?: AbortSignal,
): Promise<ReadonlySet<string>> {
  const only: Partial<ResolvedQuery> =
    filter === 'error' ? { outcome: ['denied', 'throttled', 'failed'] } : {};
  const reader = await store.records({ ...EVERYTHING, ...only }, { budget, indexesOnly: true, signal });
  const known = new Set<string>();
  for (let read = 0; read < MAXIMUM_SUGGESTED_FROM; read += MAXIMUM_PAGE) {
    const { records } = await reader.read(MAXIMUM_PAGE);
    for (const value of records.flatMap(FILTER_VALUES[filter])) if (value !== undefined) known.add(value);
    if (records.length < MAXIMUM_PAGE) break;
  }
  return known;
}

const EVERYTHING: ResolvedQuery = {
  resources: [],
  range: {},
  order: 'desc',
  partial: true,
  exact: false,
};
