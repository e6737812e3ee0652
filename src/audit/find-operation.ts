import { type Access, type Plane, SERVICES, type Service } from './audit-record';
import { GUARD_ROWS, type GuardScope } from './guard-operations';
import type { JsonObject } from './json';
import {
  APIS,
  type ApiName,
  OPERATION_ROWS,
  type ResourceKind,
  type ResourceRule,
  UNKNOWN_OPERATION_RESOURCES,
} from './operations';

/** A parsed resource rule. */
export interface ResourcePath {
  readonly kind: ResourceKind;
  readonly from: 'requestParameters' | 'responseElements';
  readonly members: readonly string[];
}

/** An operation, as used to classify its events. */
export interface Operation {
  readonly api: ApiName;
  readonly service: Service;
  readonly eventName: string;
  readonly plane: Plane;
  readonly access: Access;
  /** Absent for operations that are not in the table. */
  readonly category?: string;
  readonly resources: readonly ResourcePath[];
  /** When a call of another service is audited. Absent for calls of DynamoDB, Streams and DAX. */
  readonly scope?: GuardScope;
}

function parseRule(rule: ResourceRule): ResourcePath {
  const [kind, path = ''] = rule.split(' ') as [ResourceKind, string?];
  const [from, ...members] = path.split('.');
  return { kind, from: from === 'request' ? 'requestParameters' : 'responseElements', members };
}

/** Operations of other services that are audited in some calls. */
export const GUARD_OPERATIONS: readonly Operation[] = GUARD_ROWS.map(
  ([api, eventName, access, category, scope, ...rules]) => ({
    api,
    service: 'guard',
    eventName,
    plane: 'control',
    access,
    category,
    resources: rules.map(parseRule),
    scope,
  }),
);

/** Names of all calls of other services that can be audited. */
export const GUARD_EVENT_NAMES: ReadonlySet<string> = new Set(
  GUARD_OPERATIONS.map(({ eventName }) => eventName),
);

/** The API families that a record of this operation can belong to. Only the table of other services is closed. */
export const servicesWith = (eventName: string): readonly Service[] =>
  GUARD_EVENT_NAMES.has(eventName) ? SERVICES : OPEN_SERVICES;
const OPEN_SERVICES = SERVICES.filter((service) => service !== 'guard');

/** Operations of DynamoDB, DynamoDB Streams and DAX. */
export const OWN_OPERATIONS: readonly Operation[] = OPERATION_ROWS.map(
  ([api, eventName, plane, access, category, ...rules]) => ({
    api,
    service: APIS[api].service,
    eventName,
    plane,
    access,
    category,
    resources: rules.map(parseRule),
  }),
);

/** All operations that are audited. */
export const OPERATIONS: readonly Operation[] = [...OWN_OPERATIONS, ...GUARD_OPERATIONS];

/** Operations by eventSource and eventName, because other services use the same names. */
const BY_SOURCE = new Map<string, Map<string, Operation>>();
for (const operation of OPERATIONS) {
  for (const eventSource of APIS[operation.api].eventSources) {
    const byName = BY_SOURCE.get(eventSource) ?? new Map<string, Operation>();
    BY_SOURCE.set(eventSource, byName.set(operation.eventName, operation));
    // AWS spells at least one name in two ways: UpdateGlobalTableVersion and …version.
    byName.set(operation.eventName.toLowerCase(), operation);
  }
}

/** Finds the operation of an event, ignoring case. Returns undefined if it is not in the table. */
export function findOperation(eventSource: string, eventName: string): Operation | undefined {
  const byName = BY_SOURCE.get(eventSource);
  return byName?.get(eventName) ?? byName?.get(eventName.toLowerCase());
}

/** The API of an event source, for operations that are not in the table too. */
export const API_BY_SOURCE = new Map<string, ApiName>([
  ['dynamodb.amazonaws.com', 'dynamodb'],
  ['streams.dynamodb.amazonaws.com', 'dynamodbstreams'],
  ['dax.amazonaws.com', 'dax'],
]);

/** Access by name prefix. The first matching prefix applies. */
const ACCESS_BY_PREFIX: readonly (readonly [prefix: RegExp, access: Access])[] = [
  [/^List/i, 'list'],
  [/^(Un)?Tag/i, 'tagging'],
  [/^(Put|Delete|Update|Set|Attach|Detach)\w*Policy/i, 'permissions'],
  [/^((Batch|Transact)?(Get|Describe|Read)|Query|Scan|Search|Select)/i, 'read'],
  [
    /^((Batch|Transact)?(Create|Put|Write|Update|Delete)|Start|Stop|Enable|Disable|Restore|Import|Export)/i,
    'write',
  ],
];

/**
 * Derives an operation that is not in the table from its event: the plane from `eventCategory` (older
 * events: `managementEvent`), the access from its name. `readOnly` decides only if the name does not,
 * because AWS's own events contradict it.
 */
export function unknownOperation(event: JsonObject, eventSource: string, eventName: string): Operation {
  const api = API_BY_SOURCE.get(eventSource) ?? 'dynamodb';
  const service = APIS[api].service;
  const byPrefix = ACCESS_BY_PREFIX.find(([prefix]) => prefix.test(eventName))?.[1];
  return {
    api,
    service,
    eventName,
    plane: event.eventCategory === 'Data' || event.managementEvent === false ? 'data' : 'control',
    access: byPrefix ?? (event.readOnly === true ? 'read' : 'write'),
    resources: UNKNOWN_RESOURCES[service],
  };
}

const UNKNOWN_RESOURCES: Readonly<Record<Service, readonly ResourcePath[]>> = {
  dynamodb: UNKNOWN_OPERATION_RESOURCES.dynamodb.map(parseRule),
  dynamodbstreams: UNKNOWN_OPERATION_RESOURCES.dynamodbstreams.map(parseRule),
  dax: UNKNOWN_OPERATION_RESOURCES.dax.map(parseRule),
  guard: [],
};
