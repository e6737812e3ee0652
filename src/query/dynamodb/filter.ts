import type { AuditRecord } from '../../audit/audit-record';
import { FURTHER_CATEGORIES } from '../../audit/categories';
import { SUMMARY_DEFAULTS } from '../../store/items/item-summary';
import { relativeTo } from '../../store/items/relative-arn';
import { storableString } from '../../store/storable-record';
import { type AskedAction, formatAction } from '../asked-action';
import { formatExclusion, formatFilter } from '../format-filter';
import { anyMatcher } from '../match-record';
import type { ResolvedQuery } from '../resolved-query';
import { isNetwork, sourceIpMatcher } from '../source-ip';

/** A part of a query that no key of the chosen index answers, so that it is checked after reading. */
export interface Filter {
  /** For display: `plane = control`. */
  readonly text: string;
  /** Absent if only `exactFilter` checks it. */
  readonly condition?: Condition;
  /** `exactFilter` checks it again, so an expression that is too long may leave it out. */
  readonly rechecked: boolean;
}

/** A condition on `summary`, independent of DynamoDB's syntax. */
export type Condition =
  | { readonly kind: 'isOneOf'; readonly attribute: string; readonly values: readonly string[] }
  | { readonly kind: 'contains'; readonly attribute: string; readonly value: string }
  | { readonly kind: 'exists' | 'isAbsent'; readonly attribute: string }
  | { readonly kind: 'and' | 'or'; readonly conditions: readonly Condition[] };

const isOneOf = (attribute: string, values: readonly string[]): Condition => ({
  kind: 'isOneOf',
  attribute,
  values: values.map(storableString),
});
const and = (...conditions: Condition[]): Condition => ({ kind: 'and', conditions });
const or = (conditions: Condition[]): Condition =>
  conditions.length === 1 && conditions[0] ? conditions[0] : { kind: 'or', conditions };

/** Filters whose values `summary` holds unchanged, and the attribute that holds them. */
const PLAIN = [
  ['service', 'service'],
  ['plane', 'plane'],
  ['access', 'access'],
  ['outcome', 'outcome'],
  ['error', 'errorCode'],
  ['risk', 'risk'],
  ['principalType', 'principalType'],
  ['accessKey', 'accessKeyId'],
  ['sourceIp', 'sourceIPAddress'],
  ['account', 'accountId'],
  ['eventRegion', 'awsRegion'],
] as const;

/** A part of a query that a key answers: the name of a filter, or a list of resources. */
export type AnsweredPart = 'principal' | 'action' | (typeof PLAIN)[number][0] | readonly string[];

/** The parts of a query that are left to check in partitions that answer these parts. */
export function toFilters(query: ResolvedQuery, answered: readonly AnsweredPart[]): Filter[] {
  const filters: Filter[] = [];
  const add = (name: string, values: readonly string[], condition: Condition, rechecked = false) =>
    filters.push({ text: formatFilter(name, values), condition, rechecked });

  for (const list of query.resources) {
    if (answered.includes(list)) continue;
    add('resource', list, or(list.map(affects)), true);
  }
  if (query.principal && !answered.includes('principal')) {
    add('principal', query.principal, or(query.principal.map(madeBy)), true);
  }
  if (query.action && !answered.includes('action')) {
    add('action', query.action.map(formatAction), or(query.action.map(isAction)));
  }
  if (query.mfa) {
    add('mfa', [query.mfa], { kind: query.mfa === 'yes' ? 'exists' : 'isAbsent', attribute: 'mfa' });
  }
  if (query.rule) {
    add(
      'rule',
      query.rule,
      or(query.rule.map((value) => ({ kind: 'contains', attribute: 'riskRules', value }))),
    );
  }
  if (query.session) add('session', query.session, isSession(query.session));
  if (query.category) add('category', query.category, isInCategory(query.category));
  for (const [name, attribute] of PLAIN) {
    const values = query[name];
    if (!values || answered.includes(name)) continue;
    if (name === 'sourceIp' && values.some(isNetwork)) {
      filters.push({ text: formatFilter(name, values), rechecked: true });
    } else {
      add(name, values, isOneOf(attribute, values));
    }
  }
  if (query.exact) filters.push({ text: 'exact', rechecked: true });
  for (const [name, values] of Object.entries(query.exclude ?? {})) {
    if (values) filters.push({ text: formatExclusion(name, values), rechecked: true });
  }
  return filters;
}

/** A session is found by its own name and by the person behind it. */
const isSession = (values: readonly string[]): Condition =>
  or(['sessionName', 'sourceIdentity', 'onBehalfOf'].map((attribute) => isOneOf(attribute, values)));

/** `categories` is only there where a call belongs to more than its own category. */
function isInCategory(values: readonly string[]): Condition {
  const further = values.filter((value) => FURTHER_CATEGORIES.has(value));
  return or([
    isOneOf('category', values),
    ...further.map((value): Condition => ({ kind: 'contains', attribute: 'categories', value })),
  ]);
}

const isAction = ({ service, eventName }: AskedAction): Condition => {
  const named = isOneOf('eventName', [eventName]);
  return service ? and(named, isOneOf('service', [service])) : named;
};

/** `summary` shortens ARNs of the record's own account and Region. */
function affects(resource: string): Condition {
  const value = storableString(resource);
  const contains = (text: string): Condition => ({ kind: 'contains', attribute: 'resources', value: text });
  const whole = contains(relativeTo(undefined, value));
  const [prefix, region, account] = /^arn:[^:]*:[^:]*:([^:]+):([^:]+):/.exec(value) ?? [];
  if (!prefix || !region || !account) return whole;
  const own = and(
    contains(relativeTo(prefix, value)),
    isOneOf('awsRegion', [region]),
    isOneOf('accountId', [account]),
  );
  return or([whole, own]);
}

function madeBy(principal: string): Condition {
  const value = storableString(principal);
  const whole = isOneOf('principalId', [relativeTo(undefined, value)]);
  const [prefix, account] = /^arn:[^:]*:iam::([^:]+):/.exec(value) ?? [];
  if (!prefix || !account) return whole;
  return or([
    whole,
    and(isOneOf('principalId', [relativeTo(prefix, value)]), isOneOf('accountId', [account])),
  ]);
}

/** Whether most records pass: a filter for the most frequent value of an attribute rejects few. */
export const letsMostPass = ({ condition }: Filter): boolean =>
  condition?.kind === 'isOneOf' &&
  condition.values.some((value) => value === usualValue(condition.attribute));

export const usualValue = (attribute: string): string | undefined =>
  (SUMMARY_DEFAULTS as Record<string, string>)[attribute];

/**
 * Makes a function that says whether a record that passed the filter expression matches: the short form of
 * an ARN has no partition, and the expression leaves out long lists and networks.
 */
export function exactFilter(query: ResolvedQuery): (record: AuditRecord) => boolean {
  const isExcluded = query.exclude && anyMatcher(query.exclude);
  const comesFrom = query.sourceIp?.some(isNetwork) ? sourceIpMatcher(query.sourceIp) : undefined;
  const has = (values: readonly string[], asked: readonly string[]) =>
    asked.some((value) => values.includes(storableString(value)));
  return (record) =>
    query.resources.every((list) => has(query.exact ? namedResources(record) : record.resources, list)) &&
    !isExcluded?.(record) &&
    comesFrom?.(record.sourceIp) !== false &&
    (query.principal === undefined || has([record.principal.id], query.principal));
}

/** The resources that the event names itself. */
const namedResources = ({ resources, impliedTables = 0 }: AuditRecord): readonly string[] =>
  resources.slice(impliedTables);
