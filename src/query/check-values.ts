import { errorCodesForOutcomes } from '../audit/outcome';
import { PRINCIPAL_TYPES } from '../audit/principal';
import { AuditTrailError } from '../errors';
import { suggestNames } from '../near-names';
import type { DirectoryKind } from '../store/ledger/directory-item';
import type { AuditStore } from './audit-store';
import { MAXIMUM_PAGE, PAGE_ENTRIES } from './limits';
import { isSeen, listSuggestions } from './list-directory';
import { FILTER_VALUES, type ValueFilter } from './match-record';
import type { ReadBudget } from './read-budget';
import type { NamedQuery, ResolvedQuery } from './resolved-query';
import { isNetwork } from './source-ip';

/** What all checks of one answer may take together. */
const CHECK_MILLISECONDS = 5_000;

/** Filters whose values the directory lists. */
const LISTED = [
  ['account', 'accounts'],
  ['eventRegion', 'regions'],
  ['principal', 'principals'],
  ['table', 'resources'],
  ['resource', 'resources'],
] as const satisfies readonly (readonly [ValueFilter, DirectoryKind])[];

/** Filters whose values only records hold, and values that are valid whether they occur or not. */
const RECORDED = {
  error: errorCodesForOutcomes(['denied', 'throttled']) ?? [],
  accessKey: [],
  sourceIp: [],
  session: [],
  principalType: PRINCIPAL_TYPES,
} as const satisfies Partial<Record<ValueFilter, readonly string[]>>;
type RecordedFilter = keyof typeof RECORDED;

/** Maximum number of records that are looked through for a near value. */
const MAXIMUM_SUGGESTED_FROM = 2_000;

/**
 * Explains an empty answer: a value of a filter that occurs nowhere in the audit is an error, because it is
 * likely to be a typing mistake.
 * @returns a notice for each value of which the store could not tell
 * @throws AuditTrailError `NotFound` with near values
 */
export async function checkValues(
  store: AuditStore,
  query: NamedQuery,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  for (const [filter, kind] of LISTED) {
    for (const value of query[filter] ?? []) {
      if (await isSeen(store, kind, value, signal)) continue;
      throw neverSeen(filter, value, await listSuggestions(store, kind, signal));
    }
  }
  const budget = { entries: store.entryBudget, until: Date.now() + CHECK_MILLISECONDS };
  const notices: string[] = [];
  for (const filter of Object.keys(RECORDED) as RecordedFilter[]) {
    const valid: readonly string[] = RECORDED[filter];
    for (const value of query[filter] ?? []) {
      if (valid.includes(value)) continue;
      const isFound = await occurs(store, { [filter]: [value] }, budget, signal);
      if (isFound === undefined) {
        notices.push(
          `Could not tell whether ${filter} ${JSON.stringify(value)} occurs in this audit at all.`,
        );
      } else if (!isFound) {
        const isOneValue = filter !== 'sourceIp' || !isNetwork(value);
        const known = isOneValue
          ? await listRecorded(store, filter, { ...budget, entries: PAGE_ENTRIES }, signal)
          : [];
        throw neverSeen(filter, value, [...valid, ...known]);
      }
    }
  }
  return notices;
}

const neverSeen = (filter: string, value: string, known: Iterable<string>): AuditTrailError =>
  new AuditTrailError(
    'NotFound',
    `No event with ${filter} ${JSON.stringify(value)} has been seen.${suggestNames(value, known)}`,
  );

/** Whether any record of the audit matches. Undefined if the store could not tell within the budget. */
async function occurs(
  store: AuditStore,
  filters: Partial<ResolvedQuery>,
  budget: ReadBudget,
  signal?: AbortSignal,
): Promise<boolean | undefined> {
  const reader = await store.records({ ...EVERYTHING, ...filters }, { budget, signal });
  const { records, position } = await reader.read(1);
  if (records.length > 0) return true;
  return position === undefined && reader.plan.incomplete === undefined ? false : undefined;
}

/** Values that the latest 2,000 records have, as far as the budget goes. */
async function listRecorded(
  store: AuditStore,
  filter: RecordedFilter,
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
