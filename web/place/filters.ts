import type { AuditQuery } from '../../src/query/query';

/** Filters that the page offers: all of the API but those about time and order, and item keys, which no address may hold. */
export type FilterName = Exclude<
  keyof AuditQuery,
  | 'since'
  | 'until'
  | 'timeZone'
  | 'order'
  | 'partial'
  | 'altered'
  | 'key'
  | 'errorCode'
  | 'accountId'
  | 'region'
>;

/** What a filter is called on the page. */
export const FILTER_LABELS = {
  table: 'Table',
  resource: 'Resource',
  related: 'With related resources',
  exact: 'The table itself only',
  principal: 'Principal',
  principalType: 'Type of principal',
  session: 'Session',
  mfa: 'MFA',
  action: 'Action',
  service: 'Service',
  category: 'Category',
  plane: 'Plane',
  access: 'Access',
  outcome: 'Outcome',
  error: 'Error',
  risk: 'Risk',
  rule: 'Rule',
  accessKey: 'Access key',
  sourceIp: 'Source address',
  account: 'Account',
  eventRegion: 'Region',
  exclude: 'Not',
} as const satisfies Record<FilterName, string>;

export const FILTER_NAMES = Object.keys(FILTER_LABELS) as readonly FilterName[];

export const isFilterName = (name: string): name is FilterName => Object.hasOwn(FILTER_LABELS, name);

/** Filters with one value only. Another value replaces it. */
const SINGLE: ReadonlySet<FilterName> = new Set(['risk', 'mfa', 'related', 'exact']);

/** Filters that say how others are meant. The API cannot exclude them. */
const FLAGS: ReadonlySet<FilterName> = new Set(['mfa', 'related', 'exact']);

/** Whether events with a value of a filter can be left out. */
export const canExclude = (name: FilterName): boolean => !FLAGS.has(name);

/** Filters with their values. A record must match all filters, and of each filter one value. */
export type Filters = { readonly [Name in FilterName]?: readonly string[] };

/** One value of a filter, or one that is excluded. */
export interface Condition {
  readonly name: FilterName;
  readonly value: string;
  readonly excluded: boolean;
}

/** The conditions of filters, in the order in which they were added to each. */
export const toConditions = (filters: Filters): Condition[] =>
  FILTER_NAMES.flatMap((name) =>
    (filters[name] ?? []).map((value): Condition => {
      const [, excludedName = '', excludedValue = ''] =
        name === 'exclude' ? (/^([^=]+)=(.+)$/s.exec(value) ?? []) : [];
      return isFilterName(excludedName)
        ? { name: excludedName, value: excludedValue, excluded: true }
        : { name, value, excluded: false };
    }),
  );

const toEntry = ({ name, value, excluded }: Condition): readonly [FilterName, string] =>
  excluded ? ['exclude', `${name}=${value}`] : [name, value];

export function hasCondition(filters: Filters, condition: Condition): boolean {
  const [name, value] = toEntry(condition);
  return filters[name]?.includes(value) ?? false;
}

/** Adds a condition. Its opposite goes: nothing is included and excluded. */
export function withCondition(filters: Filters, condition: Condition): Filters {
  const others = withoutCondition(filters, { ...condition, excluded: !condition.excluded });
  const [name, value] = toEntry(condition);
  const before = SINGLE.has(name) ? [] : (others[name] ?? []).filter((one) => one !== value);
  return { ...others, [name]: [...before, value] };
}

export function withoutCondition(filters: Filters, condition: Condition): Filters {
  const [name, value] = toEntry(condition);
  const { [name]: values = [], ...others } = filters;
  const left = values.filter((one) => one !== value);
  return left.length > 0 ? { ...others, [name]: left } : others;
}
