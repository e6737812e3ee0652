import { isOwnArn, isTableArn, parentTable, parseArn, partitionForRegion } from './arn';
import type { Operation, ResourcePath } from './find-operation';
import { isObject, type JsonObject, textsAt, toObject, toText, valueAt } from './json';
import type { ResourceKind } from './operations';
import type { Statement } from './partiql';

/** Account and Region of an event, used to resolve bare names. */
export interface Place {
  readonly accountId: string | undefined;
  readonly region: string | undefined;
}

/** What a call affects. */
export interface AffectedResources {
  readonly resources: readonly string[];
  /** How many of the first are tables that the event does not name: it names a part of them. */
  readonly impliedTables: number;
}

/** State for resolving the names of one call. */
interface Naming extends Place {
  readonly operation: Operation;
  readonly request: JsonObject;
  /** ARNs that the event contains. */
  readonly known: string[];
  /** The last table named; a following index belongs to it. */
  table: string | undefined;
  /** Affected resources found so far. */
  readonly found: Set<string>;
}

/** Maximum length of an ARN in DynamoDB. A longer text is not a resource name. */
const MAXIMUM_NAME_LENGTH = 1_283;

/**
 * Lists the resources that a call affects, as ARNs without duplicates: tables first, then in the
 * order of `resources[]`, the request and the response.
 *
 * A bare name is resolved to an ARN of the same event, else to the resource of that name in the
 * event's Region and account. If the event has no Region or account, that part of the ARN is empty.
 * DAX parameter and subnet groups have no ARN; they are written as
 * `dax-parameter-group/<region>/<account>/<name>` and `dax-subnet-group/<region>/<account>/<name>`.
 * If the call names no resource, the resource in its error message is used. A table
 * that is named only by a part of it (an index, a stream, an export) comes before all others.
 */
export function affectedResources(
  event: JsonObject,
  operation: Operation,
  place: Place,
  statements: readonly Statement[],
): AffectedResources {
  const listed = listedArns(event.resources, operation);
  const naming: Naming = {
    accountId: place.accountId,
    region: place.region,
    operation,
    request: toObject(event.requestParameters),
    known: listed.slice(),
    table: listed.find(isTableArn),
    found: new Set(listed),
  };
  const named = operation.resources.map((path) => ({ kind: path.kind, names: readNames(path, event) }));
  for (const { names } of named) for (const name of names) if (isOwnArn(name)) naming.known.push(name);
  for (const { kind, names } of named) for (const name of names) add(kind, name, naming);
  for (const { tables } of statements) {
    for (const { table, index } of tables) {
      add('table', table, naming);
      if (index !== undefined) add('index', index, naming);
    }
  }
  return withParentTables(
    naming.found.size === 0 ? resourceInMessage(event.errorMessage) : tablesFirst(naming.found),
  );
}

/**
 * Puts the table of an index, stream, backup, export or import first where the event does not name it:
 * whoever asks for a table wants these calls too.
 */
function withParentTables(resources: readonly string[]): AffectedResources {
  let implied: Set<string> | undefined;
  for (const resource of resources) {
    const table = parentTable(resource);
    if (table === undefined || table === resource || resources.includes(table)) continue;
    implied ??= new Set();
    implied.add(table);
  }
  if (implied === undefined) return { resources, impliedTables: 0 };
  return { resources: [...implied, ...resources], impliedTables: implied.size };
}

function add(kind: ResourceKind, name: string, naming: Naming): void {
  const resource = toResource(kind, name, naming);
  if (resource === undefined || resource.length > MAXIMUM_NAME_LENGTH) return;
  naming.found.add(resource);
  if (kind === 'table') naming.table = resource;
}

/** ARNs in `resources[]`. Data events list a table's stream too, but only stream operations use it. */
function listedArns(resources: unknown, operation: Operation): string[] {
  if (!Array.isArray(resources)) return [];
  const arns: string[] = [];
  for (const resource of resources) {
    const arn = isObject(resource) ? toText(resource.ARN ?? resource.arn) : undefined;
    if (arn === undefined || arn.length > MAXIMUM_NAME_LENGTH || !isOwnArn(arn)) continue;
    if (operation.service === 'dynamodbstreams' || !arn.includes('/stream/')) arns.push(arn);
  }
  return arns;
}

/** Reads the names at a rule's path. Statements are parsed by the classifier. */
function readNames({ kind, from, members }: ResourcePath, event: JsonObject): string[] {
  if (kind === 'statement') return [];
  if (kind === 'tables') return tableNames(valueAt(event[from], ...members));
  return textsAt(event[from], members);
}

const TABLE_NAME = ['tableName'];
/** The parts of a transaction in the SDK's spelling: each request is in a member named after what it does. */
const TRANSACTION_PARTS = ['get', 'put', 'update', 'delete', 'conditionCheck'];

/** Table names in a list of requests, or in a map from table name to requests, sorted. */
function tableNames(requests: unknown): string[] {
  if (isObject(requests)) return Object.keys(requests).sort();
  if (!Array.isArray(requests)) return [];
  return requests.flatMap((request) => {
    const named = textsAt(request, TABLE_NAME);
    if (named.length > 0) return named;
    return TRANSACTION_PARTS.flatMap((part) => textsAt(request, [part, 'tableName']));
  });
}

function toResource(kind: ResourceKind, name: string, naming: Naming): string | undefined {
  if (name === '') return undefined;
  if (!name.startsWith('arn:')) return BARE_NAMES[kind]?.(name, naming);
  const arn = kind === 'iterator' ? name.split('|', 1)[0]! : name;
  if (!isOwnArn(arn)) return undefined;
  return kind === 'backup-source' ? parentTable(arn) : arn;
}

/** Resolves a name that is not an ARN. Kinds not listed here are always ARNs. */
const BARE_NAMES: Partial<Record<ResourceKind, (name: string, naming: Naming) => string | undefined>> = {
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

const ON_RESOURCE = /on resource: "?(arn:[^\s"]+)/;

/** Finds the resource in a message like `… is not authorized to perform: … on resource: <arn> because …`. */
function resourceInMessage(message: unknown): string[] {
  const arn = ON_RESOURCE.exec(toText(message) ?? '')?.[1]?.replace(/[.,;]$/, '');
  // A denied call on no particular table names `table/*`.
  return arn !== undefined && arn.length <= MAXIMUM_NAME_LENGTH && isOwnArn(arn) && !arn.includes('*')
    ? [arn]
    : [];
}

function tablesFirst(found: ReadonlySet<string>): string[] {
  const resources = [...found];
  if (resources.length < 2) return resources;
  return [...resources.filter(isTableArn), ...resources.filter((resource) => !isTableArn(resource))];
}
