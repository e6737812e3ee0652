import { findOperation, GUARD_OPERATIONS, OPERATIONS, OWN_OPERATIONS } from '../../src/audit/find-operation';
import { APIS, OPERATION_ROWS } from '../../src/audit/operations';

/** The operations by why they are expected in CloudTrail, to hold the table against. */
const ON_THE_LISTS_OF_LOGGED_CALLS = `
  CreateBackup CreateGlobalTable CreateTable DeleteBackup DeleteTable DescribeBackup DescribeContinuousBackups
  DescribeGlobalTable DescribeLimits DescribeReservedCapacity DescribeReservedCapacityOfferings
  DescribeScalableTargets DescribeTable DescribeTimeToLive ListBackups ListGlobalTables ListTables
  ListTagsOfResource PurchaseReservedCapacityOfferings RegisterScalableTarget RestoreTableFromBackup
  RestoreTableToPointInTime TagResource UntagResource UpdateGlobalTable UpdateTable UpdateTimeToLive
  BatchExecuteStatement BatchGetItem BatchWriteItem DeleteItem ExecuteStatement ExecuteTransaction GetItem PutItem
  Query Scan TransactGetItems TransactWriteItems UpdateItem
  DescribeStream ListStreams GetRecords GetShardIterator
  CreateCluster CreateParameterGroup CreateSubnetGroup DecreaseReplicationFactor DeleteCluster
  DeleteParameterGroup DeleteSubnetGroup DescribeClusters DescribeDefaultParameters DescribeEvents
  DescribeParameterGroups DescribeParameters DescribeSubnetGroups IncreaseReplicationFactor ListTags RebootNode
  TagResource UntagResource UpdateCluster UpdateParameterGroup UpdateSubnetGroup`;
const PUBLIC_API_BESIDES = `
  CancelBulkOperation DeleteResourcePolicy DescribeBulkOperation DescribeContributorInsights DescribeEndpoints
  DescribeExport DescribeGlobalTableSettings DescribeImport DescribeKinesisStreamingDestination
  DescribeTableReplicaAutoScaling DisableKinesisStreamingDestination EnableKinesisStreamingDestination
  ExportTableToPointInTime GetResourcePolicy ImportTable ListBulkOperations ListContributorInsights ListExports
  ListImports PutResourcePolicy SearchVectors StartBulkPutItems UpdateContinuousBackups
  UpdateContributorInsights UpdateGlobalTableSettings UpdateKinesisStreamingDestination
  UpdateTableReplicaAutoScaling`;
/** What Application Auto Scaling does to the capacity of tables, besides the two calls on AWS's list. */
const AUTO_SCALING = `
  DeleteScalingPolicy DeleteScheduledAction DeregisterScalableTarget DescribeScalingActivities
  DescribeScalingPolicies DescribeScheduledActions PutScalingPolicy PutScheduledAction`;
const PERMISSIONS_ONLY = `
  AssociateTableReplica CreateGlobalTableWitness CreateTableReplica DeleteGlobalTableWitness DeleteTableReplica
  GetAbacStatus InjectError ReadDataForReplication ReplicateSettings RestoreTableFromAwsBackup
  StartAwsBackupJob UpdateAbacStatus UpdateGlobalTableVersion WriteDataForReplication`;

const names = (text: string): string[] => text.trim().split(/\s+/);
const countBy = <T>(rows: readonly T[], key: (row: T) => string): Record<string, number> =>
  rows.reduce<Record<string, number>>((counts, row) => {
    counts[key(row)] = (counts[key(row)] ?? 0) + 1;
    return counts;
  }, {});

describe('the table of operations', () => {
  it('holds the logged calls, the rest of the public API and the names that are permissions only', () => {
    const expected = [
      ...names(ON_THE_LISTS_OF_LOGGED_CALLS),
      ...names(PUBLIC_API_BESIDES),
      ...names(PERMISSIONS_ONLY),
      ...names(AUTO_SCALING),
    ];
    expect(OWN_OPERATIONS.map(({ eventName }) => eventName).sort()).toEqual(expected.sort());
  });

  it('has 114 operations: by service, plane and access', () => {
    expect(countBy(OWN_OPERATIONS, ({ service }) => service)).toEqual({
      dynamodb: 89,
      dynamodbstreams: 4,
      dax: 21,
    });
    expect(countBy(OWN_OPERATIONS, ({ plane }) => plane)).toEqual({ control: 96, data: 18 });
    expect(countBy(OWN_OPERATIONS, ({ service, access }) => `${service} ${access}`)).toEqual({
      'dynamodb read': 30,
      'dynamodb write': 47,
      'dynamodb list': 7,
      'dynamodb tagging': 2,
      'dynamodb permissions': 3,
      'dynamodbstreams read': 4,
      'dax read': 2,
      'dax write': 12,
      'dax list': 5,
      'dax tagging': 2,
    });
  });

  it('names each operation of an event source once', () => {
    const keys = OPERATIONS.flatMap(({ api, eventName }) =>
      APIS[api].eventSources.map((eventSource) => `${eventSource} ${eventName}`),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('writes no resource rule twice in a row, and each with a path', () => {
    for (const [, eventName, , , , ...rules] of OPERATION_ROWS) {
      expect({ eventName, rules: [...new Set(rules)] }).toEqual({ eventName, rules });
      for (const rule of rules) expect(rule).toMatch(/^[a-z-]+ (request|response)(\.[a-zA-Z]+)+$/);
    }
  });

  it('names resources in every operation but those that have none', () => {
    const without = OWN_OPERATIONS.filter(({ resources }) => resources.length === 0).map(
      ({ eventName }) => eventName,
    );
    expect(without).toEqual([
      'DescribeEndpoints',
      'DescribeLimits',
      'DescribeReservedCapacity',
      'DescribeReservedCapacityOfferings',
      'GetAbacStatus',
      'InjectError',
      'ListBulkOperations',
      'ListGlobalTables',
      'ListTables',
      'PurchaseReservedCapacityOfferings',
      'UpdateAbacStatus',
      'UpdateGlobalTableVersion',
      'ReadDataForReplication',
      'WriteDataForReplication',
      'DescribeDefaultParameters',
    ]);
  });
});

it('finds the calls of other services on a resource by what they name', () => {
  const without = GUARD_OPERATIONS.filter(({ resources }) => resources.length === 0);
  expect(without.filter(({ scope }) => scope !== 'always')).toEqual([]);
  for (const { plane, service } of GUARD_OPERATIONS) expect([service, plane]).toEqual(['guard', 'control']);
});

describe('finding an operation', () => {
  it.each([
    ['dynamodb.amazonaws.com', 'CreateTable', 'dynamodb'],
    ['dynamodb.amazonaws.com', 'GetRecords', 'dynamodbstreams'],
    ['streams.dynamodb.amazonaws.com', 'GetRecords', 'dynamodbstreams'],
    ['dax.amazonaws.com', 'TagResource', 'dax'],
    ['autoscaling.amazonaws.com', 'RegisterScalableTarget', 'dynamodb'],
    ['application-autoscaling.amazonaws.com', 'DescribeScalableTargets', 'dynamodb'],
  ])('%s %s is of %s', (eventSource, eventName, service) => {
    expect(findOperation(eventSource, eventName)).toMatchObject({ eventName, service });
  });

  it.each([
    ['kinesis.amazonaws.com', 'GetRecords'],
    ['glue.amazonaws.com', 'CreateTable'],
    ['streams.dynamodb.amazonaws.com', 'CreateTable'],
    ['dynamodb.amazonaws.com', 'CreateCluster'],
    ['dynamodb.amazonaws.com', 'RegisterScalableTarget'],
    ['dynamodb.amazonaws.com', 'constructor'],
  ])('%s %s is not in the table', (eventSource, eventName) => {
    expect(findOperation(eventSource, eventName)).toBeUndefined();
  });

  it('does not mind the case of a name', () => {
    expect(findOperation('dynamodb.amazonaws.com', 'UpdateGlobalTableversion')?.eventName).toBe(
      'UpdateGlobalTableVersion',
    );
  });
});
