import type { AuditRecord } from '../audit/audit-record';

const PART_OF_TABLE = /^(.*?:table\/[^/]+)\/(?:index|stream)\//s;

/** The table that an index or a stream is a part of. */
const parentTable = (resource: string): string | undefined => PART_OF_TABLE.exec(resource)?.[1];

/**
 * The resources under which a record enters the resource index: all, but for a data event the index
 * or stream of a table that is there too. Every third query names an index, and an entry of its own
 * costs two write units; it is found among the entries of its table.
 */
export function resourceKeys({
  plane,
  resources,
}: Pick<AuditRecord, 'plane' | 'resources'>): readonly string[] {
  if (resources.length < 2) return resources;
  const isWithTable = (resource: string) => {
    const table = parentTable(resource);
    return table !== undefined && resources.includes(table);
  };
  return [...new Set(resources)].filter((resource) => plane === 'control' || !isWithTable(resource));
}

/**
 * Under which keys of the resource index the records of a resource are. Where these are more than the
 * resource itself, they hold other records too: filter by `summary.resources`.
 */
export function keysOfResource(resource: string): readonly string[] {
  const table = parentTable(resource);
  return table === undefined ? [resource] : [resource, table];
}
