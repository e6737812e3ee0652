import type { OwnTrafficSelection, TrailLogging } from '../assure/coverage/trail-logging';
import { findAskedPlanes, findAskedTables, findPlaces } from './coverage-range';
import { distinct, type ResolvedQuery } from './resolved-query';

/**
 * Says in words what of the audit's own traffic a question asks for: calls of its functions on its tables, which are
 * neither logged by the new trail nor kept.
 */
export function findOwnTraffic(trails: readonly TrailLogging[], query: ResolvedQuery): string[] {
  if (!findAskedPlanes(query).includes('data')) return [];
  const own = trails.flatMap(({ ownTraffic }) => ownTraffic ?? []);
  const tables = own.filter((traffic) => asksForCaller(traffic, query)).flatMap(({ tableArns }) => tableArns);
  return distinct(tables.filter((arn) => asksForTable(arn, query))).map(
    (arn) => `calls of the functions of the audit on ${arn}`,
  );
}

function asksForTable(tableArn: string, query: ResolvedQuery): boolean {
  const tables = findAskedTables(query);
  if (tables) return tables.includes(tableArn);
  const [, , , region = '', accountId = ''] = tableArn.split(':');
  const { accountIds, regions } = findPlaces(query);
  return (accountIds?.includes(accountId) ?? true) && (regions?.includes(region) ?? true);
}

/** A session of a role has the role's name, but not its path. */
function asksForCaller({ sessionPrefixes }: OwnTrafficSelection, { principal }: ResolvedQuery): boolean {
  const roles = sessionPrefixes.map((prefix) => prefix.split(/[:/]/).at(-2));
  return principal === undefined || principal.some((id) => roles.includes(id.split('/').at(-1)));
}
