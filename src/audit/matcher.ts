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
 * Auto Scaling serves many services and says which in `serviceNamespace`. A denied call may come
 * without request parameters: then it is ours if its error message speaks of DynamoDB.
 */
function isAboutDynamoDb(event: JsonObject): boolean {
  const { requestParameters, errorMessage } = event;
  const namespace = isObject(requestParameters) ? requestParameters.serviceNamespace : undefined;
  if (namespace !== undefined) return namespace === 'dynamodb';
  return typeof errorMessage === 'string' && errorMessage.includes('dynamodb');
}

/**
 * Which records of a log file are audited: everything from the event sources of DynamoDB, DynamoDB
 * Streams and DAX, also operations nobody knows yet, and Auto Scaling's calls on DynamoDB targets.
 * `markerGroups` are what the bytes of such a record hold at least.
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
