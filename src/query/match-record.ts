import type { AuditRecord } from '../audit/audit-record';
import { storableString } from '../store/storable-record';
import { sourceIpMatcher } from './source-ip';

type Values = (record: AuditRecord) => readonly (string | undefined)[];

/** Filters that compare values, and the values of a record that they compare with. */
export const FILTER_VALUES = {
  resource: ({ resources }) => resources,
  table: ({ resources }) => resources,
  principal: ({ principal }) => [principal.id],
  principalType: ({ principal }) => [principal.type],
  session: ({ principal }) => [principal.session, principal.sourceIdentity, principal.onBehalfOf],
  action: ({ service, eventName }) => [eventName, `${service}:${eventName}`],
  service: ({ service }) => [service],
  plane: ({ plane }) => [plane],
  access: ({ access }) => [access],
  category: ({ category, categories }) => [category, ...(categories ?? [])],
  outcome: ({ outcome }) => [outcome],
  error: ({ errorCode }) => [errorCode],
  risk: ({ risk }) => [risk?.level],
  rule: ({ risk }) => risk?.rules ?? [],
  accessKey: ({ accessKeyId }) => [accessKeyId],
  sourceIp: ({ sourceIp }) => [sourceIp],
  account: ({ accountId }) => [accountId],
  eventRegion: ({ region }) => [region],
} as const satisfies Record<string, Values>;

export type ValueFilter = keyof typeof FILTER_VALUES;
export const VALUE_FILTERS = Object.keys(FILTER_VALUES) as readonly ValueFilter[];

/** Values by filter. The values of a filter are alternatives. */
export type FilterValues = { readonly [Name in ValueFilter]?: readonly string[] | undefined };

/** Makes a function that says whether a record has one of the values of any of the filters. */
export function anyMatcher(filters: FilterValues): (record: AuditRecord) => boolean {
  const matchers = VALUE_FILTERS.flatMap((name) => {
    const asked = filters[name];
    if (asked === undefined) return [];
    const toValues: Values = FILTER_VALUES[name];
    const isAsked = name === 'sourceIp' ? sourceIpMatcher(asked) : setMatcher(asked.map(storableString));
    return [(record: AuditRecord) => toValues(record).some(isAsked)];
  });
  return (record) => matchers.some((matches) => matches(record));
}

function setMatcher(asked: readonly string[]): (value: string | undefined) => boolean {
  const values = new Set<string | undefined>(asked);
  return (value) => values.has(value);
}
