type JsonObject = Readonly<Record<string, unknown>>;

/** Fields of an event in CloudTrail's spelling, by the lower-case names of Athena's columns. */
const FIELD_NAMES = new Map(
  [
    'eventVersion',
    'userIdentity',
    'eventTime',
    'eventSource',
    'eventName',
    'awsRegion',
    'sourceIPAddress',
    'userAgent',
    'errorCode',
    'errorMessage',
    'requestParameters',
    'responseElements',
    'additionalEventData',
    'requestID',
    'eventID',
    'readOnly',
    'resources',
    'eventType',
    'apiVersion',
    'managementEvent',
    'recipientAccountId',
    'serviceEventDetails',
    'sharedEventID',
    'vpcEndpointId',
    'eventCategory',
    'addendum',
    'sessionCredentialFromConsole',
    'tlsDetails',
  ].map((name) => [name.toLowerCase(), name]),
);

/** Members of `userIdentity` and what is in it, by the lower-case names of Athena's struct. */
const IDENTITY_NAMES = new Map(
  [
    'type',
    'principalId',
    'arn',
    'accountId',
    'invokedBy',
    'accessKeyId',
    'userName',
    'onBehalfOf',
    'userId',
    'identityStoreArn',
    'sessionContext',
    'attributes',
    'mfaAuthenticated',
    'creationDate',
    'sessionIssuer',
    'sourceIdentity',
    'webIdFederationData',
    'ec2RoleDelivery',
  ].map((name) => [name.toLowerCase(), name]),
);

/** Columns that hold JSON as text in Athena and CloudTrail Lake. */
const HOLD_JSON = new Set([
  'userIdentity',
  'requestParameters',
  'responseElements',
  'additionalEventData',
  'serviceEventDetails',
  'resources',
  'addendum',
  'tlsDetails',
]);

/** True if a row of a query has the lower-case columns of Athena's CloudTrail table. */
export const isAthenaRow = (row: JsonObject): boolean =>
  row.eventsource !== undefined || (row.eventname !== undefined && row.eventid !== undefined);

/** An event from the columns of a query's row. Its exact form is lost: what is empty is left out. */
export function restoreEvent(row: JsonObject): JsonObject {
  const event: Record<string, unknown> = {};
  for (const [column, value] of Object.entries(row)) {
    const name = FIELD_NAMES.get(column.toLowerCase());
    if (name === undefined || value === null || value === '') continue;
    event[name] = HOLD_JSON.has(name) ? parsed(value) : value;
  }
  if (event.userIdentity !== undefined) event.userIdentity = restoreNames(event.userIdentity, 0);
  for (const flag of ['readOnly', 'managementEvent']) {
    if (event[flag] === 'true' || event[flag] === 'false') event[flag] = event[flag] === 'true';
  }
  return event;
}

function parsed(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value; // Athena writes structs as `{type=IAMUser, …}`, which no parser reads back.
  }
}

/** The nesting of an identity: sessionContext.sessionIssuer.name. */
const IDENTITY_DEPTH = 4;

function restoreNames(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || depth > IDENTITY_DEPTH)
    return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      IDENTITY_NAMES.get(name.toLowerCase()) ?? name,
      restoreNames(member, depth + 1),
    ]),
  );
}
