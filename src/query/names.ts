import { resourceName } from '../audit/resource-name';
import { AuditTrailError } from '../errors';
import type { Directory } from '../store/ledger/directory';
import type { CheckedQuery, TimeRange } from './query';
import { distinct } from './question';

/** Resources that `related` may add up to: each is up to nine partitions to read. */
export const MAXIMUM_RELATED = 100;

/** Which tables were restored from, or into, one of these resources. */
export type FindRestored = (resources: readonly string[]) => Promise<readonly string[]>;

/**
 * The resources a query names: table names become ARNs, related resources join. One list for `table`
 * and one for `resource`, because both must hold.
 * @throws AuditTrailError `NotFound` for a table nobody has seen, with names near it; `Ambiguous` for
 *   one that is several tables, with their ARNs; `InvalidArgument` for too many related resources
 */
export async function resolveResources(
  query: CheckedQuery,
  range: TimeRange,
  directory: Directory,
  findRestored: FindRestored,
): Promise<string[][]> {
  const tables = query.table && (await Promise.all(query.table.map((name) => tableArn(name, directory))));
  const lists = [tables, query.resource].filter((list) => list !== undefined);
  if (!query.related) return lists.map((list) => [...list]);
  return Promise.all(lists.map((list) => withRelated(list, range, directory, findRestored)));
}

async function tableArn(name: string, directory: Directory): Promise<string> {
  if (name.startsWith('arn:')) return name;
  const [arn, ...others] = await directory.resolveTable(name);
  if (arn === undefined) {
    const near = nearNames(name, await tableNames(directory));
    const hint = near.length > 0 ? ` Near: ${near.join(', ')}.` : '';
    throw new AuditTrailError('NotFound', `No table named "${name}" has been seen.${hint}`);
  }
  if (others.length > 0) {
    const arns = [arn, ...others].sort();
    throw new AuditTrailError(
      'Ambiguous',
      `"${name}" is the name of ${arns.length} tables: ${arns.join(', ')}. Ask by ARN.`,
    );
  }
  return arn;
}

async function tableNames(directory: Directory): Promise<string[]> {
  const names = new Set<string>();
  for await (const { value } of directory.list('resources')) {
    const { type, name } = resourceName(value);
    if (type === 'table') names.add(name);
  }
  return [...names];
}

/** Up to five names that a slip of the keyboard, or a part of the name, could have meant. */
export function nearNames(name: string, known: readonly string[]): string[] {
  const asked = name.toLowerCase();
  const distanceTo = (other: string) => {
    const candidate = other.toLowerCase();
    return candidate.includes(asked) || asked.includes(candidate) ? 1 : editDistance(asked, candidate);
  };
  return known
    .map((other) => ({ other, distance: distanceTo(other) }))
    .filter(({ distance }) => distance <= Math.max(2, asked.length / 4))
    .sort((one, other) => one.distance - other.distance || (one.other < other.other ? -1 : 1))
    .slice(0, 5)
    .map(({ other }) => other);
}

function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

async function withRelated(
  named: readonly string[],
  range: TimeRange,
  directory: Directory,
  findRestored: FindRestored,
): Promise<string[]> {
  const belongings = await Promise.all(named.map((resource) => belonging(resource, range, directory)));
  const own = distinct([...named, ...belongings.flat()]);
  const restored = await findRestored(own);
  const all = distinct([...own, ...restored.filter((resource) => resourceName(resource).type === 'table')]);
  if (all.length <= MAXIMUM_RELATED) return all;
  throw new AuditTrailError(
    'InvalidArgument',
    `${all.length} resources are related to ${named.join(', ')}; at most ${MAXIMUM_RELATED} can be asked for ` +
      'at once. Narrow the time range (since, until), or ask without related.',
  );
}

/** The table that a resource is or belongs to, and what else of it was seen in a time range. */
async function belonging(
  resource: string,
  { since = '', until }: TimeRange,
  directory: Directory,
): Promise<string[]> {
  const { table } = resourceName(resource);
  if (table === undefined) return [];
  const found: string[] = [];
  for await (const { value, firstSeen, lastSeen } of directory.relatedToTable(table)) {
    const isSeen = lastSeen >= since.slice(0, 10) && (until === undefined || firstSeen <= until);
    if (isSeen && isSameTable(resource, value)) found.push(value);
  }
  return found;
}

/** Of resources with the same table name: same account and Region; a global table has no Region. */
function isSameTable(one: string, other: string): boolean {
  const [, partition, , region, account] = one.split(':');
  const [, otherPartition, , otherRegion, otherAccount] = other.split(':');
  const sameRegion = region === '' || otherRegion === '' || region === otherRegion;
  return partition === otherPartition && account === otherAccount && sameRegion;
}
