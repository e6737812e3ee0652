import type { Answer } from '../../src/http/operations';
import type { AskError } from '../api/ask';
import { useCollected } from '../api/collected';
import { useAnswer } from '../api/questions';
import type { KeyFacts } from '../stories/key-answers';
import { formatCount } from '../text/words';

/** Calls that are read at most: five pages. */
const CALLS = { pages: 5, limit: 1_000 };
/** Calls whose items are read at most: two pages. Each is an event to read. */
const NAMED = { pages: 2, limit: 200 };
/** Most values of a filter. */
const MAXIMUM_VALUES = 20;

interface KeyUse {
  /** Undefined until they are known. */
  readonly facts?: KeyFacts;
  readonly coverage?: Answer<'searchEvents'>['coverage'] | undefined;
  readonly notices: readonly string[];
  readonly problem?: AskError | undefined;
}

/**
 * Loads what is known of the use of an access key. A deployed audit may have no reads and writes of items in its index of
 * access keys. They are then found among the calls of the principals that used the key.
 */
export function useKeyFacts(
  accessKey: string,
  times: { readonly since: string | undefined; readonly until: string | undefined },
): KeyUse {
  const question = { ...times, accessKey: [accessKey] };
  const byKey = useCollected('searchEvents', { ...question, partial: true, limit: CALLS.limit }, CALLS.pages);
  const first = byKey.value?.pages.flatMap(({ records }) => records) ?? [];
  const isPartial = byKey.value?.pages.some(({ incomplete }) => incomplete !== undefined) ?? false;
  const principals = [...new Set(first.map(({ principal }) => principal.id))].slice(0, MAXIMUM_VALUES);
  const whole = isPartial && principals.length > 0 ? { ...question, principal: principals } : undefined;
  const byPrincipal = useCollected('searchEvents', whole && { ...whole, limit: CALLS.limit }, CALLS.pages);
  const found = whole ? byPrincipal : byKey;
  const calls = found.value?.pages.flatMap(({ records }) => records) ?? [];
  const hasItems = calls.some(({ plane }) => plane === 'data');
  const named = useCollected(
    'listNamedItems',
    hasItems
      ? { ...(whole ?? { ...question, partial: true }), plane: 'data', limit: NAMED.limit }
      : undefined,
    NAMED.pages,
  );
  const addresses = [...new Set(calls.flatMap(({ sourceIp }) => sourceIp ?? []))].filter(isAddress);
  const others = useAnswer(
    'summarizeEvents',
    addresses.length > 0
      ? { ...times, sourceIp: addresses.slice(0, MAXIMUM_VALUES), by: 'accessKey', partial: true }
      : undefined,
  );
  const isUnseen = byKey.problem?.code === 'NotFound';
  // How complete the audit is also counts for a key that nobody used.
  const whatever = useAnswer('searchEvents', isUnseen ? { ...times, limit: 1 } : undefined);
  if (isUnseen && whatever.value) {
    const facts = { accessKey, calls: [], named: [], others: [], isAllRead: true };
    return { facts, coverage: whatever.value.coverage, notices: [byKey.problem?.message ?? ''] };
  }
  const problem = (isUnseen ? whatever.problem : found.problem) ?? named.problem;
  const isReady = found.value && !found.isLoading && (!hasItems || named.value);
  if (problem || !found.value || !isReady) return { notices: [], problem };
  const callsWithItems = named.value?.pages.flatMap(({ records }) => records) ?? [];
  return {
    facts: {
      accessKey,
      calls,
      named: callsWithItems,
      others: Object.entries(others.value?.totals ?? {})
        .filter(([key]) => key !== accessKey)
        .sort(([, one], [, other]) => other - one),
      isAllRead: !found.value.hasMore,
    },
    coverage: found.value.coverage,
    notices: [
      ...new Set([...found.value.notices, ...(named.value?.notices ?? [])]),
      ...(isPartial && !whole ? [UNKNOWN_OWNER] : []),
      ...(whole ? [BY_PRINCIPAL] : []),
      ...(found.value.hasMore ? [`Only the newest ${formatCount(calls.length)} calls were read.`] : []),
      ...(named.value?.hasMore
        ? [`Items are those of the newest ${formatCount(callsWithItems.length)} reads and writes only.`]
        : []),
      ...(others.problem
        ? [`Other keys from the same addresses were not found: ${others.problem.message}`]
        : []),
      ...(others.value?.incomplete === undefined
        ? []
        : [`Other keys from the same addresses: ${others.value.incomplete}.`]),
      ...(others.value && !others.value.complete
        ? [`Other keys from the same addresses are counted since ${others.value.countedSince} only.`]
        : []),
    ],
  };
}

/** Other values are names of services. */
const isAddress = (value: string): boolean => /^[\d.]+$|:/.test(value);

const UNKNOWN_OWNER =
  'Reads and writes of items with this key were not searched: this deployment does not index them by access key, and no other call says whose key it is.';
const BY_PRINCIPAL =
  'This deployment does not index reads and writes of items by access key. They were found among the calls of the principals that used the key for other calls.';
