import { isTableArn, parentTable } from '../audit/arn';
import type { AuditRecord } from '../audit/audit-record';

/** The most resources that each item of an event lists. All of them have their index entry. */
export const MAXIMUM_LISTED_RESOURCES = 100;

const INDEX_OR_STREAM = /:table\/[^/]+\/(?:index|stream)\//;

/**
 * The keys under which a record enters the resource index: all its resources, except those that are found
 * among the entries of their table, since an entry of its own costs two write units. These are a part of a
 * table that the event does not name itself, and an index or stream in a data event: every third query
 * names an index.
 */
export function resourceKeys({
  plane,
  resources,
  impliedTables = 0,
}: Pick<AuditRecord, 'plane' | 'resources' | 'impliedTables'>): readonly string[] {
  if (resources.length < 2) return resources;
  return [...new Set(resources)].filter((resource, position) => {
    const table = parentTable(resource);
    // A filter finds only what `summary` lists.
    if (table === undefined || isTableArn(resource) || position >= MAXIMUM_LISTED_RESOURCES) return true;
    const at = resources.indexOf(table);
    if (at < 0) return true;
    return at >= impliedTables && (plane === 'control' || !INDEX_OR_STREAM.test(resource));
  });
}

/**
 * The keys of the resource index that hold the records of a resource: its own, and that of its table.
 * Where there are two, they hold other records too: filter by `summary.resources`.
 */
export function keysOfResource(resource: string): readonly string[] {
  const table = parentTable(resource);
  return table === undefined || table === resource ? [resource] : [resource, table];
}
