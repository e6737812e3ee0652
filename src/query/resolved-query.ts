import { isTableArn } from '../audit/arn';
import { RISK_LEVELS, type RiskLevel } from '../audit/audit-record';
import { type AskedAction, parseAction } from './asked-action';
import { type AskedItem, toAskedKey } from './item-key';
import type { FilterValues } from './match-record';
import type { ParsedQuery } from './query';
import type { Order, TimeRange } from './time-range';

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
  | 'altered'
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
  /** Only calls that name this item. */
  readonly item?: AskedItem | undefined;
  readonly range: TimeRange;
  readonly order: Order;
  /** Whether to give what the store holds if that is not the whole answer. */
  readonly partial: boolean;
}

/** A query whose names are resolved, and whose exclusions are parsed. */
export interface NamedQuery extends Omit<ParsedQuery, 'exclude'> {
  readonly exclude?: FilterValues | undefined;
}

/** Fills in a resolved query from one whose names are resolved, and its resources and times. */
export function toResolvedQuery(
  query: NamedQuery,
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
    key,
    ...filters
  } = query;
  return {
    ...filters,
    resources: resources.map(distinct),
    action: action && distinct(action).map(parseAction),
    risk: risk && RISK_LEVELS.slice(RISK_LEVELS.indexOf(risk)),
    range,
    partial,
    exact,
    exclude,
    ...(key && { item: { tables: distinct(resources.flat().filter(isTableArn)), key: toAskedKey(key) } }),
  };
}

export const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];
