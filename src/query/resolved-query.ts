import { RISK_LEVELS, type RiskLevel, SERVICES, type Service } from '../audit/audit-record';
import { OPERATIONS } from '../audit/find-operation';
import type { FilterValues } from './match-record';
import { parseExclude } from './parse-exclude';
import type { ParsedQuery } from './query';
import type { Order, TimeRange } from './time-range';

/** An operation that a query names, of one service or of any. */
export interface AskedAction {
  readonly eventName: string;
  readonly service?: Service;
}

type UnchangedFilter =
  | 'principal'
  | 'principalType'
  | 'session'
  | 'mfa'
  | 'rule'
  | 'service'
  | 'plane'
  | 'access'
  | 'category'
  | 'outcome'
  | 'error'
  | 'accessKey'
  | 'sourceIp'
  | 'account'
  | 'eventRegion';

/**
 * A query as stores take it: names are resolved, times fixed, and ranges of levels listed. The values of
 * a filter are alternatives; all filters must match.
 */
export interface ResolvedQuery extends Pick<ParsedQuery, UnchangedFilter> {
  /** Each list is a filter of its own: a record must affect at least one resource of every list. */
  readonly resources: readonly (readonly string[])[];
  readonly action?: readonly AskedAction[] | undefined;
  /** The risk levels that match. */
  readonly risk?: readonly RiskLevel[] | undefined;
  /** Only records that name a table of `resources` themselves: see `impliedTables` of a record. */
  readonly exact: boolean;
  /** A record with one of these values does not match. */
  readonly exclude?: FilterValues | undefined;
  readonly range: TimeRange;
  readonly order: Order;
  /** Whether to give what the store holds if that is not the whole answer. */
  readonly partial: boolean;
}

/** Fills in a resolved query from a parsed one and its resolved resources and times. */
export function toResolvedQuery(
  query: ParsedQuery,
  resources: readonly (readonly string[])[],
  range: TimeRange,
): ResolvedQuery {
  const {
    resource,
    table,
    related,
    since,
    until,
    timeZone,
    action,
    risk,
    partial = false,
    exact = false,
    exclude,
    ...filters
  } = query;
  return {
    ...filters,
    resources: resources.map(distinct),
    action: action && distinct(action.flatMap(spellings)).map(parseAction),
    risk: risk && RISK_LEVELS.slice(RISK_LEVELS.indexOf(risk)),
    range,
    partial,
    exact,
    exclude: exclude && parseExclude(exclude),
  };
}

export const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];

const NAMES = new Map(OPERATIONS.map(({ eventName }) => [eventName.toLowerCase(), eventName]));

/** An action as given and as the operations table spells it, so that case does not matter. */
function spellings(text: string): string[] {
  const { service, eventName } = parseAction(text);
  const known = NAMES.get(eventName.toLowerCase());
  if (known === undefined || known === eventName) return [text];
  return [text, service ? `${service}:${known}` : known];
}

/** Parses `dynamodb:DeleteTable`, or `DeleteTable` of any service. */
function parseAction(text: string): AskedAction {
  const service = SERVICES.find((name) => text.startsWith(`${name}:`));
  return service ? { service, eventName: text.slice(service.length + 1) } : { eventName: text };
}
