import { OPERATIONS, type Operation } from './find-operation';
import type { JsonObject } from './json';

/**
 * Request members that put a call into a further category. Since 2019 a replica is added with
 * `UpdateTable`, not with an operation of its own; the same goes for streams, encryption and more.
 * Source: the request syntax of CreateTable, UpdateTable, RestoreTable… and ImportTable.
 */
export const CATEGORY_BY_MEMBER: readonly (readonly [member: string, category: string])[] = [
  ['replicaUpdates', 'global-table'],
  ['globalTableWitnessUpdates', 'global-table'],
  ['multiRegionConsistency', 'global-table'],
  ['globalTableSourceArn', 'global-table'],
  ['globalTableSettingsReplicationMode', 'global-table'],
  ['streamSpecification', 'stream'],
  ['sSESpecification', 'encryption'],
  ['sSESpecificationOverride', 'encryption'],
  ['deletionProtectionEnabled', 'protection'],
  ['provisionedThroughput', 'capacity'],
  ['provisionedThroughputOverride', 'capacity'],
  ['billingMode', 'capacity'],
  ['billingModeOverride', 'capacity'],
  ['onDemandThroughput', 'capacity'],
  ['onDemandThroughputOverride', 'capacity'],
  ['warmThroughput', 'capacity'],
  ['globalSecondaryIndexUpdates', 'index'],
  ['globalSecondaryIndexes', 'index'],
  ['globalSecondaryIndexOverride', 'index'],
  ['localSecondaryIndexes', 'index'],
  ['localSecondaryIndexOverride', 'index'],
  ['timeToLiveSpecification', 'ttl'],
  ['resourcePolicy', 'resource-policy'],
  ['tags', 'tags'],
];

/** Categories that a call can have beside its own. */
export const FURTHER_CATEGORIES: ReadonlySet<string> = new Set(
  CATEGORY_BY_MEMBER.map(([, category]) => category),
);

/** Where an operation keeps the members above, if not in the request itself. */
const TABLE_PARAMETERS = 'tableCreationParameters';

const isCarried = (value: unknown): boolean =>
  value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);

/**
 * All categories of a call, the operation's own first.
 * @returns undefined if the operation's own category is the only one
 */
export function findCategories(operation: Operation, request: JsonObject): readonly string[] | undefined {
  const { category, plane, access } = operation;
  if (category === undefined || plane === 'data' || access === 'read' || access === 'list') return undefined;
  const nested = request[TABLE_PARAMETERS];
  const parameters = typeof nested === 'object' && nested !== null ? { ...nested, ...request } : request;
  let found: string[] | undefined;
  for (const [member, further] of CATEGORY_BY_MEMBER) {
    if (further === category || found?.includes(further) || !isCarried(parameters[member])) continue;
    found ??= [category];
    found.push(further);
  }
  return found;
}

/** All categories that a record can have, in alphabetical order. */
export const CATEGORIES: readonly string[] = [
  ...new Set([
    ...OPERATIONS.flatMap(({ category }) => category ?? []),
    ...CATEGORY_BY_MEMBER.map(([, category]) => category),
  ]),
].sort();
