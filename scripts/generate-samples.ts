/**
 * Generates samples/: one night of a small company, as CloudTrail would deliver it. Deterministic, so
 * running it again changes nothing. `npm run generate:samples`.
 */
import {
  ACCOUNT,
  type CloudTrailEvent,
  controlEvent,
  dataEvent,
  daxEvent,
  denial,
  identities,
  logFile,
  nextEventId,
  OTHER_ACCOUNT,
  otherServiceEvent,
  REGION,
  scalableTargetEvent,
  serviceLinkedRole,
  streamEvent,
  tableArn,
  tableResource,
} from '../test/support/events';
import { type GeneratedFiles, writeGenerated } from './generated-files';

const DAY = '2026-03-14';
const at = (time: string): string => `${DAY}T${time}Z`;

const INTRUDER = {
  sourceIPAddress: '203.0.113.66',
  userAgent: 'Boto3/1.40.1 md/Botocore#1.40.1 ua/2.1 os/linux#6.1.0 lang/python#3.12.3',
};
const buildAgent = identities.iamUser('build-agent', {
  principalId: 'AIDABUILDEXAMPLE00001',
  accessKeyId: 'AKIABUILDEXAMPLE0001',
});
const dataAdmin = identities.assumedRole('data-admin', 'build-agent', {
  accessKeyId: 'ASIADATAADMINEXAMPLE',
});
const deployer = identities.assumedRole('deploy', 'release-42', { accessKeyId: 'ASIADEPLOYEXAMPLE001' });
const orders = identities.assumedRole('orders-service', 'i-0abc');
const CUSTOMERS = tableArn('Customers');
const BACKUP = `${CUSTOMERS}/backup/01773446400000-4d5e6f70`;

const minute = (index: number): string =>
  at(`${String(Math.floor(index / 60)).padStart(2, '0')}:${String(index % 60).padStart(2, '0')}:07`);

/** What happens all day: the application at work, auto scaling looking on, other services. */
function routine(fromMinute: number, count: number): CloudTrailEvent[] {
  const calls: ((eventTime: string, index: number) => CloudTrailEvent)[] = [
    (eventTime, index) =>
      dataEvent({
        eventTime,
        userIdentity: orders,
        requestParameters: { tableName: 'Orders', key: { orderId: `o-${1000 + index}` } },
        resources: [tableResource('Orders')],
      }),
    (eventTime) => otherServiceEvent({ eventTime }),
    (eventTime, index) =>
      dataEvent({
        eventTime,
        userIdentity: orders,
        eventName: 'PutItem',
        readOnly: false,
        requestParameters: {
          tableName: 'Orders',
          key: { orderId: `o-${2000 + index}` },
          items: ['orderId', 'total'],
        },
        resources: [tableResource('Orders')],
      }),
    (eventTime) =>
      otherServiceEvent({ eventTime, eventSource: 's3.amazonaws.com', eventName: 'GetBucketAcl' }),
    (eventTime) =>
      controlEvent({
        eventTime,
        userIdentity: serviceLinkedRole(),
        requestParameters: { tableName: 'Orders' },
      }),
    (eventTime) =>
      otherServiceEvent({
        eventTime,
        eventSource: 'sts.amazonaws.com',
        eventName: 'AssumeRole',
        readOnly: true,
      }),
    (eventTime) => streamEvent({ eventTime }),
    (eventTime) =>
      otherServiceEvent({ eventTime, eventSource: 'glue.amazonaws.com', eventName: 'CreateTable' }),
  ];
  return Array.from({ length: count }, (_, index) =>
    calls[index % calls.length]!(minute(fromMinute + index), index),
  );
}

/** A key left in a build log, found by somebody else. */
const breakIn: CloudTrailEvent[] = [
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

const damage: CloudTrailEvent[] = [
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
    requestParameters: { tableArn: CUSTOMERS, s3Bucket: 'free-backups', s3BucketOwner: OTHER_ACCOUNT },
    responseElements: { exportDescription: { exportArn: `${CUSTOMERS}/export/01773454668000-a1b2c3d4` } },
  }),
  byDataAdmin('02:19:12', {
    eventName: 'PutResourcePolicy',
    requestParameters: {
      resourceArn: CUSTOMERS,
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { AWS: OTHER_ACCOUNT }, Action: 'dynamodb:*', Resource: CUSTOMERS },
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

const morning: CloudTrailEvent[] = [
  controlEvent({
    eventTime: at('08:02:19'),
    userIdentity: deployer,
    eventName: 'UpdateTable',
    readOnly: false,
    requestParameters: {
      tableName: 'Orders',
      streamSpecification: { streamEnabled: true, streamViewType: 'NEW_IMAGE' },
    },
    resources: [tableResource('Orders')],
  }),
  scalableTargetEvent({
    eventTime: at('08:02:31'),
    userIdentity: deployer,
    requestParameters: {
      resourceId: 'table/Orders',
      serviceNamespace: 'dynamodb',
      scalableDimension: 'dynamodb:table:ReadCapacityUnits',
      minCapacity: 5,
      maxCapacity: 100,
    },
  }),
  daxEvent({
    eventTime: at('08:10:57'),
    userIdentity: deployer,
    eventName: 'CreateCluster',
    readOnly: false,
    requestParameters: { clusterName: 'sessions', nodeType: 'dax.r5.large', replicationFactor: 3 },
    responseElements: {
      cluster: { clusterName: 'sessions', clusterArn: `arn:aws:dax:us-east-1:${ACCOUNT}:cache/sessions` },
    },
  }),
  controlEvent({
    eventTime: at('08:30:00'),
    userIdentity: identities.root(),
    eventName: 'RestoreTableToPointInTime',
    readOnly: false,
    requestParameters: { sourceTableName: 'Customers', targetTableName: 'Customers-restored' },
    responseElements: {
      tableDescription: { tableName: 'Customers-restored', tableArn: tableArn('Customers-restored') },
    },
  }),
  dataEvent({
    eventTime: at('08:41:12'),
    userIdentity: identities.iamUser(),
    eventName: 'ExecuteStatement',
    readOnly: false,
    requestParameters: { statement: `DELETE FROM "Orders" WHERE orderId = 'o-1004'` },
    resources: [tableResource('Orders')],
  }),
  dataEvent({
    eventTime: at('08:44:50'),
    userIdentity: orders,
    eventName: 'TransactWriteItems',
    readOnly: false,
    requestParameters: {
      requestItems: [
        { operation: 'Put', tableName: 'Orders', key: { orderId: 'o-3001' } },
        { operation: 'Update', tableName: 'Stock', key: { sku: 's-17' } },
      ],
    },
    resources: [tableResource('Orders'), tableResource('Stock')],
  }),
];

/** One file holds a malformed record, which is rejected while the rest of the file is read. */
const files: [hour: string, records: (CloudTrailEvent | string)[]][] = [
  ['0105', routine(60, 40)],
  ['0220', [...routine(125, 20), ...breakIn]],
  ['0235', [...damage].reverse()],
  ['0310', routine(180, 24)],
  ['0850', [...morning, 'null', ...routine(505, 16)]],
];

const toPath = (type: string, name: string): string =>
  `samples/AWSLogs/${ACCOUNT}/${type}/${REGION}/${DAY.replaceAll('-', '/')}/${ACCOUNT}_${type}_${REGION}_${name}.json.gz`;
const stamp = DAY.replaceAll('-', '');

/** The files of samples/ but for its README. */
export const SAMPLES: GeneratedFiles = Object.fromEntries([
  ...files.map(([hour, records]) => {
    const name = `${stamp}T${hour}Z_sample${nextEventId().slice(-10)}`;
    return [toPath('CloudTrail', name), logFile(records)];
  }),
  // Digests lie in the same bucket: they are recognised and counted, not read as events.
  [toPath('CloudTrail-Digest', `trail_${REGION}_${stamp}T030000Z`), logFile([])],
]);

if (require.main === module) writeGenerated(SAMPLES);
