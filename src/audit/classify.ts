import type { Access, AuditedEvent, AuditRecord, Risk } from './audit-record';
import { MAXIMUM_DEPTH } from './canonical-json';
import { findCategories } from './categories';
import { findCutFields } from './cut-fields';
import { computeContentHash, toEventId } from './event-identity';
import { normalEventTime } from './event-time';
import { findOperation, type Operation, type ResourcePath, unknownOperation } from './find-operation';
import { type JsonObject, textsAt, toObject, toText } from './json';
import { toOutcome } from './outcome';
import { parseStatement, type Statement } from './partiql';
import { parsePrincipal } from './principal';
import { affectedResources } from './resources';

/** A classified event, or the reason why it was rejected. */
export type Audited =
  | { readonly kind: 'audited'; readonly event: AuditedEvent }
  | { readonly kind: 'rejected'; readonly reason: string };

/** A classified event before its risk is known: the input of a risk rule. */
export interface ClassifiedCall {
  readonly event: JsonObject;
  readonly request: JsonObject;
  readonly record: Omit<AuditRecord, 'risk'>;
  readonly statements: readonly Statement[];
}

export interface ClassifyOptions {
  /** Assesses the risk of a call. Default: records have no risk. */
  readonly assessRisk?: (call: ClassifiedCall) => Risk | undefined;
}

/**
 * Classifies an event that `auditedRecords` accepts.
 *
 * An event is rejected only if no question could find it: it has no eventName or no valid eventTime,
 * or it is nested too deeply to hash. Any other field that is missing or has the wrong type counts as
 * absent. An operation that is not in the operations table is audited too.
 * @param original the exact bytes that `event` was parsed from; the content hash is computed from them
 */
export function auditEvent(event: JsonObject, original: Uint8Array, options: ClassifyOptions): Audited {
  const contentHash = computeContentHash(event, original);
  if (contentHash === undefined) {
    return { kind: 'rejected', reason: `The event is nested deeper than ${MAXIMUM_DEPTH} levels.` };
  }
  const eventSource = toText(event.eventSource);
  if (eventSource === undefined) return rejected('eventSource', event, 'the name of a service');
  const eventName = toText(event.eventName);
  if (eventName === undefined) return rejected('eventName', event, 'the name of an operation');
  const eventTime = typeof event.eventTime === 'string' ? normalEventTime(event.eventTime) : undefined;
  if (eventTime === undefined) return rejected('eventTime', event, 'a time like 2026-01-31T23:59:59Z');

  const known = findOperation(eventSource, eventName);
  const operation = known ?? unknownOperation(event, eventSource, eventName);
  const statements = parseStatements(event, operation);
  const errorCode = toText(event.errorCode);
  const identity = toObject(event.userIdentity);
  const accountId = toText(event.recipientAccountId) ?? toText(identity.accountId);
  const region = toText(event.awsRegion);
  const sourceIp = toText(event.sourceIPAddress);
  const accessKeyId = toText(identity.accessKeyId);
  const userAgent = toText(event.userAgent);
  const request = toObject(event.requestParameters);
  const { resources, impliedTables } = affectedResources(event, operation, { accountId, region }, statements);
  const record: Writable<AuditRecord> = {
    eventId: toEventId(event, contentHash),
    eventTime,
    eventSource,
    eventName,
    service: operation.service,
    plane: operation.plane,
    access: toAccess(operation, statements),
    outcome: toOutcome(event.errorCode, event.errorMessage),
    principal: parsePrincipal(identity, event.eventType === 'AwsServiceEvent' ? eventSource : undefined),
    resources,
  };
  if (operation.category !== undefined) record.category = operation.category;
  const categories = findCategories(operation, request);
  if (categories !== undefined) record.categories = categories;
  if (impliedTables > 0) record.impliedTables = impliedTables;
  const originalEventId = toText(toObject(event.addendum).originalEventID);
  if (originalEventId !== undefined) record.originalEventId = originalEventId;
  const sharedEventId = toText(event.sharedEventID);
  if (sharedEventId !== undefined) record.sharedEventId = sharedEventId;
  const cutFields = findCutFields(event);
  if (cutFields !== undefined) record.cutFields = cutFields;
  if (errorCode !== undefined) record.errorCode = errorCode;
  if (accountId !== undefined) record.accountId = accountId;
  if (region !== undefined) record.region = region;
  if (sourceIp !== undefined) record.sourceIp = sourceIp;
  if (accessKeyId !== undefined) record.accessKeyId = accessKeyId;
  if (userAgent !== undefined) record.userAgent = userAgent;
  const risk = options.assessRisk?.({
    event,
    request,
    record,
    statements,
  });
  if (risk !== undefined) record.risk = risk;
  return { kind: 'audited', event: { record, contentHash, original, unknownOperation: known === undefined } };
}

type Writable<T> = { -readonly [Property in keyof T]: T[Property] };

const NO_STATEMENTS: readonly Statement[] = [];
const isStatement = ({ kind }: ResourcePath): boolean => kind === 'statement';

/** The PartiQL statements of a call. Empty for other operations, and if CloudTrail omitted them. */
export function parseStatements(event: JsonObject, operation: Operation): readonly Statement[] {
  if (!operation.resources.some(isStatement)) return NO_STATEMENTS;
  return operation.resources
    .filter(isStatement)
    .flatMap(({ from, members }) => textsAt(event[from], members))
    .map(parseStatement);
}

/** The access that a call requests. PartiQL calls read only if every statement is known to read. */
function toAccess(operation: Operation, statements: readonly Statement[]): Access {
  const reads =
    statements.length > 0 && statements.every(({ verb }) => verb === 'SELECT' || verb === 'EXISTS');
  return reads ? 'read' : operation.access;
}

function rejected(field: string, event: JsonObject, allowed: string): Audited {
  return { kind: 'rejected', reason: `${field} is ${shown(event[field])}; it must be ${allowed}.` };
}

function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return JSON.stringify(value).slice(0, 100);
}
