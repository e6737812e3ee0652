import type { AuditQuery } from '../../src/query/query';
import type { IngestSettingsInput } from '../../src/settings/ingest-settings';
import { OPTIONAL_INDEX_NAMES } from '../../src/store/indexes';
import {
  type CloudTrailEvent,
  controlEvent,
  dataEvent,
  daxEvent,
  denial,
  identities,
  OTHER_ACCOUNT,
  REGION,
  STREAM_ARN,
  scalableTargetEvent,
  serviceLinkedRole,
  streamEvent,
  tableArn,
} from './events';

/**
 * A night on which somebody finds the table Music, weakens what protects it, copies it out and
 * deletes it, among the usual traffic. And what responders ask of it, with the answers.
 */
const mallory = identities.iamUser('mallory', {
  principalId: 'AIDAMALLORYEXAMPLE001',
  accessKeyId: 'AKIAMALLORYEXAMPLE01',
});
const admin = identities.assumedRole('admin', 'bob@example.com', { accessKeyId: 'ASIAADMINEXAMPLE0001' });
const ATTACKER_IP = '203.0.113.66';
const byMallory = { userIdentity: mallory, sourceIPAddress: ATTACKER_IP, readOnly: false };
const BACKUP_ARN = `${tableArn('Music')}/backup/01789602797149-73d8d5bc`;
const EXPORT_ARN = `${tableArn('Music')}/export/01789602800000-aabbccdd`;
const CLUSTER_ARN = `arn:aws:dax:${REGION}:111122223333:cache/sessions`;

/** The events by the labels that answers are given in, in the order in which they happened. */
const TIMELINE: readonly (readonly [
  label: string,
  event: (overrides: CloudTrailEvent) => CloudTrailEvent,
])[] = [
  ['describe', (when) => controlEvent({ ...when })],
  ['get', (when) => dataEvent({ ...when })],
  ['put', (when) => dataEvent({ eventName: 'PutItem', readOnly: false, ...when })],
  [
    'condition',
    (when) =>
      dataEvent({
        eventName: 'UpdateItem',
        readOnly: false,
        errorCode: 'ConditionalCheckFailedException',
        errorMessage: 'The conditional request failed',
        ...when,
      }),
  ],
  [
    'batch',
    (when) =>
      dataEvent({
        eventName: 'BatchGetItem',
        requestParameters: { requestItems: { Music: { keys: [] }, Orders: { keys: [] } } },
        resources: undefined,
        ...when,
      }),
  ],
  [
    'throttled',
    (when) =>
      dataEvent({
        eventName: 'Query',
        requestParameters: { tableName: 'Orders' },
        resources: undefined,
        errorCode: 'ProvisionedThroughputExceededException',
        errorMessage: 'The level of configured provisioned throughput for the table was exceeded.',
        ...when,
      }),
  ],
  [
    'denied-list',
    (when) =>
      controlEvent({
        ...byMallory,
        readOnly: true,
        eventName: 'ListTables',
        ...denial('User is not authorized'),
        ...when,
      }),
  ],
  [
    'denied-describe',
    (when) =>
      controlEvent({
        ...byMallory,
        readOnly: true,
        ...denial('User is not authorized'),
        requestParameters: { tableName: 'Orders' },
        ...when,
      }),
  ],
  [
    'scan',
    (when) =>
      dataEvent({
        ...byMallory,
        readOnly: true,
        eventName: 'Scan',
        requestParameters: { tableName: 'Music' },
        ...when,
      }),
  ],
  [
    'export',
    (when) =>
      controlEvent({
        ...byMallory,
        eventName: 'ExportTableToPointInTime',
        requestParameters: {
          tableArn: tableArn('Music'),
          s3Bucket: 'far-away',
          s3BucketOwner: OTHER_ACCOUNT,
        },
        responseElements: { exportDescription: { exportArn: EXPORT_ARN, exportStatus: 'IN_PROGRESS' } },
        ...when,
      }),
  ],
  [
    'pitr-off',
    (when) =>
      controlEvent({
        ...byMallory,
        eventName: 'UpdateContinuousBackups',
        requestParameters: {
          tableName: 'Music',
          pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: false },
        },
        ...when,
      }),
  ],
  [
    'protection-off',
    (when) =>
      controlEvent({
        ...byMallory,
        eventName: 'UpdateTable',
        requestParameters: { tableName: 'Music', deletionProtectionEnabled: false },
        ...when,
      }),
  ],
  [
    'backup-deleted',
    (when) =>
      controlEvent({
        ...byMallory,
        eventName: 'DeleteBackup',
        requestParameters: { backupArn: BACKUP_ARN },
        ...when,
      }),
  ],
  ['deleted', (when) => controlEvent({ ...byMallory, eventName: 'DeleteTable', ...when })],
  [
    'root',
    (when) =>
      controlEvent({
        userIdentity: identities.root(),
        eventName: 'DescribeLimits',
        requestParameters: null,
        ...when,
      }),
  ],
  [
    'autoscaled',
    (when) =>
      controlEvent({
        userIdentity: serviceLinkedRole(),
        sourceIPAddress: 'dynamodb.application-autoscaling.amazonaws.com',
        eventName: 'UpdateTable',
        readOnly: false,
        requestParameters: {
          tableName: 'Orders',
          provisionedThroughput: { readCapacityUnits: 10, writeCapacityUnits: 5 },
        },
        ...when,
      }),
  ],
  [
    'policy',
    (when) =>
      controlEvent({
        userIdentity: admin,
        eventName: 'PutResourcePolicy',
        readOnly: false,
        requestParameters: {
          resourceArn: tableArn('Orders'),
          policy: JSON.stringify({
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Principal: '*', Action: 'dynamodb:GetItem', Resource: '*' }],
          }),
        },
        ...when,
      }),
  ],
  [
    'policy-removed',
    (when) =>
      controlEvent({
        userIdentity: admin,
        eventName: 'DeleteResourcePolicy',
        readOnly: false,
        requestParameters: { resourceArn: tableArn('Orders') },
        ...when,
      }),
  ],
  [
    'restored',
    (when) =>
      controlEvent({
        userIdentity: admin,
        eventName: 'RestoreTableToPointInTime',
        readOnly: false,
        requestParameters: { sourceTableName: 'Music', targetTableName: 'MusicCopy' },
        ...when,
      }),
  ],
  [
    'copy-read',
    (when) =>
      dataEvent({
        eventName: 'Scan',
        requestParameters: { tableName: 'MusicCopy' },
        resources: undefined,
        userIdentity: admin,
        ...when,
      }),
  ],
  [
    'ttl',
    (when) =>
      controlEvent({
        userIdentity: admin,
        eventName: 'UpdateTimeToLive',
        readOnly: false,
        requestParameters: {
          tableName: 'Sessions',
          timeToLiveSpecification: { enabled: true, attributeName: 'at' },
        },
        ...when,
      }),
  ],
  [
    'tagged',
    (when) =>
      controlEvent({
        eventName: 'TagResource',
        readOnly: false,
        requestParameters: { resourceArn: tableArn('Orders'), tags: [] },
        ...when,
      }),
  ],
  [
    'kinesis',
    (when) =>
      controlEvent({
        userIdentity: admin,
        eventName: 'EnableKinesisStreamingDestination',
        readOnly: false,
        requestParameters: {
          tableName: 'Orders',
          streamArn: `arn:aws:kinesis:${REGION}:${OTHER_ACCOUNT}:stream/out`,
        },
        ...when,
      }),
  ],
  ['stream-read', (when) => streamEvent({ ...when })],
  [
    'statement',
    (when) =>
      dataEvent({
        eventName: 'ExecuteStatement',
        requestParameters: { statement: 'SELECT * FROM "Orders" WHERE "id" = ?' },
        resources: undefined,
        ...when,
      }),
  ],
  ['clusters', (when) => daxEvent({ ...when })],
  [
    'cluster-deleted',
    (when) =>
      daxEvent({
        userIdentity: admin,
        eventName: 'DeleteCluster',
        readOnly: false,
        requestParameters: { clusterName: 'sessions' },
        ...when,
      }),
  ],
  [
    'dax-tagged',
    (when) =>
      daxEvent({
        eventName: 'TagResource',
        readOnly: false,
        requestParameters: { resourceName: CLUSTER_ARN, tags: [] },
        ...when,
      }),
  ],
  [
    'target',
    (when) =>
      scalableTargetEvent({
        requestParameters: {
          resourceId: 'table/Orders',
          serviceNamespace: 'dynamodb',
          scalableDimension: 'dynamodb:table:ReadCapacityUnits',
          minCapacity: 5,
          maxCapacity: 100,
        },
        ...when,
      }),
  ],
  [
    'elsewhere',
    (when) =>
      dataEvent({
        awsRegion: 'eu-west-1',
        recipientAccountId: OTHER_ACCOUNT,
        requestParameters: { tableName: 'Billing' },
        resources: undefined,
        ...when,
      }),
  ],
  [
    'aws-backup',
    (when) =>
      controlEvent({
        userIdentity: identities.awsService(),
        sourceIPAddress: 'backup.amazonaws.com',
        userAgent: 'backup.amazonaws.com',
        eventName: 'CreateBackup',
        readOnly: false,
        requestParameters: { tableName: 'Orders', backupName: 'nightly' },
        ...when,
      }),
  ],
];

const minute = (index: number) => `2026-03-14T02:${String(index).padStart(2, '0')}:00Z`;
/** The time of an event of the trail. */
export const findTime = (label: string) => minute(TIMELINE.findIndex(([name]) => name === label));

const toEventId = (index: number) => `7a11ed00-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;

/** The trail, oldest event first. */
export const TRAIL: readonly CloudTrailEvent[] = TIMELINE.map(([, event], index) =>
  event({ eventTime: minute(index), eventID: toEventId(index) }),
);

/** The label of a record of the trail. */
export const toLabel = ({ eventId }: { eventId: string }): string =>
  TIMELINE.find((_, index) => toEventId(index) === eventId)?.[0] ?? eventId;

/** With these every question below can be answered; they are those of one machine. */
export const TRAIL_SETTINGS: IngestSettingsInput = {
  dataEventIndexes: [...OPTIONAL_INDEX_NAMES],
  indexApplicationFailures: true,
};

export interface TrailQuestion {
  readonly asks: string;
  readonly query: AuditQuery;
  /** The index that answers, and how many of its partitions are read. */
  readonly index: string;
  readonly partitions: number;
  /** Labels of the records that answer, newest first. */
  readonly answer: readonly string[];
}

const question = (
  asks: string,
  query: AuditQuery,
  index: string,
  partitions: number,
  ...answer: string[]
): TrailQuestion => ({ asks, query, index, partitions, answer });

const MALLORY = 'arn:aws:iam::111122223333:user/mallory';
const ADMIN = 'arn:aws:iam::111122223333:role/service/admin';
const APP = 'arn:aws:iam::111122223333:role/service/orders-service';

// biome-ignore format: a table is read by its rows
export const QUESTIONS: readonly TrailQuestion[] = [
  question('Who deleted a table?', { action: ['DeleteTable'] }, 'action', 3, 'deleted'),
  question('What did mallory do?', { principal: [MALLORY] }, 'principal', 9, 'deleted', 'backup-deleted', 'protection-off', 'pitr-off', 'export', 'scan', 'denied-describe', 'denied-list'),
  question('What did mallory change?', { principal: [MALLORY], plane: ['control'], access: ['write', 'permissions', 'tagging'] }, 'principal', 1, 'deleted', 'backup-deleted', 'protection-off', 'pitr-off', 'export'),
  question('What did this access key do?', { accessKey: ['AKIAMALLORYEXAMPLE01'] }, 'credential', 9, 'deleted', 'backup-deleted', 'protection-off', 'pitr-off', 'export', 'scan', 'denied-describe', 'denied-list'),
  question('What came from this address, and succeeded?', { sourceIp: [ATTACKER_IP], outcome: ['succeeded'] }, 'address', 9, 'deleted', 'backup-deleted', 'protection-off', 'pitr-off', 'export', 'scan'),
  question('Who touched Music?', { table: ['Music'] }, 'resource', 9, 'stream-read', 'restored', 'deleted', 'backup-deleted', 'protection-off', 'pitr-off', 'export', 'scan', 'batch', 'condition', 'put', 'get', 'describe'),
  question('Who changed how Music is set up?', { table: ['Music'], plane: ['control'], access: ['write'] }, 'resource', 1, 'restored', 'deleted', 'backup-deleted', 'protection-off', 'pitr-off', 'export'),
  question('Who wrote items of Music?', { table: ['Music'], plane: ['data'], access: ['write'] }, 'resource', 8, 'condition', 'put'),
  question('Who read items of Music outside the application?', { table: ['Music'], action: ['Scan', 'Query', 'ExecuteStatement'] }, 'resource', 8, 'scan'),
  question('Music and everything of it: backups, exports, streams, copies?', { table: ['Music'], related: true }, 'resource', 45, 'stream-read', 'copy-read', 'restored', 'deleted', 'backup-deleted', 'protection-off', 'pitr-off', 'export', 'scan', 'batch', 'condition', 'put', 'get', 'describe'),
  question('Who touched the backup?', { resource: [BACKUP_ARN] }, 'resource', 18, 'backup-deleted'),
  question('Who read the stream?', { resource: [STREAM_ARN] }, 'resource', 18, 'stream-read'),
  question('What was denied?', { outcome: ['denied'] }, 'failure', 36, 'denied-describe', 'denied-list'),
  question('What was throttled?', { outcome: ['throttled'] }, 'failure', 36, 'throttled'),
  question('What was denied to anyone who asked about Orders?', { table: ['Orders'], outcome: ['denied'] }, 'failure', 36, 'denied-describe'),
  question('Which conditions failed?', { error: ['ConditionalCheckFailedException'] }, 'failure', 9, 'condition'),
  question('What needs a look at once?', { risk: 'critical' }, 'risk', 9, 'kinesis', 'protection-off', 'pitr-off', 'export'),
  question('What is of high risk or above?', { risk: 'high' }, 'risk', 18, 'kinesis', 'ttl', 'restored', 'policy', 'root', 'deleted', 'backup-deleted', 'protection-off', 'pitr-off', 'export'),
  question('What weakened the protection of Music?', { table: ['Music'], action: ['UpdateContinuousBackups', 'UpdateTable', 'DeleteBackup', 'UpdateTimeToLive'] }, 'resource', 1, 'backup-deleted', 'protection-off', 'pitr-off'),
  question('Who exported a table?', { action: ['ExportTableToPointInTime'] }, 'action', 3, 'export'),
  question('Who restored a copy?', { action: ['RestoreTableToPointInTime', 'RestoreTableFromBackup'] }, 'action', 6, 'restored'),
  question('Who changed a resource policy?', { action: ['PutResourcePolicy', 'DeleteResourcePolicy'] }, 'action', 6, 'policy-removed', 'policy'),
  question('Who opened a way out by Kinesis?', { action: ['EnableKinesisStreamingDestination', 'DisableKinesisStreamingDestination'] }, 'action', 6, 'kinesis'),
  question('Who set a time to live?', { action: ['UpdateTimeToLive'] }, 'action', 3, 'ttl'),
  question('Who scanned anything?', { action: ['Scan'] }, 'action', 24, 'copy-read', 'scan'),
  question('Who used PartiQL?', { category: ['partiql'] }, 'feed', 9, 'statement'),
  question('What did root do?', { principal: ['arn:aws:iam::111122223333:root'] }, 'principal', 9, 'root'),
  question('What did bob do as admin?', { principal: [ADMIN], session: ['bob@example.com'] }, 'principal', 9, 'cluster-deleted', 'kinesis', 'ttl', 'copy-read', 'restored', 'policy-removed', 'policy'),
  question('What happened in DAX?', { service: ['dax'] }, 'feed', 9, 'dax-tagged', 'cluster-deleted', 'clusters'),
  question('Who deleted a DAX cluster?', { action: ['DeleteCluster'], service: ['dax'] }, 'action', 1, 'cluster-deleted'),
  question('Who tagged anything, in any service?', { action: ['TagResource'] }, 'action', 3, 'dax-tagged', 'tagged'),
  question('Who tagged a table?', { action: ['dynamodb:TagResource'] }, 'action', 1, 'tagged'),
  question('What did AWS do for us?', { sourceIp: ['backup.amazonaws.com', 'dynamodb.application-autoscaling.amazonaws.com'] }, 'address', 18, 'aws-backup', 'autoscaled'),
  question('Who changed the capacity of Orders?', { table: ['Orders'], action: ['UpdateTable', 'RegisterScalableTarget'] }, 'resource', 1, 'target', 'autoscaled'),
  question('What changed anywhere?', { plane: ['control'], access: ['write', 'permissions', 'tagging'] }, 'feed', 1, 'aws-backup', 'target', 'dax-tagged', 'cluster-deleted', 'kinesis', 'tagged', 'ttl', 'restored', 'policy-removed', 'policy', 'autoscaled', 'deleted', 'backup-deleted', 'protection-off', 'pitr-off', 'export'),
  question('What happened in the other account?', { account: [OTHER_ACCOUNT] }, 'feed', 9, 'elsewhere'),
  question('What did the application do elsewhere?', { principal: [APP], eventRegion: ['eu-west-1'] }, 'principal', 9, 'elsewhere'),
  question('What happened just before the table went?', { since: '2026-03-14T02:10:00Z', until: '2026-03-14T02:13:00Z' }, 'feed', 9, 'backup-deleted', 'protection-off', 'pitr-off'),
  question('What did she try first?', { principal: [MALLORY], until: '2026-03-14T02:09:00Z' }, 'principal', 9, 'scan', 'denied-describe', 'denied-list'),
  question('And the two tables together?', { table: ['Music', 'Orders'], plane: ['data'], access: ['read'] }, 'resource', 16, 'statement', 'stream-read', 'scan', 'throttled', 'batch', 'get'),
  question('Which calls touched both tables?', { table: ['Music'], resource: [tableArn('Orders')] }, 'resource', 9, 'batch'),
  question('What failed, but was not denied?', { outcome: ['failed'] }, 'feed', 9, 'condition'),
];
