import { isObject, type JsonObject } from './json';
import { APIS, OPERATION_ROWS } from './operations';

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

/**
 * Selects the records of a log file to audit: all events from the event sources of DynamoDB, DynamoDB
 * Streams and DAX, including unknown operations, and Auto Scaling's calls on DynamoDB targets.
 * A call without an event source is accepted, too, and then rejected.
 * `markerGroups` are byte sequences; every audited record contains all sequences of at least one group.
 */
export const auditedRecords = {
  markerGroups: [
    ['dynamodb.amazonaws.com'],
    ['dax.amazonaws.com'],
    ['autoscaling.amazonaws.com', 'dynamodb'],
  ] as readonly (readonly string[])[],

  accepts(event: JsonObject): boolean {
    const { eventSource, eventName } = event;
    // A call that does not say of which service is rejected when it is classified, not taken for another's.
    // Insights and aggregated events have neither field: they are no calls.
    if (typeof eventSource !== 'string') return typeof eventName === 'string';
    if (OWN_SOURCES.has(eventSource)) return true;
    return (
      AUTO_SCALING_SOURCES.has(eventSource) &&
      typeof eventName === 'string' &&
      AUTO_SCALING_CALLS.has(eventName) &&
      isAboutDynamoDb(event)
    );
  },
};
