import { isObject, type JsonObject } from './json';
import { APIS } from './operations';

const OWN_SOURCES: ReadonlySet<string> = new Set<string>([
  ...APIS.dynamodb.eventSources,
  ...APIS.dynamodbstreams.eventSources,
  ...APIS.dax.eventSources,
]);
const AUTO_SCALING_SOURCES: ReadonlySet<string> = new Set<string>(
  APIS['application-autoscaling'].eventSources,
);
const SCALABLE_TARGET_CALLS: ReadonlySet<string> = new Set([
  'RegisterScalableTarget',
  'DescribeScalableTargets',
]);

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
 * `markerGroups` are byte sequences; every audited record contains all sequences of at least one group.
 */
export const auditedRecords = {
  markerGroups: [
    ['dynamodb.amazonaws.com'],
    ['dax.amazonaws.com'],
    ['autoscaling.amazonaws.com', 'ScalableTarget', 'dynamodb'],
  ] as readonly (readonly string[])[],

  accepts(event: JsonObject): boolean {
    const { eventSource, eventName } = event;
    if (typeof eventSource !== 'string') return false;
    if (OWN_SOURCES.has(eventSource)) return true;
    return (
      AUTO_SCALING_SOURCES.has(eventSource) &&
      typeof eventName === 'string' &&
      SCALABLE_TARGET_CALLS.has(eventName) &&
      isAboutDynamoDb(event)
    );
  },
};
