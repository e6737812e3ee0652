import { formatExclusion, formatFilter, formatItem } from '../../query/format-filter';
import { VALUE_FILTERS, type ValueFilter } from '../../query/match-record';
import type { ResolvedQuery } from '../../query/resolved-query';
import { isNetwork } from '../../query/source-ip';
import { storableString } from '../../store/storable-record';
import { mayName } from './item-conditions';
import { isInNetworks, type Networks, toNetworks } from './networks';
import type { SqlParameters } from './sql-parameters';

/** A part of a query as a condition on the rows of a segment. */
export interface RowFilter {
  /** For display: `plane = control`. */
  readonly text: string;
  /**
   * The condition in SQL.
   * @param addresses for a filter that has `networks`: the addresses of the segments that are in them
   */
  toSql(parameters: SqlParameters, addresses?: readonly string[]): string;
  /** Present if DuckDB cannot tell which addresses match. */
  readonly networks?: Networks;
}

/** Makes a condition of a list of values, such as `$1, $2`. It is NULL or false for a row without a value. */
type Condition = (list: string) => string;

const isOneOf =
  (column: string): Condition =>
  (list) =>
    `${column} IN (${list})`;
const hasAny =
  (column: string): Condition =>
  (list) =>
    `list_has_any(${column}, [${list}])`;
const any =
  (...conditions: Condition[]): Condition =>
  (list) =>
    `(${conditions.map((condition) => condition(list)).join(' OR ')})`;

/** Conditions of filters that compare values. They look at what `FILTER_VALUES` gives for a record. */
const CONDITIONS: Readonly<Record<ValueFilter, Condition>> = {
  resource: hasAny('resources'),
  table: hasAny('resources'),
  principal: isOneOf('principalId'),
  principalType: isOneOf('principalType'),
  session: any(isOneOf('session'), isOneOf('sourceIdentity'), isOneOf('onBehalfOf')),
  action: any(isOneOf('eventName'), isOneOf(`(service || ':' || eventName)`)),
  service: isOneOf('service'),
  plane: isOneOf('plane'),
  access: isOneOf('access'),
  category: any(isOneOf('category'), hasAny('categories')),
  outcome: isOneOf('outcome'),
  error: isOneOf('errorCode'),
  risk: isOneOf('riskLevel'),
  rule: hasAny('riskRules'),
  accessKey: isOneOf('accessKeyId'),
  sourceIp: isOneOf('sourceIp'),
  account: isOneOf('accountId'),
  eventRegion: isOneOf('region'),
};

/** Filters of a query that are lists of values, each compared as `CONDITIONS` says. */
const PLAIN = VALUE_FILTERS.filter(
  (name) => name !== 'resource' && name !== 'table' && name !== 'action' && name !== 'sourceIp',
) as readonly Exclude<ValueFilter, 'resource' | 'table' | 'action' | 'sourceIp'>[];

/** The resources that an event names itself: those after the implied ones. */
const NAMED_RESOURCES = 'resources[coalesce(impliedTables, 0) + 1:]';

/** The conditions that all must hold for a row to answer a query, but for its time. */
export function toRowFilters(query: ResolvedQuery): RowFilter[] {
  const { resources, exact, action, sourceIp, mfa, item, exclude = {} } = query;
  const filters: RowFilter[] = [];
  const addOneOf = (name: string, values: readonly string[], condition: Condition) =>
    filters.push({ text: formatFilter(name, values), toSql: valueCondition(values, condition) });

  const hasResource = exact ? hasAny(NAMED_RESOURCES) : CONDITIONS.resource;
  for (const list of resources) addOneOf(exact ? 'resource (exact)' : 'resource', list, hasResource);
  if (action) {
    const text = formatFilter(
      'action',
      action.map(({ service, eventName }) => (service ? `${service}:${eventName}` : eventName)),
    );
    const toSql = (parameters: SqlParameters) =>
      `(${action
        .map(({ service, eventName }) => {
          const named = `eventName = ${parameters.add(storableString(eventName))}`;
          return service ? `(${named} AND service = ${parameters.add(service)})` : named;
        })
        .join(' OR ')})`;
    filters.push({ text, toSql });
  }
  if (mfa) filters.push({ text: `mfa = ${mfa}`, toSql: () => `mfa IS ${mfa === 'yes' ? 'TRUE' : 'NULL'}` });
  for (const name of PLAIN) if (query[name]) addOneOf(name, query[name], CONDITIONS[name]);
  if (item) filters.push({ text: formatItem(item), toSql: mayName(item) });
  if (sourceIp) filters.push({ text: formatFilter('sourceIp', sourceIp), ...comesFrom(sourceIp) });

  for (const name of VALUE_FILTERS) {
    const values = exclude[name];
    if (!values) continue;
    const { toSql, ...rest } =
      name === 'sourceIp' ? comesFrom(values) : { toSql: valueCondition(values, CONDITIONS[name]) };
    filters.push({
      text: formatExclusion(name, values),
      // A row without a value is not excluded.
      toSql: (parameters, addresses) => `NOT coalesce(${toSql(parameters, addresses)}, false)`,
      ...rest,
    });
  }
  return filters;
}

/** Compares with values as they are stored. */
const valueCondition = (values: readonly string[], condition: Condition) => (parameters: SqlParameters) =>
  condition(parameters.addAll(values.map(storableString)));

function comesFrom(values: readonly string[]): Pick<RowFilter, 'toSql' | 'networks'> {
  const single = values.filter((value) => !isNetwork(value));
  const isSingle = valueCondition(single, CONDITIONS.sourceIp);
  if (single.length === values.length) return { toSql: isSingle };
  const networks = toNetworks(values.filter(isNetwork));
  return {
    networks,
    toSql(parameters, addresses = []) {
      const isWithin = isInNetworks(networks, addresses, parameters);
      return single.length === 0 ? isWithin : `(${isWithin} OR ${isSingle(parameters)})`;
    },
  };
}
