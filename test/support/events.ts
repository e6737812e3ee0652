import { gzipSync } from 'node:zlib';

/**
 * CloudTrail events in the shapes that AWS delivers: keys in CloudTrail's order, compact, with the
 * fields of eventVersion 1.08 and later. Every factory takes overrides of top-level fields; one
 * given as `undefined` is left out, which is how an older or damaged event is made.
 */
export type CloudTrailEvent = Record<string, unknown>;
export type UserIdentity = Record<string, unknown>;

export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';
export const REGION = 'us-east-1';
export const EVENT_TIME = '2026-03-14T09:26:53Z';

/** The order of keys in delivered log files; optional keys are left out, the order stays. */
const KEY_ORDER = [
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
  'sharedEventID',
  'serviceEventDetails',
  'vpcEndpointId',
  'eventCategory',
  'tlsDetails',
  'sessionCredentialFromConsole',
];

let eventsMade = 0;

/** A new event id, different for each call in a test file and the same in each run. */
export function nextEventId(): string {
  eventsMade += 1;
  return `5e1f0000-0000-4000-8000-${eventsMade.toString(16).padStart(12, '0')}`;
}

const dynamoDbRequestId = (): string =>
  `${eventsMade.toString(36).toUpperCase().padStart(26, 'K')}VV4KQNSO5AEMVJF66Q9ASUAAJG`;

function inDeliveredOrder(fields: CloudTrailEvent): CloudTrailEvent {
  const keys = [...KEY_ORDER, ...Object.keys(fields).filter((key) => !KEY_ORDER.includes(key))];
  return Object.fromEntries(keys.filter((key) => fields[key] !== undefined).map((key) => [key, fields[key]]));
}

export const tableArn = (name: string, region = REGION, account = ACCOUNT): string =>
  `arn:aws:dynamodb:${region}:${account}:table/${name}`;

/** An element of `resources[]` as data events and newer management events carry it. */
export const tableResource = (name: string, region = REGION, account = ACCOUNT): Record<string, string> => ({
  accountId: account,
  type: 'AWS::DynamoDB::Table',
  ARN: tableArn(name, region, account),
});

/** Identities of every type that CloudTrail documents, each with overrides of its fields. */
export const identities = {
  root: (overrides: UserIdentity = {}): UserIdentity => ({
    type: 'Root',
    principalId: ACCOUNT,
    arn: `arn:aws:iam::${ACCOUNT}:root`,
    accountId: ACCOUNT,
    accessKeyId: 'ASIAROOTEXAMPLE00001',
    sessionContext: { attributes: { creationDate: EVENT_TIME, mfaAuthenticated: 'true' } },
    ...overrides,
  }),
  iamUser: (userName = 'alice', overrides: UserIdentity = {}): UserIdentity => ({
    type: 'IAMUser',
    principalId: 'AIDAALICEEXAMPLE00001',
    arn: `arn:aws:iam::${ACCOUNT}:user/${userName}`,
    accountId: ACCOUNT,
    accessKeyId: 'AKIAALICEEXAMPLE0001',
    userName,
    ...overrides,
  }),
  assumedRole: (
    roleName = 'orders-service',
    session = 'i-0abc',
    overrides: UserIdentity = {},
  ): UserIdentity => ({
    type: 'AssumedRole',
    principalId: `AROAORDERSEXAMPLE0001:${session}`,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${roleName}/${session}`,
    accountId: ACCOUNT,
    accessKeyId: 'ASIAORDERSEXAMPLE001',
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: 'AROAORDERSEXAMPLE0001',
        arn: `arn:aws:iam::${ACCOUNT}:role/service/${roleName}`,
        accountId: ACCOUNT,
        userName: roleName,
      },
      webIdFederationData: {},
      attributes: { creationDate: EVENT_TIME, mfaAuthenticated: 'false' },
    },
    ...overrides,
  }),
  role: (overrides: UserIdentity = {}): UserIdentity => ({
    type: 'Role',
    principalId: 'AROABATCHEXAMPLE00001',
    arn: `arn:aws:iam::${ACCOUNT}:role/batch`,
    accountId: ACCOUNT,
    userName: 'batch',
    ...overrides,
  }),
  federatedUser: (name = 'carol', overrides: UserIdentity = {}): UserIdentity => ({
    type: 'FederatedUser',
    principalId: `${ACCOUNT}:${name}`,
    arn: `arn:aws:sts::${ACCOUNT}:federated-user/${name}`,
    accountId: ACCOUNT,
    accessKeyId: 'ASIACAROLEXAMPLE0001',
    sessionContext: {
      sessionIssuer: {
        type: 'IAMUser',
        principalId: 'AIDABROKEREXAMPLE0001',
        arn: `arn:aws:iam::${ACCOUNT}:user/broker`,
        accountId: ACCOUNT,
        userName: 'broker',
      },
      attributes: { creationDate: EVENT_TIME, mfaAuthenticated: 'false' },
    },
    ...overrides,
  }),
  directory: (overrides: UserIdentity = {}): UserIdentity => ({
    type: 'Directory',
    principalId: 'S-1-5-21-1004336348-1177238915',
    accountId: ACCOUNT,
    userName: 'CORP\\dora',
    ...overrides,
  }),
  awsAccount: (overrides: UserIdentity = {}): UserIdentity => ({
    type: 'AWSAccount',
    principalId: 'AIDAOUTSIDEEXAMPLE001',
    accountId: OTHER_ACCOUNT,
    ...overrides,
  }),
  awsService: (invokedBy = 'backup.amazonaws.com'): UserIdentity => ({ type: 'AWSService', invokedBy }),
  identityCenterUser: (overrides: UserIdentity = {}): UserIdentity => ({
    type: 'IdentityCenterUser',
    accountId: ACCOUNT,
    onBehalfOf: {
      userId: '544894e8-80c1-707f-60e3-3ba6510dfac1',
      identityStoreArn: `arn:aws:identitystore::${ACCOUNT}:identitystore/d-9067642ac7`,
    },
    credentialId: '90e292de-5eb8-446e-9602-90f7c45044f7',
    ...overrides,
  }),
  samlUser: (overrides: UserIdentity = {}): UserIdentity => ({
    type: 'SAMLUser',
    principalId: 'SkKmNhCiEXAMPLE=:erin@example.com',
    userName: 'erin@example.com',
    identityProvider: 'SkKmNhCiEXAMPLE=',
    ...overrides,
  }),
  webIdentityUser: (overrides: UserIdentity = {}): UserIdentity => ({
    type: 'WebIdentityUser',
    principalId: 'accounts.google.com:app-1:user-7',
    userName: 'user-7',
    identityProvider: 'accounts.google.com',
    ...overrides,
  }),
  /** As in service events: no type at all. */
  untyped: (overrides: UserIdentity = {}): UserIdentity => ({
    accountId: ACCOUNT,
    invokedBy: 'AWS Internal',
    ...overrides,
  }),
} as const;

/** What replication and auto scaling calls carry: a service-linked role, invoked by a service. */
export const serviceLinkedRole = (): UserIdentity =>
  identities.assumedRole(
    'AWSServiceRoleForApplicationAutoScaling_DynamoDBTable',
    'AutoScaling-UpdateDesiredCapacity',
    {
      invokedBy: 'dynamodb.application-autoscaling.amazonaws.com',
    },
  );

const TLS_DETAILS = {
  tlsVersion: 'TLSv1.3',
  cipherSuite: 'TLS_AES_128_GCM_SHA256',
  clientProvidedHostHeader: 'dynamodb.us-east-1.amazonaws.com',
};

const USER_AGENT = 'aws-cli/2.31.13 md/awscrt#0.27.6 ua/2.1 os/linux#6.8.0 md/arch#x86_64 lang/python#3.13.7';

/** A DynamoDB management event. By default alice describes the table Music, successfully. */
export function controlEvent(overrides: CloudTrailEvent = {}): CloudTrailEvent {
  const eventID = nextEventId();
  return inDeliveredOrder({
    eventVersion: '1.11',
    userIdentity: identities.iamUser(),
    eventTime: EVENT_TIME,
    eventSource: 'dynamodb.amazonaws.com',
    eventName: 'DescribeTable',
    awsRegion: REGION,
    sourceIPAddress: '198.51.100.7',
    userAgent: USER_AGENT,
    requestParameters: { tableName: 'Music' },
    responseElements: null,
    requestID: dynamoDbRequestId(),
    eventID,
    readOnly: true,
    eventType: 'AwsApiCall',
    apiVersion: '2012-08-10',
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: 'Management',
    tlsDetails: TLS_DETAILS,
    ...overrides,
  });
}

/** A DynamoDB data event. By default a role reads an item of the table Music. */
export function dataEvent(overrides: CloudTrailEvent = {}): CloudTrailEvent {
  return controlEvent({
    userIdentity: identities.assumedRole(),
    eventName: 'GetItem',
    sourceIPAddress: '203.0.113.20',
    requestParameters: { tableName: 'Music', key: { Artist: 'No One You Know' } },
    resources: [tableResource('Music')],
    managementEvent: false,
    eventCategory: 'Data',
    ...overrides,
  });
}

export const STREAM_LABEL = '2026-01-02T03:04:05.678';
export const STREAM_ARN = `${tableArn('Music')}/stream/${STREAM_LABEL}`;

/** A DynamoDB Streams data event. By default a role reads a shard of the stream of Music. */
export function streamEvent(overrides: CloudTrailEvent = {}): CloudTrailEvent {
  return dataEvent({
    eventName: 'GetRecords',
    requestParameters: { shardIterator: `${STREAM_ARN}|1|AAAAAAAAAAH7HF3xwDQHBrvk2UBZ1PKh8bX3F+JeH0rF==` },
    resources: [
      { accountId: ACCOUNT, type: 'AWS::DynamoDB::Stream', ARN: STREAM_ARN },
      tableResource('Music'),
    ],
    ...overrides,
  });
}

/** A DAX management event: no apiVersion, no resources[], a UUID as request id. */
export function daxEvent(overrides: CloudTrailEvent = {}): CloudTrailEvent {
  return controlEvent({
    eventSource: 'dax.amazonaws.com',
    eventName: 'DescribeClusters',
    requestParameters: { clusterNames: ['sessions'] },
    requestID: '585adc5f-ad05-4e27-8804-70ba1315f8fd',
    apiVersion: undefined,
    tlsDetails: { ...TLS_DETAILS, clientProvidedHostHeader: 'dax.us-east-1.amazonaws.com' },
    ...overrides,
  });
}

/** An Application Auto Scaling event about a DynamoDB table, under Auto Scaling's event source. */
export function scalableTargetEvent(overrides: CloudTrailEvent = {}): CloudTrailEvent {
  return controlEvent({
    eventSource: 'autoscaling.amazonaws.com',
    eventName: 'RegisterScalableTarget',
    requestParameters: {
      resourceId: 'table/Music',
      serviceNamespace: 'dynamodb',
      scalableDimension: 'dynamodb:table:ReadCapacityUnits',
      minCapacity: 5,
      maxCapacity: 100,
    },
    additionalEventData: { service: 'application-autoscaling' },
    readOnly: false,
    apiVersion: undefined,
    tlsDetails: undefined,
    ...overrides,
  });
}

/** An event of another service, as most of a real log file is. */
export function otherServiceEvent(overrides: CloudTrailEvent = {}): CloudTrailEvent {
  return controlEvent({
    eventSource: 'kinesis.amazonaws.com',
    eventName: 'DescribeStream',
    requestParameters: { streamName: 'clicks' },
    apiVersion: undefined,
    ...overrides,
  });
}

/** What a denied call looks like: an error, no response, here also no request parameters. */
export const denial = (message: string): CloudTrailEvent => ({
  errorCode: 'AccessDenied',
  errorMessage: message,
  requestParameters: null,
  responseElements: null,
});

/** The bytes of one event as they stand in a log file. */
export const eventBytes = (event: CloudTrailEvent): Buffer => Buffer.from(JSON.stringify(event));

/**
 * A log file as CloudTrail delivers it: one line, compact, one gzip member with a bare header.
 * A record given as a string is taken as its JSON text, byte for byte.
 */
export function logFile(records: readonly (CloudTrailEvent | string)[], { gzip = true } = {}): Buffer {
  const texts = records.map((record) => (typeof record === 'string' ? record : JSON.stringify(record)));
  const json = Buffer.from(`{"Records":[${texts.join(',')}]}`);
  if (!gzip) return json;
  const compressed = gzipSync(json, { level: 6 });
  compressed[9] = 0; // the OS byte, as Java's GZIPOutputStream writes it
  return compressed;
}
