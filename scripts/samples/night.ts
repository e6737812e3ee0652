import {
  ACCOUNT,
  type CloudTrailEvent,
  controlEvent,
  denial,
  otherServiceEvent,
  tableResource,
} from '../../test/support/events';
import {
  BACKUP,
  buildAgent,
  CUSTOMERS,
  dataAdmin,
  INTRUDER,
  OFFICE,
  onCall,
  STRANGE_ACCOUNT,
  TRAIL_NAME,
} from './actors';
import { itemCall } from './routine';

export const NIGHT = '2026-03-14';
const at = (time: string): string => `${NIGHT}T${time}Z`;

/** A key left in a build log, found by somebody else. */
export const breakIn = (): CloudTrailEvent[] => [
  controlEvent({
    ...INTRUDER,
    eventTime: at('02:10:11'),
    userIdentity: buildAgent,
    eventName: 'ListTables',
    ...denial(
      `User: arn:aws:iam::${ACCOUNT}:user/build-agent is not authorized to perform: dynamodb:ListTables because no identity-based policy allows the dynamodb:ListTables action`,
    ),
  }),
  controlEvent({
    ...INTRUDER,
    eventTime: at('02:11:40'),
    userIdentity: buildAgent,
    eventName: 'DescribeTable',
    ...denial(
      `User: arn:aws:iam::${ACCOUNT}:user/build-agent is not authorized to perform: dynamodb:DescribeTable on resource: ${CUSTOMERS} because no identity-based policy allows the dynamodb:DescribeTable action`,
    ),
  }),
  otherServiceEvent({
    ...INTRUDER,
    eventTime: at('02:14:02'),
    userIdentity: buildAgent,
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    requestParameters: { roleArn: `arn:aws:iam::${ACCOUNT}:role/data-admin`, roleSessionName: 'build-agent' },
  }),
];

const byDataAdmin = (time: string, fields: CloudTrailEvent): CloudTrailEvent =>
  controlEvent({ ...INTRUDER, eventTime: at(time), userIdentity: dataAdmin, readOnly: false, ...fields });

/** What was done with the role: Customers is copied, shared, stripped of its protection and deleted. */
export const damage = (): CloudTrailEvent[] => [
  byDataAdmin('02:15:30', { eventName: 'ListTables', requestParameters: null, readOnly: true }),
  byDataAdmin('02:16:05', {
    eventName: 'Scan',
    readOnly: true,
    managementEvent: false,
    eventCategory: 'Data',
    requestParameters: { tableName: 'Customers' },
    resources: [tableResource('Customers')],
  }),
  byDataAdmin('02:17:48', {
    eventName: 'ExportTableToPointInTime',
    requestParameters: { tableArn: CUSTOMERS, s3Bucket: 'free-backups', s3BucketOwner: STRANGE_ACCOUNT },
    responseElements: { exportDescription: { exportArn: `${CUSTOMERS}/export/01773454668000-a1b2c3d4` } },
  }),
  byDataAdmin('02:19:12', {
    eventName: 'PutResourcePolicy',
    requestParameters: {
      resourceArn: CUSTOMERS,
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { AWS: STRANGE_ACCOUNT }, Action: 'dynamodb:*', Resource: CUSTOMERS },
        ],
      }),
    },
  }),
  byDataAdmin('02:25:33', {
    eventName: 'UpdateContinuousBackups',
    requestParameters: {
      tableName: 'Customers',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: false },
    },
  }),
  byDataAdmin('02:26:01', {
    eventName: 'UpdateTable',
    requestParameters: { tableName: 'Customers', deletionProtectionEnabled: false },
    resources: [tableResource('Customers')],
  }),
  byDataAdmin('02:26:44', {
    eventName: 'DeleteBackup',
    requestParameters: { backupArn: BACKUP },
    responseElements: {
      backupDescription: {
        backupDetails: { backupArn: BACKUP, backupName: 'nightly', backupType: 'USER' },
        sourceTableDetails: { tableName: 'Customers', tableArn: CUSTOMERS },
      },
    },
  }),
  byDataAdmin('02:27:09', {
    eventName: 'DeleteTable',
    requestParameters: { tableName: 'Customers' },
    responseElements: {
      tableDescription: { tableName: 'Customers', tableArn: CUSTOMERS, tableStatus: 'DELETING' },
    },
    resources: [tableResource('Customers')],
  }),
];

/** The same key reads items of several tables. */
export const keyReads = (): CloudTrailEvent[] => {
  const byKey = (eventTime: string, eventName: string, tableName: string, request: object) =>
    itemCall(eventTime, eventName, tableName, request, { ...INTRUDER, userIdentity: buildAgent });
  return [
    byKey(at('02:12:05'), 'GetItem', 'Builds', { key: { build: 'b-871' } }),
    byKey(at('02:12:30'), 'Query', 'Orders', {
      key: { orderId: 'o-1003' },
      keyConditionExpression: 'orderId = :id',
    }),
    byKey(at('02:12:51'), 'GetItem', 'Customers', { key: { customerId: 'c-1' } }),
    byKey(at('02:12:54'), 'GetItem', 'Customers', { key: { customerId: 'c-2' } }),
    byKey(at('02:13:10'), 'Scan', 'Sessions', { limit: 1000 }),
  ];
};

/** The key was tried before, and is used again a day later: nobody has disabled it. */
export const firstTry = (): CloudTrailEvent[] => [
  itemCall(
    at('01:22:47'),
    'GetItem',
    'Builds',
    { key: { build: 'b-1' } },
    { ...INTRUDER, userIdentity: buildAgent },
  ),
];
export const lastUse = (): CloudTrailEvent[] => [
  itemCall(
    '2026-03-15T03:12:44Z',
    'GetItem',
    'Orders',
    { key: { orderId: 'o-1003' } },
    { ...INTRUDER, sourceIPAddress: '203.0.113.67', userIdentity: buildAgent },
  ),
];

const trailCall = (time: string, eventName: string, fields: CloudTrailEvent): CloudTrailEvent =>
  otherServiceEvent({
    eventTime: at(time),
    eventSource: 'cloudtrail.amazonaws.com',
    eventName,
    readOnly: false,
    requestParameters: { name: TRAIL_NAME },
    ...fields,
  });

/** Nothing is logged for two hours. */
export const trailStop = (): CloudTrailEvent[] => [
  trailCall('03:58:12', 'StopLogging', { ...INTRUDER, userIdentity: dataAdmin }),
];
export const trailStart = (): CloudTrailEvent[] => [
  trailCall('06:00:31', 'StartLogging', {
    ...OFFICE,
    userIdentity: onCall,
    sessionCredentialFromConsole: 'true',
  }),
];
