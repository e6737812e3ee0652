import { isOwnArn, parentTable, parseArn, partitionForRegion } from './arn';
import type { Operation } from './find-operation';
import { GUARD_NAMES, toPlainArn } from './guard-resources';
import type { JsonObject } from './json';
import type { ResourceKind } from './operations';

/** Account and Region of an event, used to resolve bare names. */
export interface Place {
  readonly accountId: string | undefined;
  readonly region: string | undefined;
}

/** State for resolving the names of one call. */
export interface Naming extends Place {
  readonly operation: Operation;
  readonly request: JsonObject;
  /** ARNs that the event contains. */
  readonly known: string[];
  /** The last table named; a following index belongs to it. */
  table: string | undefined;
  /** Affected resources found so far. */
  readonly found: Set<string>;
}

/** The ARN, or the name of its own form, of a resource that a call names; undefined for what is no resource of ours. */
export function toResource(kind: ResourceKind, name: string, naming: Naming): string | undefined {
  if (name === '') return undefined;
  if (!name.startsWith('arn:')) return BARE_NAMES[kind]?.(name, naming);
  const arn = kind === 'iterator' ? name.split('|', 1)[0]! : name;
  if (!isOwnArn(arn)) return kind in GUARD_NAMES ? toPlainArn(arn) : undefined;
  return kind === 'backup-source' ? parentTable(arn) : arn;
}

/** Resolves a name that is not an ARN. Kinds not listed here are always ARNs. */
const BARE_NAMES: Partial<Record<ResourceKind, (name: string, naming: Naming) => string | undefined>> = {
  ...GUARD_NAMES,
  table: tableOrPath,
  tables: tableOrPath,
  index: (name, naming) => {
    if (name.startsWith('table/')) return dynamoDbArn(name, naming);
    const table = naming.table && parentTable(naming.table);
    return table && `${table}/index/${name}`;
  },
  'scalable-target': (name, naming) => (name.startsWith('table/') ? dynamoDbArn(name, naming) : undefined),
  'global-table': (name, naming) => dynamoDbArn(`global-table/${name}`, naming, ''),
  cluster: daxCluster,
  'parameter-group': daxParameterGroup,
  'subnet-group': daxSubnetGroup,
  'dax-source': (name, naming) => {
    const { sourceType } = naming.request;
    return typeof sourceType === 'string' ? DAX_SOURCES.get(sourceType)?.(name, naming) : undefined;
  },
};

function tableOrPath(name: string, naming: Naming): string {
  return dynamoDbArn(name.startsWith('table/') ? name : `table/${name}`, naming);
}

/**
 * Builds the ARN of a DynamoDB resource from its path. Data events access only tables of their own
 * Region, so the name alone decides. A restore may name a table of the same name in another Region.
 */
function dynamoDbArn(path: string, naming: Naming, region = naming.region ?? ''): string {
  const ending = `:${path}`;
  for (const arn of naming.known) {
    if (!arn.endsWith(ending)) continue;
    if (naming.operation.plane === 'data' || parseArn(arn)?.region === region) return arn;
  }
  return `arn:${partitionForRegion(naming.region ?? '')}:dynamodb:${region}:${naming.accountId ?? ''}:${path}`;
}

/** DAX stores the names of clusters and subnet groups in lower case, whatever the request contains. */
function daxCluster(name: string, { region = '', accountId = '' }: Naming): string {
  return `arn:${partitionForRegion(region)}:dax:${region}:${accountId}:cache/${name.toLowerCase()}`;
}

function daxParameterGroup(name: string, { region = '', accountId = '' }: Naming): string {
  return `dax-parameter-group/${region}/${accountId}/${name}`;
}

function daxSubnetGroup(name: string, { region = '', accountId = '' }: Naming): string {
  return `dax-subnet-group/${region}/${accountId}/${name.toLowerCase()}`;
}

const DAX_SOURCES = new Map([
  ['CLUSTER', daxCluster],
  ['PARAMETER_GROUP', daxParameterGroup],
  ['SUBNET_GROUP', daxSubnetGroup],
]);
