import { errorCodesForOutcomes } from '../audit/outcome';
import { PRINCIPAL_TYPES } from '../audit/principal';
import { AuditTrailError } from '../errors';
import { suggestNames } from '../near-names';
import type { DirectoryKind } from '../store/ledger/directory-item';
import type { AuditStore } from './audit-store';
import { PAGE_ENTRIES } from './limits';
import { isSeen, listSuggestions } from './list-directory';
import type { ValueFilter } from './match-record';
import { suggestFilter } from './other-filters';
import { listRecorded, occurs } from './recorded-values';
import type { NamedQuery } from './resolved-query';
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
        const other = filter === 'session' ? await suggestFilter(store, 'session', value, signal) : '';
        throw neverSeen(filter, value, other === '' ? [...valid, ...known] : [], other);
      }
    }
  }
  return notices;
}

const neverSeen = (filter: string, value: string, known: Iterable<string>, other = ''): AuditTrailError =>
  new AuditTrailError(
    'NotFound',
    `No event with ${filter} ${JSON.stringify(value)} has been seen.${other}${suggestNames(value, known)}`,
  );
