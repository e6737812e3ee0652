import type { AuditRecord } from '../audit/audit-record';
import { storableString } from '../store/storable-record';
import { DIMENSIONS } from './dimensions';
import { sourceIpMatcher } from './source-ip';

type Values = (record: AuditRecord) => readonly (string | undefined)[];

/** Filters that compare values, and the values of a record that they compare with. */
export const FILTER_VALUES = {
  resource: DIMENSIONS.resource,
  table: DIMENSIONS.resource,
  principal: DIMENSIONS.principal,
  principalType: DIMENSIONS.principalType,
  session: DIMENSIONS.session,
  action: ({ service, eventName }) => [eventName, `${service}:${eventName}`],
  service: DIMENSIONS.service,
  plane: DIMENSIONS.plane,
  access: DIMENSIONS.access,
  category: ({ category, categories }) => [category, ...(categories ?? [])],
  outcome: DIMENSIONS.outcome,
  error: DIMENSIONS.error,
  risk: DIMENSIONS.risk,
  rule: DIMENSIONS.rule,
  accessKey: DIMENSIONS.accessKey,
  sourceIp: DIMENSIONS.sourceIp,
  account: DIMENSIONS.account,
  eventRegion: DIMENSIONS.eventRegion,
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
