import {
  type CloudTrailEvent,
  controlEvent,
  dataEvent,
  tableArn,
  tableResource,
} from '../../test/support/events';
import { BACKUP, BUILDS, buildAgent, CUSTOMERS, deployer, OFFICE, SECOND_REGION, support } from './actors';
import { itemCall, routine } from './routine';

export const FIRST_DAY = '2026-03-13';
const at = (time: string): string => `${FIRST_DAY}T${time}Z`;

const byDeployer = (
  time: string,
  eventName: string,
  requestParameters: object,
  fields: CloudTrailEvent = {},
) =>
  controlEvent({
    ...BUILDS,
    eventTime: at(time),
    userIdentity: deployer,
    eventName,
    readOnly: false,
    requestParameters,
    resources: [tableResource('Customers')],
    ...fields,
  });

/** The table Customers is created and protected. */
export const creation = (): CloudTrailEvent[] => [
  byDeployer(
    '08:30:11',
    'CreateTable',
    {
      tableName: 'Customers',
      attributeDefinitions: [{ attributeName: 'customerId', attributeType: 'S' }],
      keySchema: [{ attributeName: 'customerId', keyType: 'HASH' }],
      billingMode: 'PAY_PER_REQUEST',
    },
    { responseElements: { tableDescription: { tableName: 'Customers', tableArn: CUSTOMERS } } },
  ),
  byDeployer('08:30:52', 'UpdateContinuousBackups', {
    tableName: 'Customers',
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  }),
  byDeployer('08:31:20', 'UpdateTable', { tableName: 'Customers', deletionProtectionEnabled: true }),
  ...['c-1', 'c-2', 'c-3', 'c-4'].map((customerId, index) =>
    itemCall(at(`08:4${index}:07`), 'PutItem', 'Customers', {
      key: { customerId },
      items: ['customerId', 'email', 'name'],
    }),
  ),
  ...routine(FIRST_DAY, 511, 16),
];

/** Customers gets a stream and a replica. */
export const replication = (): CloudTrailEvent[] => [
  byDeployer('10:15:04', 'UpdateTable', {
    tableName: 'Customers',
    streamSpecification: { streamEnabled: true, streamViewType: 'NEW_AND_OLD_IMAGES' },
  }),
  byDeployer('10:16:30', 'UpdateTable', {
    tableName: 'Customers',
    replicaUpdates: [{ create: { regionName: SECOND_REGION } }],
  }),
];

/** The same in the second Region. */
export const replicaCreation = (): CloudTrailEvent[] => [
  byDeployer(
    '10:16:31',
    'CreateTableReplica',
    { tableName: 'Customers' },
    { awsRegion: SECOND_REGION, resources: [tableResource('Customers', SECOND_REGION)] },
  ),
];

/** An application and a person in the office read customers, and a build writes its result. */
export const workday = (): CloudTrailEvent[] => {
  const byPerson = (time: string, eventName: string, request: object) =>
    itemCall(at(time), eventName, 'Customers', request, {
      ...OFFICE,
      userIdentity: support,
      sessionCredentialFromConsole: 'true',
    });
  const byBuild = (time: string, eventName: string, build: string) =>
    itemCall(at(time), eventName, 'Builds', { key: { build } }, { ...BUILDS, userIdentity: buildAgent });
  return [
    itemCall(at('13:02:41'), 'GetItem', 'Customers', { key: { customerId: 'c-1' } }),
    itemCall(at('13:02:42'), 'UpdateItem', 'Customers', {
      key: { customerId: 'c-1' },
      updateExpression: 'SET lastOrder = :order',
    }),
    itemCall(at('13:04:19'), 'GetItem', 'Customers', { key: { customerId: 'c-2' } }),
    byPerson('13:10:26', 'GetItem', { key: { customerId: 'c-1' } }),
    byPerson('13:11:03', 'Query', { key: { customerId: 'c-3' }, keyConditionExpression: 'customerId = :id' }),
    byBuild('13:20:00', 'PutItem', 'b-871'),
    byBuild('13:24:45', 'UpdateItem', 'b-871'),
    byBuild('13:24:46', 'GetItem', 'b-870'),
    ...routine(FIRST_DAY, 790, 16),
  ];
};

/** The copy of a backup for a test, and its end. */
export const restoreTest = (): CloudTrailEvent[] => {
  const copy = tableArn('Customers-test');
  const backupArn = `${CUSTOMERS}/backup/01773414000000-1a2b3c4d`;
  return [
    byDeployer(
      '15:00:00',
      'CreateBackup',
      { tableName: 'Customers', backupName: 'before-test' },
      { responseElements: { backupDetails: { backupArn, backupName: 'before-test', backupType: 'USER' } } },
    ),
    byDeployer(
      '15:09:30',
      'RestoreTableFromBackup',
      { targetTableName: 'Customers-test', backupArn },
      { responseElements: { tableDescription: { tableName: 'Customers-test', tableArn: copy } } },
    ),
    dataEvent({
      ...BUILDS,
      eventTime: at('15:31:12'),
      userIdentity: deployer,
      eventName: 'Scan',
      requestParameters: { tableName: 'Customers-test' },
      resources: [tableResource('Customers-test')],
    }),
    byDeployer(
      '15:42:08',
      'DeleteTable',
      { tableName: 'Customers-test' },
      { resources: [tableResource('Customers-test')] },
    ),
  ];
};

/** The nightly backup, in the first second of the next day. */
export const nightlyBackup = (): CloudTrailEvent[] => [
  byDeployer(
    '08:00:00',
    'CreateBackup',
    { tableName: 'Customers', backupName: 'nightly' },
    {
      eventTime: '2026-03-14T00:00:00Z',
      responseElements: { backupDetails: { backupArn: BACKUP, backupName: 'nightly', backupType: 'USER' } },
    },
  ),
];
