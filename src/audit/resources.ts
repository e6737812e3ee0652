import { isOwnArn, isTableArn, parentTable } from './arn';
import type { Operation, ResourcePath } from './find-operation';
import { toPlainArn } from './guard-resources';
import { isObject, type JsonObject, textsAt, toObject, toText, valueAt } from './json';
import type { ResourceKind } from './operations';
import type { Statement } from './partiql';
import { type Naming, type Place, toResource } from './resolve-resource';

/** What a call affects. */
export interface AffectedResources {
  readonly resources: readonly string[];
  /** How many of the first are tables that the event does not name: it names a part of them. */
  readonly impliedTables: number;
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
  const named: { readonly kind: ResourceKind; readonly names: readonly string[] }[] = [];
  for (const path of operation.resources) {
    const names = readNames(path, event);
    if (names.length === 0) continue;
    named.push({ kind: path.kind, names });
    if (path.kind === 'copied-table') continue;
    for (const name of names) if (isOwnArn(name)) naming.known.push(name);
  }
  for (const { kind, names } of named) for (const name of names) add(kind, name, naming);
  for (const { tables } of statements) {
    for (const { table, index } of tables) {
      add('table', table, naming);
      if (index !== undefined) add('index', index, naming);
    }
  }
  return withParentTables(
    naming.found.size === 0 ? resourceInMessage(event.errorMessage, operation) : tablesFirst(naming.found),
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
    if (table === undefined || table === resource || resources.includes(table) || !isOwnArn(resource))
      continue;
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
    if (arn === undefined || arn.length > MAXIMUM_NAME_LENGTH) continue;
    if (operation.scope !== undefined) {
      if (arn.startsWith('arn:')) arns.push(arn);
      continue;
    }
    if (!isOwnArn(arn)) continue;
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

const ON_RESOURCE = /on resource: "?(arn:[^\s"]+)/;

/** Finds the resource in a message like `… is not authorized to perform: … on resource: <arn> because …`. */
function resourceInMessage(message: unknown, { scope }: Operation): string[] {
  const arn = ON_RESOURCE.exec(toText(message) ?? '')?.[1]?.replace(/[.,;]$/, '');
  // A denied call on no particular table names `table/*`.
  if (arn === undefined || arn.length > MAXIMUM_NAME_LENGTH || arn.includes('*')) return [];
  if (isOwnArn(arn)) return [arn];
  return scope === undefined ? [] : [toPlainArn(arn)];
}

function tablesFirst(found: ReadonlySet<string>): string[] {
  const resources = [...found];
  if (resources.length < 2) return resources;
  return [...resources.filter(isTableArn), ...resources.filter((resource) => !isTableArn(resource))];
}
