import { parseArn } from './arn';

export type ResourceType =
  | 'table'
  | 'index'
  | 'stream'
  | 'backup'
  | 'export'
  | 'import'
  | 'global-table'
  | 'cluster'
  | 'other';

/** What a resource of the audit is called. */
export interface ResourceName {
  readonly type: ResourceType;
  /** Its own name: of an index the index's, of a stream its label. */
  readonly name: string;
  /** The table it is or belongs to. */
  readonly table?: string;
}

const OF_TABLES: readonly string[] = ['index', 'stream', 'backup', 'export', 'import'];

/** Reads type and names from an ARN; anything else is of type `other`, named as it is. */
export function resourceName(resource: string): ResourceName {
  const arn = parseArn(resource);
  if (!arn) return { type: 'other', name: resource };
  const [type, name = '', child, ...childName] = arn.resource.split('/');
  if (type === 'table' && child === undefined) return { type: 'table', name, table: name };
  if (type === 'table' && child && OF_TABLES.includes(child)) {
    return { type: child as ResourceType, name: childName.join('/'), table: name };
  }
  if (type === 'global-table') return { type: 'global-table', name, table: name };
  if (arn.service === 'dax' && type === 'cache') return { type: 'cluster', name };
  return { type: 'other', name: name || resource };
}
