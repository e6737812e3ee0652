import { resourceName } from '../audit/resource-name';
import { AuditTrailError } from '../errors';
import type { AuditStore } from './audit-store';
import { listDirectory } from './list-directory';
import type { ParsedQuery } from './query';
import { distinct, type ResolvedQuery } from './resolved-query';
import type { TimeRange } from './time-range';

/** Maximum number of resources that `related` may add up to: each is up to nine partitions to read. */
const MAXIMUM_RELATED = 100;

/** Restores are rare: at most this many are followed. */
const MAXIMUM_RESTORES = 200;

/**
 * The resources of a query whose names are resolved, with related ones added if asked for. One list for
 * `table` and one for `resource`, because both must match.
 * @throws AuditTrailError `InvalidArgument` for too many related resources
 */
export async function resolveResources(
  query: Pick<ParsedQuery, 'table' | 'resource' | 'related'>,
  range: TimeRange,
  store: AuditStore,
  signal?: AbortSignal,
): Promise<string[][]> {
  const lists = [query.table, query.resource].filter((list) => list !== undefined);
  if (!query.related) return lists.map((list) => [...list]);
  return Promise.all(lists.map((list) => addRelated(list, range, store, signal)));
}

async function addRelated(
  named: readonly string[],
  range: TimeRange,
  store: AuditStore,
  signal?: AbortSignal,
): Promise<string[]> {
  const parts = await Promise.all(named.map((resource) => findParts(resource, range, store, signal)));
  const own = distinct([...named, ...parts.flat()]);
  const restored = await findRestored(own, store, signal);
  const all = distinct([...own, ...restored.filter((resource) => resourceName(resource).type === 'table')]);
  if (all.length <= MAXIMUM_RELATED) return all;
  throw new AuditTrailError(
    'InvalidArgument',
    `${all.length} resources are related to ${named.join(', ')}; at most ${MAXIMUM_RELATED} are allowed. ` +
      'Narrow the time range with since and until, or leave out related.',
  );
}

/** What was seen in a time range of the table that a resource is or belongs to. */
async function findParts(
  resource: string,
  { since = '', until }: TimeRange,
  store: AuditStore,
  signal?: AbortSignal,
): Promise<string[]> {
  const { table } = resourceName(resource);
  if (table === undefined) return [];
  const found: string[] = [];
  for await (const entry of listDirectory(store, { kind: 'resources', table }, signal)) {
    const isSeen = entry.lastSeen >= since.slice(0, 10) && (until === undefined || entry.firstSeen <= until);
    if (isSeen && isSameTable(resource, entry.value)) found.push(entry.value);
  }
  return found;
}

/** Compares account and Region of resources with the same table name; a global table has no Region. */
function isSameTable(one: string, other: string): boolean {
  const [, partition, , region, account] = one.split(':');
  const [, otherPartition, , otherRegion, otherAccount] = other.split(':');
  const sameRegion = region === '' || otherRegion === '' || region === otherRegion;
  return partition === otherPartition && account === otherAccount && sameRegion;
}

/** What restores named together with one of these resources: the copy, or what it was copied from. */
async function findRestored(
  resources: readonly string[],
  store: AuditStore,
  signal?: AbortSignal,
): Promise<string[]> {
  const query: ResolvedQuery = {
    resources: [resources],
    action: [{ eventName: 'RestoreTableFromBackup' }, { eventName: 'RestoreTableToPointInTime' }],
    outcome: ['succeeded'],
    range: {},
    order: 'desc',
    partial: true,
    exact: false,
  };
  const reader = await store.records(query, { signal });
  const { records } = await reader.read(MAXIMUM_RESTORES);
  return records.flatMap((record) => record.resources);
}
