import type { EntryContent, EntryGroup } from '../../activity/activity-entry';
import type { IdentityKind } from '../../activity/file-names';
import { mayContain } from '../../activity/fuse-filter';
import { hasAllTokens, type Tokenizer } from '../../activity/tokens';
import type { ActivityEntry } from '../../store/ledger/activity-item';
import { storableString } from '../../store/storable-record';
import { classifyObjectKey } from '../../trail/object-key';
import type { ResolvedQuery } from '../resolved-query';
import { isNetwork } from '../source-ip';

const toSet = (values: readonly string[] | undefined): ReadonlySet<string> | undefined =>
  values && new Set(values.map(storableString));

/** Whether calls of a group of an activity entry can answer a question, as far as the group tells. */
export function groupMatcher(query: ResolvedQuery): (group: EntryGroup) => boolean {
  const principals = toSet(query.principal);
  const errors = toSet(query.error);
  const actions = query.action?.map(({ service, eventName }) => ({
    service,
    eventName: storableString(eventName),
  }));
  return ({ principal, eventName, service, access, outcome, errorCode }) =>
    (principals?.has(principal) ?? true) &&
    (errors === undefined || (errorCode !== undefined && errors.has(errorCode))) &&
    (query.outcome?.includes(outcome) ?? true) &&
    (query.access?.includes(access) ?? true) &&
    (query.service?.includes(service) ?? true) &&
    (actions?.some((action) => action.eventName === eventName && (action.service ?? service) === service) ??
      true);
}

/** The kinds of names that a filter of a question compares. Networks are no names. */
const NAMES = [
  ['accessKey', ['accessKey']],
  ['session', ['session', 'sourceIdentity', 'onBehalfOf']],
  ['sourceIp', ['address']],
] as const satisfies readonly (readonly [keyof ResolvedQuery, readonly IdentityKind[]])[];

/** Whether an entry can have calls with the names of a question: its access keys, sessions and addresses. */
export function nameMatcher(
  query: ResolvedQuery,
  tokenizer: Tokenizer,
): (entry: Pick<EntryContent, 'meaningVersion' | 'filter'>) => boolean {
  const asked = NAMES.flatMap(([name, kinds]) => {
    const values = query[name];
    if (values === undefined || (name === 'sourceIp' && values.some(isNetwork))) return [];
    return [kinds.map((kind) => ({ kind, tokens: values.map((value) => tokenizer.toToken(kind, value)) }))];
  });
  return ({ meaningVersion, filter }) =>
    asked.every((names) =>
      names.some(
        ({ kind, tokens }) =>
          !hasAllTokens(kind, meaningVersion) || tokens.some((token) => mayContain(filter, token)),
      ),
    );
}

/**
 * Whether the log file of an entry can have events of the accounts and Regions of a question. CloudTrail writes a log file for each
 * account and Region, and its key says which. A file with another key can have events of all of them.
 */
export function placeMatcher({
  account,
  eventRegion,
}: ResolvedQuery): (entry: Pick<ActivityEntry, 'source'>) => boolean {
  if (account === undefined && eventRegion === undefined) return () => true;
  return ({ source }) => {
    const object = classifyObjectKey(source.key);
    return (
      object.kind !== 'log-file' ||
      ((account?.includes(object.accountId) ?? true) && (eventRegion?.includes(object.region) ?? true))
    );
  };
}
