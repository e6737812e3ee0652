import type { EntryGroup } from '../../activity/activity-entry';
import { type FuseFilter, mayContain } from '../../activity/fuse-filter';
import type { Tokenizer } from '../../activity/tokens';
import { storableString } from '../../store/storable-record';
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

/** Whether an entry can have calls with the names of a question: its access keys, sessions and addresses. */
export function nameMatcher(
  { accessKey, session, sourceIp }: ResolvedQuery,
  tokenizer: Tokenizer,
): (filter: FuseFilter) => boolean {
  const asked: number[][] = [];
  if (accessKey) asked.push(accessKey.map((value) => tokenizer.toToken('accessKey', value)));
  if (session) {
    asked.push(
      session.flatMap((value) => [
        tokenizer.toToken('session', value),
        tokenizer.toToken('sourceIdentity', value),
      ]),
    );
  }
  if (sourceIp && !sourceIp.some(isNetwork)) {
    asked.push(sourceIp.map((value) => tokenizer.toToken('address', value)));
  }
  return (filter) => asked.every((tokens) => tokens.some((token) => mayContain(filter, token)));
}
