import type { Position } from '../../query/position';
import type { ResolvedQuery } from '../../query/resolved-query';
import type { Asking } from './connections';
import { type RowFilter, toRowFilters } from './row-filter';
import { boundConditions } from './row-order';
import { SqlParameters } from './sql-parameters';

/** The WHERE clause of a query, and the values that it names. */
export interface Where {
  readonly where: string;
  readonly parameters: SqlParameters;
}

/**
 * Makes the WHERE clause for rows of a table that answer a query after a position. For networks, it first
 * reads which addresses the table has: DuckDB compares addresses only with an extension.
 */
export async function readWhere(
  asking: Asking,
  table: string,
  query: ResolvedQuery,
  from: Position | undefined,
): Promise<Where> {
  const filters = toRowFilters(query);
  const networks = filters.flatMap((filter) => filter.networks ?? []);
  if (networks.length === 0) return toWhere(filters, query, from);
  const plain = toWhere(
    filters.filter((filter) => !filter.networks),
    query,
    from,
  );
  const { parameters } = plain;
  const mayBeWithin = networks.map((network) => network.toTextCondition(parameters)).join(' OR ');
  const rows = await asking.rows(
    `SELECT DISTINCT sourceIp FROM ${table} ${plain.where || 'WHERE true'} AND (${mayBeWithin})`,
    parameters,
  );
  const addresses = rows.map(({ sourceIp }) => String(sourceIp));
  return toWhere(filters, query, from, addresses);
}

function toWhere(
  filters: readonly RowFilter[],
  { range, order }: ResolvedQuery,
  from: Position | undefined,
  addresses?: readonly string[],
): Where {
  const parameters = new SqlParameters();
  const conditions = [
    ...boundConditions(range, order, from, parameters),
    ...filters.map((filter) => filter.toSql(parameters, addresses)),
  ];
  return { where: conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '', parameters };
}
