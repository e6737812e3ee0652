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

/** The type and names of a resource. */
export interface ResourceName {
  readonly type: ResourceType;
  /** Name of the resource itself: an index name, a stream label. */
  readonly name: string;
  /** Name of the table that it is, or belongs to. */
  readonly table?: string;
}

const TABLE_PARTS: readonly string[] = ['index', 'stream', 'backup', 'export', 'import'];

/** Types of resources in the ARNs of other services, in front of the name. */
const KINDS =
  /^(?:trail|key|alias|rule|schedule|function|role|alarm|log-group|stack|backup-vault|recovery-point)[:/]/;

/** Reads type and names from an ARN. Any other text has the type `other` and is its own name. */
export function resourceName(resource: string): ResourceName {
  const arn = parseArn(resource);
  if (!arn) return { type: 'other', name: resource };
  const [type, name = '', child, ...childName] = arn.resource.split('/');
  if (type === 'table' && child === undefined) return { type: 'table', name, table: name };
  if (type === 'table' && child && TABLE_PARTS.includes(child)) {
    return { type: child as ResourceType, name: childName.join('/'), table: name };
  }
  if (type === 'global-table') return { type: 'global-table', name, table: name };
  if (arn.service === 'dax' && type === 'cache') return { type: 'cluster', name };
  if (arn.service !== 'dax' && arn.service !== 'dynamodb') {
    return { type: 'other', name: arn.resource.replace(KINDS, '') };
  }
  return { type: 'other', name: name || resource };
}
