import { isOwnArn } from './arn';
import { findOperation, GUARD_EVENT_NAMES, GUARD_OPERATIONS, type Operation } from './find-operation';
import { type GuardedResources, NOTHING_GUARDED } from './guarded-resources';
import { isObject, type JsonObject, toObject, toText } from './json';
import { APIS, OPERATION_ROWS } from './operations';
import { affectedResources } from './resources';

const OWN_SOURCES: ReadonlySet<string> = new Set<string>([
  ...APIS.dynamodb.eventSources,
  ...APIS.dynamodbstreams.eventSources,
  ...APIS.dax.eventSources,
]);
const AUTO_SCALING_SOURCES: ReadonlySet<string> = new Set<string>(
  APIS['application-autoscaling'].eventSources,
);
const AUTO_SCALING_CALLS: ReadonlySet<string> = new Set(
  OPERATION_ROWS.filter(([api]) => api === 'application-autoscaling').map(([, eventName]) => eventName),
);

/**
 * Auto Scaling serves many services and names the service in `serviceNamespace`. A denied call may
 * have no request parameters; it is then audited if its error message mentions DynamoDB.
 */
function isAboutDynamoDb(event: JsonObject): boolean {
  const { requestParameters, errorMessage } = event;
  const namespace = isObject(requestParameters) ? requestParameters.serviceNamespace : undefined;
  if (namespace !== undefined) return namespace === 'dynamodb';
  return typeof errorMessage === 'string' && errorMessage.includes('dynamodb');
}

/** Decides by what a call of another service names whether it is audited. */
function isGuardEvent(event: JsonObject, eventSource: string, guarded: GuardedResources): boolean {
  const { eventName } = event;
  if (typeof eventName !== 'string' || !GUARD_EVENT_NAMES.has(eventName)) return false;
  const operation = findOperation(eventSource, eventName);
  if (operation?.scope === undefined) return false;
  if (operation.scope === 'always') return true;
  const place = {
    accountId: toText(event.recipientAccountId) ?? toText(toObject(event.userIdentity).accountId),
    region: toText(event.awsRegion),
  };
  const { resources } = affectedResources(event, operation, place, []);
  return guarded.touchedBy(resources) || (operation.scope === 'table' && resources.some(isOwnArn));
}

const namesIn = (isIn: (operation: Operation) => boolean): readonly string[] => [
  ...new Set(GUARD_OPERATIONS.filter(isIn).map(({ eventName }) => eventName)),
];
/** Names of calls that can be kept whatever the audit's own resources are, and of those that cannot. */
const NAMES_OF_ALL = namesIn(({ scope }) => scope !== 'own');
const NAMES_ON_OWN = namesIn(({ eventName }) => !NAMES_OF_ALL.includes(eventName));
const NO_NAMES: readonly string[] = [];

const MARKER_GROUPS = [
  ['dynamodb.amazonaws.com'],
  ['dax.amazonaws.com'],
  ['autoscaling.amazonaws.com', 'dynamodb'],
] as const;

/**
 * Creates the selection of the records of a log file to audit: all events from the event sources of DynamoDB,
 * DynamoDB Streams and DAX, including unknown operations, Auto Scaling's calls on DynamoDB targets, and the calls
 * of other services that guard-operations.ts lists.
 * A call without an event source is accepted, too, and then rejected.
 * `markerGroups` are byte sequences; every audited record contains all sequences of at least one group, or one of
 * `eventNames`, or one of `eventNamesWithText` and a text.
 * @param guarded the resources that the audit itself needs
 */
export function auditedRecordsWith(guarded: GuardedResources) {
  return {
    markerGroups: MARKER_GROUPS,
    eventNames: NAMES_OF_ALL,
    eventNamesWithText: guarded.texts.length > 0 ? NAMES_ON_OWN : NO_NAMES,
    texts: guarded.texts,

    accepts(event: JsonObject): boolean {
      const { eventSource, eventName } = event;
      // A call that does not say of which service is rejected when it is classified, not taken for another's.
      // Insights and aggregated events have neither field: they are no calls.
      if (typeof eventSource !== 'string') return typeof eventName === 'string';
      if (OWN_SOURCES.has(eventSource)) return true;
      if (!AUTO_SCALING_SOURCES.has(eventSource)) return isGuardEvent(event, eventSource, guarded);
      return typeof eventName === 'string' && AUTO_SCALING_CALLS.has(eventName) && isAboutDynamoDb(event);
    },
  };
}

/** The selection where nothing is known of the audit's own resources. */
export const auditedRecords = auditedRecordsWith(NOTHING_GUARDED);
