import type { Access, Plane, Service } from './audit-record';

/** An API whose calls are audited. */
interface Api {
  readonly service: Service;
  /** `eventSource` values under which CloudTrail delivers its events. */
  readonly eventSources: readonly string[];
  readonly iamPrefix: string;
}

/**
 * DynamoDB Streams events have DynamoDB's event source; `streams.dynamodb.amazonaws.com` is known from
 * other tools only. Application Auto Scaling events have Auto Scaling's event source.
 */
export const APIS = {
  dynamodb: { service: 'dynamodb', eventSources: ['dynamodb.amazonaws.com'], iamPrefix: 'dynamodb' },
  dynamodbstreams: {
    service: 'dynamodbstreams',
    eventSources: ['dynamodb.amazonaws.com', 'streams.dynamodb.amazonaws.com'],
    iamPrefix: 'dynamodb',
  },
  dax: { service: 'dax', eventSources: ['dax.amazonaws.com'], iamPrefix: 'dax' },
  'application-autoscaling': {
    service: 'dynamodb',
    eventSources: ['autoscaling.amazonaws.com', 'application-autoscaling.amazonaws.com'],
    iamPrefix: 'application-autoscaling',
  },
  cloudtrail: guard('cloudtrail'),
  organizations: guard('organizations'),
  s3: guard('s3'),
  kms: guard('kms'),
  sqs: guard('sqs'),
  events: guard('events'),
  scheduler: guard('scheduler'),
  sns: guard('sns'),
  lambda: guard('lambda'),
  iam: guard('iam'),
  monitoring: guard('monitoring', 'cloudwatch'),
  logs: guard('logs'),
  cloudformation: guard('cloudformation'),
  backup: guard('backup'),
  glue: guard('glue'),
  redshift: guard('redshift'),
} as const satisfies Record<string, Api>;
export type ApiName = keyof typeof APIS;
/** An API of another service, of which only the operations of guard-operations.ts are audited. */
export type GuardApiName = {
  [Name in ApiName]: (typeof APIS)[Name]['service'] extends 'guard' ? Name : never;
}[ApiName];

function guard(name: string, iamPrefix = name) {
  return { service: 'guard' as const, eventSources: [`${name}.amazonaws.com`], iamPrefix };
}

/**
 * How a value in an event names a resource:
 *
 * - `table`: a table's name or ARN. `index`: an index of that table, by name, path or ARN.
 * - `arn`: an ARN of a table, index, stream, backup, export, import or bulk operation.
 * - `tables`: a list of requests with a `tableName` each, or a map by table name.
 * - `statement`: PartiQL, which names tables and indexes in its text.
 * - `backup-source`: a backup's ARN, for the table that it was taken from.
 * - `copied-table`: the ARN of a table that the call copies, in another account. A bare name never means it.
 * - `iterator`: a shard iterator, which begins with its stream's ARN.
 * - `scalable-target`: `table/<table>` or `table/<table>/index/<index>`.
 * - `dax-source`: the name of a DAX cluster or group, `sourceType` beside it says which.
 * - `other-arn`: an ARN of any service. Only in calls of other services, as all that follow.
 * - `trail` to `backup-vault`: the name or ARN of a resource of another service.
 * - `queue`: a queue's URL or ARN. `kms-key`: a key's id, alias or ARN.
 */
export type ResourceKind =
  | 'table'
  | 'index'
  | 'arn'
  | 'tables'
  | 'statement'
  | 'backup-source'
  | 'copied-table'
  | 'iterator'
  | 'scalable-target'
  | 'global-table'
  | 'cluster'
  | 'parameter-group'
  | 'subnet-group'
  | 'dax-source'
  | 'other-arn'
  | 'trail'
  | 'bucket'
  | 'kms-key'
  | 'queue'
  | 'event-rule'
  | 'schedule'
  | 'function'
  | 'role'
  | 'alarm'
  | 'log-group'
  | 'stack'
  | 'backup-vault';

/** Location of a resource name in an event: a kind and a path. Lists on the path are flattened. */
export type ResourceRule = `${ResourceKind} ${'request' | 'response'}.${string}`;

export type OperationRow = readonly [
  api: ApiName,
  eventName: string,
  plane: Plane,
  access: Access,
  category: string,
  ...resources: ResourceRule[],
];

const TABLE = 'table request.tableName';
const RESOURCE = 'arn request.resourceArn';
const CLUSTER = 'cluster request.clusterName';
const CLUSTER_ANSWERED = 'cluster response.cluster.clusterArn';
const PARAMETER_GROUP = 'parameter-group request.parameterGroupName';
const SUBNET_GROUP = 'subnet-group request.subnetGroupName';
const GLOBAL_TABLE = 'global-table request.globalTableName';
const GLOBAL_TABLE_ANSWERED = 'global-table response.globalTableDescription.globalTableArn';
const TABLE_ANSWERED = 'table response.tableDescription.tableArn';

/**
 * All operations known or expected in CloudTrail: those on AWS's lists of logged calls, the rest of
 * the public API, and names that exist only as IAM permissions. `resources[]` of the event applies to
 * all of them and is not repeated here. Buckets, roles, nodes and Kinesis streams are not resources
 * of this audit. A stream is a resource of stream operations only, so CreateTable does not list its stream.
 */
// biome-ignore format: one row per operation
export const OPERATION_ROWS: readonly OperationRow[] = [
  ['dynamodb', 'AssociateTableReplica', 'control', 'write', 'global-table', TABLE],
  ['dynamodb', 'CancelBulkOperation', 'control', 'write', 'bulk-operation', 'arn request.bulkOperationArn'],
  ['dynamodb', 'CreateBackup', 'control', 'write', 'backup', TABLE, 'arn response.backupDetails.backupArn'],
  ['dynamodb', 'CreateGlobalTable', 'control', 'write', 'global-table', GLOBAL_TABLE, GLOBAL_TABLE_ANSWERED],
  ['dynamodb', 'CreateGlobalTableWitness', 'control', 'write', 'global-table', TABLE],
  ['dynamodb', 'CreateTable', 'control', 'write', 'table', TABLE, TABLE_ANSWERED, 'copied-table request.globalTableSourceArn'],
  ['dynamodb', 'CreateTableReplica', 'control', 'write', 'global-table', TABLE],
  ['dynamodb', 'DeleteBackup', 'control', 'write', 'backup', 'arn request.backupArn', 'backup-source request.backupArn', 'table response.backupDescription.sourceTableDetails.tableArn'],
  ['dynamodb', 'DeleteGlobalTableWitness', 'control', 'write', 'global-table', TABLE],
  ['dynamodb', 'DeleteResourcePolicy', 'control', 'permissions', 'resource-policy', RESOURCE],
  ['application-autoscaling', 'DeleteScalingPolicy', 'control', 'write', 'capacity', 'scalable-target request.resourceId'],
  ['application-autoscaling', 'DeleteScheduledAction', 'control', 'write', 'capacity', 'scalable-target request.resourceId'],
  ['dynamodb', 'DeleteTable', 'control', 'write', 'table', TABLE, TABLE_ANSWERED],
  ['dynamodb', 'DeleteTableReplica', 'control', 'write', 'global-table', TABLE],
  ['application-autoscaling', 'DeregisterScalableTarget', 'control', 'write', 'capacity', 'scalable-target request.resourceId'],
  ['dynamodb', 'DescribeBackup', 'control', 'read', 'backup', 'arn request.backupArn'],
  ['dynamodb', 'DescribeBulkOperation', 'control', 'read', 'bulk-operation', 'arn request.bulkOperationArn'],
  ['dynamodb', 'DescribeContinuousBackups', 'control', 'read', 'pitr', TABLE],
  ['dynamodb', 'DescribeContributorInsights', 'control', 'read', 'contributor-insights', TABLE, 'index request.indexName'],
  ['dynamodb', 'DescribeEndpoints', 'control', 'read', 'limits'],
  ['dynamodb', 'DescribeExport', 'control', 'read', 'import-export', 'arn request.exportArn'],
  ['dynamodb', 'DescribeGlobalTable', 'control', 'read', 'global-table', GLOBAL_TABLE],
  ['dynamodb', 'DescribeGlobalTableSettings', 'control', 'read', 'global-table', GLOBAL_TABLE],
  ['dynamodb', 'DescribeImport', 'control', 'read', 'import-export', 'arn request.importArn'],
  ['dynamodb', 'DescribeKinesisStreamingDestination', 'control', 'read', 'kinesis', TABLE],
  ['dynamodb', 'DescribeLimits', 'control', 'read', 'limits'],
  ['dynamodb', 'DescribeReservedCapacity', 'control', 'read', 'capacity'],
  ['dynamodb', 'DescribeReservedCapacityOfferings', 'control', 'read', 'capacity'],
  ['application-autoscaling', 'DescribeScalableTargets', 'control', 'read', 'capacity', 'scalable-target request.resourceIds'],
  ['application-autoscaling', 'DescribeScalingActivities', 'control', 'read', 'capacity', 'scalable-target request.resourceId'],
  ['application-autoscaling', 'DescribeScalingPolicies', 'control', 'read', 'capacity', 'scalable-target request.resourceId'],
  ['application-autoscaling', 'DescribeScheduledActions', 'control', 'read', 'capacity', 'scalable-target request.resourceId'],
  ['dynamodb', 'DescribeTable', 'control', 'read', 'table', TABLE],
  ['dynamodb', 'DescribeTableReplicaAutoScaling', 'control', 'read', 'capacity', TABLE],
  ['dynamodb', 'DescribeTimeToLive', 'control', 'read', 'ttl', TABLE],
  ['dynamodb', 'DisableKinesisStreamingDestination', 'control', 'write', 'kinesis', TABLE],
  ['dynamodb', 'EnableKinesisStreamingDestination', 'control', 'write', 'kinesis', TABLE],
  ['dynamodb', 'ExportTableToPointInTime', 'control', 'write', 'import-export', 'table request.tableArn', 'arn response.exportDescription.exportArn'],
  ['dynamodb', 'GetAbacStatus', 'control', 'read', 'abac'],
  ['dynamodb', 'GetResourcePolicy', 'control', 'read', 'resource-policy', RESOURCE],
  ['dynamodb', 'ImportTable', 'control', 'write', 'import-export', 'table request.tableCreationParameters.tableName', 'table response.importTableDescription.tableArn', 'arn response.importTableDescription.importArn'],
  ['dynamodb', 'InjectError', 'control', 'write', 'fault-injection'],
  ['dynamodb', 'ListBackups', 'control', 'list', 'backup', TABLE],
  ['dynamodb', 'ListBulkOperations', 'control', 'list', 'bulk-operation'],
  ['dynamodb', 'ListContributorInsights', 'control', 'list', 'contributor-insights', TABLE],
  ['dynamodb', 'ListExports', 'control', 'list', 'import-export', 'table request.tableArn'],
  ['dynamodb', 'ListGlobalTables', 'control', 'list', 'global-table'],
  ['dynamodb', 'ListImports', 'control', 'list', 'import-export', 'table request.tableArn'],
  ['dynamodb', 'ListTables', 'control', 'list', 'table'],
  ['dynamodb', 'ListTagsOfResource', 'control', 'read', 'tags', RESOURCE],
  ['dynamodb', 'PurchaseReservedCapacityOfferings', 'control', 'write', 'capacity'],
  ['dynamodb', 'PutResourcePolicy', 'control', 'permissions', 'resource-policy', RESOURCE],
  ['application-autoscaling', 'PutScalingPolicy', 'control', 'write', 'capacity', 'scalable-target request.resourceId'],
  ['application-autoscaling', 'PutScheduledAction', 'control', 'write', 'capacity', 'scalable-target request.resourceId'],
  ['application-autoscaling', 'RegisterScalableTarget', 'control', 'write', 'capacity', 'scalable-target request.resourceId'],
  ['dynamodb', 'ReplicateSettings', 'control', 'write', 'global-table', TABLE],
  ['dynamodb', 'RestoreTableFromAwsBackup', 'control', 'write', 'aws-backup', 'table request.targetTableName'],
  ['dynamodb', 'RestoreTableFromBackup', 'control', 'write', 'backup', 'table request.targetTableName', TABLE_ANSWERED, 'arn request.backupArn', 'backup-source request.backupArn'],
  ['dynamodb', 'RestoreTableToPointInTime', 'control', 'write', 'pitr', 'table request.targetTableName', TABLE_ANSWERED, 'table request.sourceTableName', 'table request.sourceTableArn'],
  ['dynamodb', 'StartAwsBackupJob', 'control', 'write', 'aws-backup', TABLE],
  ['dynamodb', 'StartBulkPutItems', 'control', 'write', 'bulk-operation', TABLE, 'arn response.bulkOperationDescription.bulkOperationArn'],
  ['dynamodb', 'TagResource', 'control', 'tagging', 'tags', RESOURCE],
  ['dynamodb', 'UntagResource', 'control', 'tagging', 'tags', RESOURCE],
  ['dynamodb', 'UpdateAbacStatus', 'control', 'permissions', 'abac'],
  ['dynamodb', 'UpdateContinuousBackups', 'control', 'write', 'pitr', TABLE],
  ['dynamodb', 'UpdateContributorInsights', 'control', 'write', 'contributor-insights', TABLE, 'index request.indexName'],
  ['dynamodb', 'UpdateGlobalTable', 'control', 'write', 'global-table', GLOBAL_TABLE, GLOBAL_TABLE_ANSWERED],
  ['dynamodb', 'UpdateGlobalTableSettings', 'control', 'write', 'global-table', GLOBAL_TABLE],
  ['dynamodb', 'UpdateGlobalTableVersion', 'control', 'write', 'global-table'],
  ['dynamodb', 'UpdateKinesisStreamingDestination', 'control', 'write', 'kinesis', TABLE],
  ['dynamodb', 'UpdateTable', 'control', 'write', 'table', TABLE, TABLE_ANSWERED, 'table response.tableDescription.tableName', 'index request.globalSecondaryIndexUpdates.create.indexName', 'index request.globalSecondaryIndexUpdates.update.indexName', 'index request.globalSecondaryIndexUpdates.delete.indexName'],
  ['dynamodb', 'UpdateTableReplicaAutoScaling', 'control', 'write', 'capacity', TABLE],
  ['dynamodb', 'UpdateTimeToLive', 'control', 'write', 'ttl', TABLE],

  ['dynamodb', 'BatchExecuteStatement', 'data', 'write', 'partiql', 'statement request.requestItems.statement', 'statement request.statements.statement'],
  ['dynamodb', 'BatchGetItem', 'data', 'read', 'batch', 'tables request.requestItems'],
  ['dynamodb', 'BatchWriteItem', 'data', 'write', 'batch', 'tables request.requestItems'],
  ['dynamodb', 'DeleteItem', 'data', 'write', 'item', TABLE],
  ['dynamodb', 'ExecuteStatement', 'data', 'write', 'partiql', 'statement request.statement'],
  ['dynamodb', 'ExecuteTransaction', 'data', 'write', 'partiql', 'statement request.requestItems.statement', 'statement request.transactStatements.statement'],
  ['dynamodb', 'GetItem', 'data', 'read', 'item', TABLE],
  ['dynamodb', 'PutItem', 'data', 'write', 'item', TABLE],
  ['dynamodb', 'Query', 'data', 'read', 'item', TABLE, 'index request.indexName'],
  ['dynamodb', 'ReadDataForReplication', 'data', 'read', 'global-table'],
  ['dynamodb', 'Scan', 'data', 'read', 'item', TABLE, 'index request.indexName'],
  ['dynamodb', 'SearchVectors', 'data', 'read', 'vector-search', TABLE, 'index request.indexName'],
  ['dynamodb', 'TransactGetItems', 'data', 'read', 'transaction', 'tables request.requestItems', 'tables request.transactItems'],
  ['dynamodb', 'TransactWriteItems', 'data', 'write', 'transaction', 'tables request.requestItems', 'tables request.transactItems'],
  ['dynamodb', 'UpdateItem', 'data', 'write', 'item', TABLE],
  ['dynamodb', 'WriteDataForReplication', 'data', 'write', 'global-table'],

  ['dynamodbstreams', 'DescribeStream', 'control', 'read', 'stream', 'arn request.streamArn'],
  ['dynamodbstreams', 'ListStreams', 'control', 'read', 'stream', TABLE],
  ['dynamodbstreams', 'GetRecords', 'data', 'read', 'stream', 'iterator request.shardIterator'],
  ['dynamodbstreams', 'GetShardIterator', 'data', 'read', 'stream', 'arn request.streamArn'],

  ['dax', 'CreateCluster', 'control', 'write', 'dax-cluster', CLUSTER, CLUSTER_ANSWERED],
  ['dax', 'CreateParameterGroup', 'control', 'write', 'dax-parameter-group', PARAMETER_GROUP],
  ['dax', 'CreateSubnetGroup', 'control', 'write', 'dax-subnet-group', SUBNET_GROUP],
  ['dax', 'DecreaseReplicationFactor', 'control', 'write', 'dax-cluster', CLUSTER, CLUSTER_ANSWERED],
  ['dax', 'DeleteCluster', 'control', 'write', 'dax-cluster', CLUSTER, CLUSTER_ANSWERED],
  ['dax', 'DeleteParameterGroup', 'control', 'write', 'dax-parameter-group', PARAMETER_GROUP],
  ['dax', 'DeleteSubnetGroup', 'control', 'write', 'dax-subnet-group', SUBNET_GROUP],
  ['dax', 'DescribeClusters', 'control', 'list', 'dax-cluster', 'cluster request.clusterNames'],
  ['dax', 'DescribeDefaultParameters', 'control', 'list', 'dax-parameter-group'],
  ['dax', 'DescribeEvents', 'control', 'list', 'dax-events', 'dax-source request.sourceName'],
  ['dax', 'DescribeParameterGroups', 'control', 'list', 'dax-parameter-group', 'parameter-group request.parameterGroupNames'],
  ['dax', 'DescribeParameters', 'control', 'read', 'dax-parameter-group', PARAMETER_GROUP],
  ['dax', 'DescribeSubnetGroups', 'control', 'list', 'dax-subnet-group', 'subnet-group request.subnetGroupNames'],
  ['dax', 'IncreaseReplicationFactor', 'control', 'write', 'dax-cluster', CLUSTER, CLUSTER_ANSWERED],
  ['dax', 'ListTags', 'control', 'read', 'tags', 'cluster request.resourceName'],
  ['dax', 'RebootNode', 'control', 'write', 'dax-cluster', CLUSTER, CLUSTER_ANSWERED],
  ['dax', 'TagResource', 'control', 'tagging', 'tags', 'cluster request.resourceName'],
  ['dax', 'UntagResource', 'control', 'tagging', 'tags', 'cluster request.resourceName'],
  ['dax', 'UpdateCluster', 'control', 'write', 'dax-cluster', CLUSTER, CLUSTER_ANSWERED],
  ['dax', 'UpdateParameterGroup', 'control', 'write', 'dax-parameter-group', PARAMETER_GROUP],
  ['dax', 'UpdateSubnetGroup', 'control', 'write', 'dax-subnet-group', SUBNET_GROUP],
];

/**
 * Locations where an operation that is not in the table may name resources: all locations that known
 * operations use. ARNs of other services are ignored.
 */
export const UNKNOWN_OPERATION_RESOURCES: Readonly<Record<Service, readonly ResourceRule[]>> = {
  dynamodb: [
    TABLE,
    'table request.tableArn',
    'index request.indexName',
    'tables request.requestItems',
    'tables request.transactItems',
    RESOURCE,
    'arn request.backupArn',
    'arn request.exportArn',
    'arn request.importArn',
    'arn request.bulkOperationArn',
    GLOBAL_TABLE,
  ],
  dynamodbstreams: [TABLE, 'arn request.streamArn', 'iterator request.shardIterator'],
  dax: [
    CLUSTER,
    'cluster request.clusterNames',
    'cluster request.resourceName',
    PARAMETER_GROUP,
    SUBNET_GROUP,
  ],
  guard: [],
};
