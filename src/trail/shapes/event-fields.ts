const byLowerCase = (...names: readonly string[]): ReadonlyMap<string, string> =>
  new Map(names.map((name) => [name.toLowerCase(), name]));

/** Fields of an event in CloudTrail's spelling, by the lower-case names of Athena's columns. */
export const FIELD_NAMES = byLowerCase(
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
);

/** Members of `userIdentity` and what is in it, by the lower-case names of Athena's struct. */
export const IDENTITY_NAMES = byLowerCase(
  'type',
  'principalId',
  'arn',
  'accountId',
  'invokedBy',
  'accessKeyId',
  'userName',
  'credentialId',
  'identityProvider',
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
);

/** Columns that hold a structure: as JSON, or as Athena and CloudTrail Lake print it. */
export const STRUCTURES: ReadonlySet<string> = new Set([
  'userIdentity',
  'requestParameters',
  'responseElements',
  'additionalEventData',
  'serviceEventDetails',
  'resources',
  'addendum',
  'tlsDetails',
]);

export const FLAGS = ['readOnly', 'managementEvent'] as const;
