import {
  OPERATIONS,
  type Operation,
  OWN_OPERATIONS,
  type ResourcePath,
} from '../../src/audit/find-operation';
import { APIS, type ResourceKind } from '../../src/audit/operations';
import { parseStatement } from '../../src/audit/partiql';
import { affectedResources } from '../../src/audit/resources';
import { toRecord } from '../support/audited';
import {
  ACCOUNT,
  type CloudTrailEvent,
  controlEvent,
  dataEvent,
  daxEvent,
  denial,
  OTHER_ACCOUNT,
  REGION,
  STREAM_ARN,
  scalableTargetEvent,
  streamEvent,
  tableArn,
  tableResource,
} from '../support/events';
import {
  ALARM_ARN,
  BUCKET,
  BUCKET_ARN,
  FUNCTION_ARN,
  KEY_ARN,
  LOG_GROUP_ARN,
  QUEUE_ARN,
  queueUrl,
  ROLE_ARN,
  RULE_ARN,
  SCHEDULE_ARN,
  STACK_ARN,
  TOPIC_ARN,
  TRAIL_ARN,
  VAULT_ARN,
} from '../support/guard-events';

const MUSIC = tableArn('Music');
const BACKUP = `${MUSIC}/backup/01489602797149-73d8d5bc`;
const GLOBAL = `arn:aws:dynamodb::${ACCOUNT}:global-table/Music`;
const CLUSTER = `arn:aws:dax:${REGION}:${ACCOUNT}:cache/sessions`;
const PARAMETERS = `dax-parameter-group/${REGION}/${ACCOUNT}/tuned`;
const SUBNETS = `dax-subnet-group/${REGION}/${ACCOUNT}/private`;
const BULK = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:bulk-operation/01`;
const KINESIS = `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/changes`;

const toResources = (event: CloudTrailEvent): readonly string[] => toRecord(event).resources;

type Sample = readonly [request: object | null, response: object | null, resources: readonly string[]];

const music: Sample = [{ tableName: 'Music' }, null, [MUSIC]];
const musicAnswered: Sample = [{ tableName: 'Music' }, { tableDescription: { tableArn: MUSIC } }, [MUSIC]];
const resource: Sample = [{ resourceArn: `${MUSIC}/index/ByYear` }, null, [MUSIC, `${MUSIC}/index/ByYear`]];
const backup: Sample = [{ backupArn: BACKUP }, null, [MUSIC, BACKUP]];
const scaling: Sample = [{ serviceNamespace: 'dynamodb', resourceId: 'table/Music' }, null, [MUSIC]];
const bulk: Sample = [{ bulkOperationArn: BULK }, null, [BULK]];
const globalTable: Sample = [{ globalTableName: 'Music' }, null, [GLOBAL]];
const globalAnswered: Sample = [
  { globalTableName: 'Music' },
  { globalTableDescription: { globalTableArn: GLOBAL } },
  [GLOBAL],
];
const kinesis: Sample = [{ tableName: 'Music', streamArn: KINESIS }, null, [MUSIC]];
const indexed: Sample = [{ tableName: 'Music', indexName: 'ByYear' }, null, [MUSIC, `${MUSIC}/index/ByYear`]];
const nothing: Sample = [null, null, []];
const several: Sample = [
  { requestItems: [{ tableName: 'Music' }, { TableName: 'Films' }, { tableName: 'Music' }] },
  null,
  [MUSIC, tableArn('Films')],
];
const statements: Sample = [
  { requestItems: [{ statement: 'SELECT * FROM Music' }, { statement: 'SELECT * FROM "Films"."ByYear"' }] },
  null,
  [MUSIC, tableArn('Films'), `${tableArn('Films')}/index/ByYear`],
];
const cluster: Sample = [{ clusterName: 'sessions' }, { cluster: { clusterArn: CLUSTER } }, [CLUSTER]];
const clusterTags: Sample = [{ resourceName: CLUSTER }, null, [CLUSTER]];
const parameterGroup: Sample = [{ parameterGroupName: 'tuned' }, null, [PARAMETERS]];
const subnetGroup: Sample = [{ subnetGroupName: 'private' }, null, [SUBNETS]];

/** For every operation what a call carries and what it is then about. */
const SAMPLES: Readonly<Record<string, Sample>> = {
  'application-autoscaling DeleteScalingPolicy': scaling,
  'application-autoscaling DeleteScheduledAction': scaling,
  'application-autoscaling DeregisterScalableTarget': scaling,
  'application-autoscaling DescribeScalingActivities': scaling,
  'application-autoscaling DescribeScalingPolicies': scaling,
  'application-autoscaling DescribeScheduledActions': scaling,
  'application-autoscaling PutScalingPolicy': scaling,
  'application-autoscaling PutScheduledAction': scaling,
  'dynamodb AssociateTableReplica': music,
  'dynamodb CancelBulkOperation': bulk,
  'dynamodb CreateBackup': [
    { tableName: 'Music' },
    { backupDetails: { backupArn: BACKUP } },
    [MUSIC, BACKUP],
  ],
  'dynamodb CreateGlobalTable': globalAnswered,
  'dynamodb CreateGlobalTableWitness': music,
  'dynamodb CreateTable': [
    { tableName: 'Music' },
    { tableDescription: { tableArn: MUSIC, latestStreamArn: STREAM_ARN } },
    [MUSIC],
  ],
  'dynamodb CreateTableReplica': music,
  'dynamodb DeleteBackup': [
    { backupArn: BACKUP },
    { backupDescription: { sourceTableDetails: { tableArn: MUSIC } } },
    [MUSIC, BACKUP],
  ],
  'dynamodb DeleteGlobalTableWitness': music,
  'dynamodb DeleteResourcePolicy': resource,
  'dynamodb DeleteTable': musicAnswered,
  'dynamodb DeleteTableReplica': music,
  'dynamodb DescribeBackup': backup,
  'dynamodb DescribeBulkOperation': bulk,
  'dynamodb DescribeContinuousBackups': music,
  'dynamodb DescribeContributorInsights': indexed,
  'dynamodb DescribeEndpoints': nothing,
  'dynamodb DescribeExport': [{ exportArn: `${MUSIC}/export/01` }, null, [MUSIC, `${MUSIC}/export/01`]],
  'dynamodb DescribeGlobalTable': globalTable,
  'dynamodb DescribeGlobalTableSettings': globalTable,
  'dynamodb DescribeImport': [{ importArn: `${MUSIC}/import/01` }, null, [MUSIC, `${MUSIC}/import/01`]],
  'dynamodb DescribeKinesisStreamingDestination': music,
  'dynamodb DescribeLimits': nothing,
  'dynamodb DescribeReservedCapacity': nothing,
  'dynamodb DescribeReservedCapacityOfferings': nothing,
  'application-autoscaling DescribeScalableTargets': [
    { serviceNamespace: 'dynamodb', resourceIds: ['table/Music', 'table/Films/index/ByYear'] },
    null,
    [tableArn('Films'), MUSIC, `${tableArn('Films')}/index/ByYear`],
  ],
  'dynamodb DescribeTable': music,
  'dynamodb DescribeTableReplicaAutoScaling': music,
  'dynamodb DescribeTimeToLive': music,
  'dynamodb DisableKinesisStreamingDestination': kinesis,
  'dynamodb EnableKinesisStreamingDestination': kinesis,
  'dynamodb ExportTableToPointInTime': [
    { tableArn: MUSIC, s3Bucket: 'exports', s3BucketOwner: OTHER_ACCOUNT },
    { exportDescription: { exportArn: `${MUSIC}/export/01` } },
    [MUSIC, `${MUSIC}/export/01`],
  ],
  'dynamodb GetAbacStatus': nothing,
  'dynamodb GetResourcePolicy': resource,
  'dynamodb ImportTable': [
    { tableCreationParameters: { tableName: 'Music' }, s3BucketSource: { s3Bucket: 'imports' } },
    { importTableDescription: { importArn: `${MUSIC}/import/01`, tableArn: MUSIC } },
    [MUSIC, `${MUSIC}/import/01`],
  ],
  'dynamodb InjectError': nothing,
  'dynamodb ListBackups': music,
  'dynamodb ListBulkOperations': nothing,
  'dynamodb ListContributorInsights': music,
  'dynamodb ListExports': [{ tableArn: MUSIC }, null, [MUSIC]],
  'dynamodb ListGlobalTables': nothing,
  'dynamodb ListImports': [{ tableArn: MUSIC }, null, [MUSIC]],
  'dynamodb ListTables': nothing,
  'dynamodb ListTagsOfResource': resource,
  'dynamodb PurchaseReservedCapacityOfferings': nothing,
  'dynamodb PutResourcePolicy': [{ resourceArn: STREAM_ARN }, null, [MUSIC, STREAM_ARN]],
  'application-autoscaling RegisterScalableTarget': [
    { serviceNamespace: 'dynamodb', resourceId: 'table/Music/index/ByYear' },
    null,
    [MUSIC, `${MUSIC}/index/ByYear`],
  ],
  'dynamodb ReplicateSettings': music,
  'dynamodb RestoreTableFromAwsBackup': [{ targetTableName: 'Music' }, null, [MUSIC]],
  'dynamodb RestoreTableFromBackup': [
    { targetTableName: 'Copy', backupArn: BACKUP },
    { tableDescription: { tableArn: tableArn('Copy') } },
    [tableArn('Copy'), MUSIC, BACKUP],
  ],
  'dynamodb RestoreTableToPointInTime': [
    { targetTableName: 'Copy', sourceTableName: 'Music' },
    { tableDescription: { tableArn: tableArn('Copy') } },
    [tableArn('Copy'), MUSIC],
  ],
  'dynamodb StartAwsBackupJob': music,
  'dynamodb StartBulkPutItems': [
    { tableName: 'Music', inputS3Configuration: { s3Bucket: 'loads' } },
    { bulkOperationDescription: { bulkOperationArn: BULK } },
    [MUSIC, BULK],
  ],
  'dynamodb TagResource': resource,
  'dynamodb UntagResource': resource,
  'dynamodb UpdateAbacStatus': nothing,
  'dynamodb UpdateContinuousBackups': music,
  'dynamodb UpdateContributorInsights': indexed,
  'dynamodb UpdateGlobalTable': globalAnswered,
  'dynamodb UpdateGlobalTableSettings': globalTable,
  'dynamodb UpdateGlobalTableVersion': nothing,
  'dynamodb UpdateKinesisStreamingDestination': kinesis,
  'dynamodb UpdateTable': [
    { billingMode: 'PAY_PER_REQUEST' },
    { tableDescription: { tableName: 'Music' } },
    [MUSIC],
  ],
  'dynamodb UpdateTableReplicaAutoScaling': music,
  'dynamodb UpdateTimeToLive': music,
  'dynamodb BatchExecuteStatement': statements,
  'dynamodb BatchGetItem': [
    { requestItems: { Music: { keys: [] }, Films: {} } },
    null,
    [tableArn('Films'), MUSIC],
  ],
  'dynamodb BatchWriteItem': several,
  'dynamodb DeleteItem': music,
  'dynamodb ExecuteStatement': [{ statement: 'DELETE FROM "Music"' }, null, [MUSIC]],
  'dynamodb ExecuteTransaction': statements,
  'dynamodb GetItem': music,
  'dynamodb PutItem': music,
  'dynamodb Query': indexed,
  'dynamodb ReadDataForReplication': nothing,
  'dynamodb Scan': indexed,
  'dynamodb SearchVectors': indexed,
  'dynamodb TransactGetItems': several,
  'dynamodb TransactWriteItems': several,
  'dynamodb UpdateItem': music,
  'dynamodb WriteDataForReplication': nothing,
  'dynamodbstreams DescribeStream': [{ streamArn: STREAM_ARN }, null, [MUSIC, STREAM_ARN]],
  'dynamodbstreams ListStreams': music,
  'dynamodbstreams GetRecords': [{ shardIterator: `${STREAM_ARN}|1|AAAA|BBBB` }, null, [MUSIC, STREAM_ARN]],
  'dynamodbstreams GetShardIterator': [{ streamArn: STREAM_ARN, shardId: 's-1' }, null, [MUSIC, STREAM_ARN]],
  'dax CreateCluster': [
    { clusterName: 'sessions', iamRoleArn: `arn:aws:iam::${ACCOUNT}:role/dax`, parameterGroupName: 'tuned' },
    { cluster: { clusterArn: CLUSTER } },
    [CLUSTER],
  ],
  'dax CreateParameterGroup': parameterGroup,
  'dax CreateSubnetGroup': subnetGroup,
  'dax DecreaseReplicationFactor': cluster,
  'dax DeleteCluster': cluster,
  'dax DeleteParameterGroup': parameterGroup,
  'dax DeleteSubnetGroup': subnetGroup,
  'dax DescribeClusters': [
    { clusterNames: ['sessions', 'carts'] },
    null,
    [CLUSTER, CLUSTER.replace('sessions', 'carts')],
  ],
  'dax DescribeDefaultParameters': nothing,
  'dax DescribeEvents': [{ sourceName: 'tuned', sourceType: 'PARAMETER_GROUP' }, null, [PARAMETERS]],
  'dax DescribeParameterGroups': [{ parameterGroupNames: ['tuned'] }, null, [PARAMETERS]],
  'dax DescribeParameters': parameterGroup,
  'dax DescribeSubnetGroups': [{ subnetGroupNames: ['private'] }, null, [SUBNETS]],
  'dax IncreaseReplicationFactor': cluster,
  'dax ListTags': clusterTags,
  'dax RebootNode': [{ clusterName: 'sessions', nodeId: 'sessions-a' }, null, [CLUSTER]],
  'dax TagResource': clusterTags,
  'dax UntagResource': clusterTags,
  'dax UpdateCluster': cluster,
  'dax UpdateParameterGroup': parameterGroup,
  'dax UpdateSubnetGroup': subnetGroup,
};

describe('every operation of DynamoDB, DynamoDB Streams and DAX', () => {
  it('has a sample', () => {
    expect(Object.keys(SAMPLES).sort()).toEqual(
      OWN_OPERATIONS.map(({ api, eventName }) => `${api} ${eventName}`).sort(),
    );
  });

  it.each(OWN_OPERATIONS.map(({ api, eventName }) => [api, eventName] as const))(
    '%s %s',
    (api, eventName) => {
      const [requestParameters, responseElements, resources] = SAMPLES[`${api} ${eventName}`]!;
      const [eventSource] = APIS[api].eventSources;
      const event = controlEvent({ eventSource, eventName, requestParameters, responseElements });
      expect(toResources(event)).toEqual(resources);
    },
  );
});

/** A value that a rule of each kind understands, wherever it stands. */
const VALUES: Readonly<Record<ResourceKind, unknown>> = {
  table: 'Music',
  index: 'ByYear',
  arn: BACKUP,
  tables: [{ tableName: 'Music' }],
  statement: 'SELECT * FROM Music',
  'backup-source': BACKUP,
  'copied-table': tableArn('Films', REGION, OTHER_ACCOUNT),
  iterator: `${STREAM_ARN}|1|AAAA`,
  'scalable-target': 'table/Music',
  'global-table': 'Music',
  cluster: 'sessions',
  'parameter-group': 'tuned',
  'subnet-group': 'private',
  'dax-source': 'sessions',
  'other-arn': TOPIC_ARN,
  trail: 'audit',
  bucket: BUCKET,
  'kms-key': KEY_ARN.split('/')[1],
  queue: queueUrl('Audit-Queue-1'),
  'event-rule': 'Audit-Rule-1',
  schedule: 'Audit-Hourly',
  function: 'Audit-Ingest-1',
  role: 'Audit-IngestRole-1',
  alarm: 'Audit-Lag',
  'log-group': 'Audit-Logs-1',
  stack: 'Audit',
  'backup-vault': 'main',
};

/** What that value stands for. */
const RESOURCES: Readonly<Record<ResourceKind, string>> = {
  table: MUSIC,
  index: `${MUSIC}/index/ByYear`,
  arn: BACKUP,
  tables: MUSIC,
  statement: MUSIC,
  'backup-source': MUSIC,
  'copied-table': tableArn('Films', REGION, OTHER_ACCOUNT),
  iterator: STREAM_ARN,
  'scalable-target': MUSIC,
  'global-table': GLOBAL,
  cluster: CLUSTER,
  'parameter-group': PARAMETERS,
  'subnet-group': SUBNETS,
  'dax-source': CLUSTER,
  'other-arn': TOPIC_ARN,
  trail: TRAIL_ARN,
  bucket: BUCKET_ARN,
  'kms-key': KEY_ARN,
  queue: QUEUE_ARN,
  'event-rule': RULE_ARN,
  schedule: SCHEDULE_ARN,
  function: FUNCTION_ARN,
  role: ROLE_ARN,
  alarm: ALARM_ARN,
  'log-group': LOG_GROUP_ARN,
  stack: STACK_ARN,
  'backup-vault': VAULT_ARN,
};

/** What an operation with this one rule finds where only that path holds something. */
function foundBy(operation: Operation, path: ResourcePath): readonly string[] {
  const value = path.members.reduceRight<unknown>((inner, name) => ({ [name]: inner }), VALUES[path.kind]);
  const event = {
    resources: path.kind === 'index' ? [tableResource('Music')] : [],
    [path.from]: { sourceType: 'CLUSTER', ...(value as object) },
  };
  const statements = path.kind === 'statement' ? [parseStatement(String(VALUES.statement))] : [];
  const place = { accountId: ACCOUNT, region: REGION };
  const { resources, impliedTables } = affectedResources(
    event,
    { ...operation, resources: [path] },
    place,
    statements,
  );
  return resources.slice(impliedTables);
}

const RULES = OPERATIONS.flatMap((operation) =>
  operation.resources.map(
    (path) => [`${operation.eventName}: ${path.kind} ${path.members.join('.')}`, operation, path] as const,
  ),
);

it.each(RULES)('each rule finds its resource: %s', (_rule, operation, path) => {
  expect(foundBy(operation, path)).toContain(RESOURCES[path.kind]);
});

describe('a name', () => {
  it.each([
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['us-iso-east-1', 'aws-iso'],
  ])('in %s is completed in the partition %s', (awsRegion, partition) => {
    expect(toResources(controlEvent({ awsRegion }))).toEqual([
      `arn:${partition}:dynamodb:${awsRegion}:${ACCOUNT}:table/Music`,
    ]);
    expect(toResources(daxEvent({ awsRegion }))).toEqual([
      `arn:${partition}:dax:${awsRegion}:${ACCOUNT}:cache/sessions`,
    ]);
  });

  it('stands for the account that received the event, not the caller’s', () => {
    const event = controlEvent({ recipientAccountId: OTHER_ACCOUNT });
    expect(toResources(event)).toEqual([tableArn('Music', REGION, OTHER_ACCOUNT)]);
  });

  it('stands for the caller’s account in old events, which do not say who received them', () => {
    const userIdentity = { type: 'Root', accountId: OTHER_ACCOUNT };
    const event = controlEvent({ recipientAccountId: undefined, userIdentity });
    expect(toResources(event)).toEqual([tableArn('Music', REGION, OTHER_ACCOUNT)]);
  });

  it('leaves empty what the event does not tell', () => {
    const unplaced = { recipientAccountId: undefined, awsRegion: undefined, userIdentity: null };
    expect(toResources(controlEvent(unplaced))).toEqual(['arn:aws:dynamodb:::table/Music']);
    expect(toResources(daxEvent(unplaced))).toEqual(['arn:aws:dax:::cache/sessions']);
  });

  it('may be a full ARN, which keeps its own account and Region', () => {
    const arn = tableArn('Music', 'eu-west-1', OTHER_ACCOUNT);
    expect(toResources(controlEvent({ requestParameters: { tableName: arn } }))).toEqual([arn]);
    const query = dataEvent({
      eventName: 'Query',
      requestParameters: { tableName: arn, indexName: 'ByYear' },
      resources: [],
    });
    expect(toResources(query)).toEqual([arn, `${arn}/index/ByYear`]);
  });

  it('is that of the ARN in resources[], even of another account: AWS has written such events', () => {
    const arn = tableArn('Music', REGION, OTHER_ACCOUNT);
    const resources = [tableResource('Music', REGION, OTHER_ACCOUNT)];
    expect(toResources(dataEvent({ resources }))).toEqual([arn]);
    const query = dataEvent({
      eventName: 'Query',
      requestParameters: { tableName: 'Music', indexName: 'ByYear' },
      resources,
    });
    expect(toResources(query)).toEqual([arn, `${arn}/index/ByYear`]);
  });

  it('is another table than the one of that name in another Region, when a restore names both', () => {
    const event = controlEvent({
      eventName: 'RestoreTableToPointInTime',
      requestParameters: { targetTableName: 'Music', sourceTableArn: tableArn('Music', 'eu-west-1') },
    });
    expect(toResources(event)).toEqual([MUSIC, tableArn('Music', 'eu-west-1')]);
  });

  it('of an index may be a path', () => {
    const event = dataEvent({
      eventName: 'Query',
      requestParameters: { tableName: 'Music', indexName: 'table/Music/index/ByYear' },
    });
    expect(toResources(event)).toEqual([MUSIC, `${MUSIC}/index/ByYear`]);
  });

  it('of a DAX cluster or subnet group is kept in small letters, as DAX keeps it', () => {
    expect(toResources(daxEvent({ requestParameters: { clusterNames: ['Sessions'] } }))).toEqual([CLUSTER]);
    expect(
      toResources(
        daxEvent({ eventName: 'CreateSubnetGroup', requestParameters: { subnetGroupName: 'Private' } }),
      ),
    ).toEqual([SUBNETS]);
  });

  it.each([
    ['CLUSTER', 'sessions', [CLUSTER]],
    ['SUBNET_GROUP', 'private', [SUBNETS]],
    ['PLANET', 'earth', []],
    [undefined, 'sessions', []],
  ])('of a DAX event source is read by its type %s', (sourceType, sourceName, resources) => {
    const event = daxEvent({ eventName: 'DescribeEvents', requestParameters: { sourceType, sourceName } });
    expect(toResources(event)).toEqual(resources);
  });

  it('survives in a failed call on a table that is not there', () => {
    const event = controlEvent({
      eventName: 'UpdateTable',
      errorCode: 'ResourceNotFoundException',
      requestParameters: { tableName: 'Gone' },
      responseElements: null,
    });
    expect(toResources(event)).toEqual([tableArn('Gone')]);
  });

  it.each(['a\u0000b\u001b[31m', '-- Music', '\ud800', 'x'.repeat(255), ' '])(
    'may be hostile: %j',
    (tableName) => {
      expect(toResources(controlEvent({ requestParameters: { tableName } }))).toEqual([tableArn(tableName)]);
    },
  );

  it.each(['', 7, null, {}, ['']])('is none: %j', (tableName) => {
    expect(toResources(controlEvent({ requestParameters: { tableName } }))).toEqual([]);
  });

  it('longer than any ARN is no name', () => {
    expect(toResources(controlEvent({ requestParameters: { tableName: 'x'.repeat(100_000) } }))).toEqual([]);
  });
});

describe('resources[]', () => {
  const stream = { type: 'AWS::DynamoDB::Stream', ARN: STREAM_ARN };

  it('gives the stream of a table to stream operations only', () => {
    expect(toResources(streamEvent())).toEqual([MUSIC, STREAM_ARN]);
    expect(toResources(dataEvent({ resources: [stream, tableResource('Music')] }))).toEqual([MUSIC]);
  });

  it('counts beside what the request names', () => {
    const event = dataEvent({
      eventName: 'TransactWriteItems',
      requestParameters: { requestItems: [{ operation: 'Put', TableName: 'Films' }, { tableName: 'Music' }] },
    });
    expect(toResources(event)).toEqual([MUSIC, tableArn('Films')]);
  });

  it('holds nothing of other services', () => {
    const resources = [{ type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::bucket/key' }, { ARN: KINESIS }];
    expect(toResources(controlEvent({ requestParameters: null, resources }))).toEqual([]);
  });

  it.each([
    [null],
    ['arn'],
    [{}],
    [[null, 7, 'x', [], {}, { ARN: 7 }, { ARN: '' }, { ARN: 'x'.repeat(9_999) }]],
  ])('of an odd shape says nothing: %j', (resources) => {
    expect(toResources(dataEvent({ resources }))).toEqual([MUSIC]);
  });
});

describe('a denied call without request parameters', () => {
  const denied = (resource: string, end: string): CloudTrailEvent =>
    denial(
      `User: arn:aws:iam::${ACCOUNT}:user/eve is not authorized to perform: dynamodb:X on resource: ${resource}${end}`,
    );

  it.each([
    [MUSIC, ' because no identity-based policy allows the dynamodb:X action', [MUSIC]],
    [
      `${MUSIC}/index/ByYear`,
      ' with an explicit deny in a resource-based policy',
      [MUSIC, `${MUSIC}/index/ByYear`],
    ],
    [CLUSTER, '', [CLUSTER]],
    [MUSIC, '.', [MUSIC]],
  ])('is about the resource in its message: %s%s', (resource, end, expected) => {
    expect(toResources(controlEvent(denied(resource, end)))).toEqual(expected);
  });

  it.each([`arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/*`, '*', 'arn:aws:s3:::exports'])(
    'is about nothing of ours when that is %s',
    (resource) => {
      expect(toResources(controlEvent(denied(resource, ' because no policy allows it')))).toEqual([]);
    },
  );
});

describe('statements', () => {
  const execute = (statement: unknown): CloudTrailEvent =>
    dataEvent({ eventName: 'ExecuteStatement', requestParameters: { statement }, resources: [] });

  it('may name a table of another account by its ARN', () => {
    const arn = tableArn('Music', REGION, OTHER_ACCOUNT);
    expect(toResources(execute(`SELECT * FROM "${arn}"."ByYear"`))).toEqual([arn, `${arn}/index/ByYear`]);
  });

  it.each([null, 7, '', '***(Redacted)', ['SELECT'], {}])('may say nothing: %j', (statement) => {
    expect(toResources(execute(statement))).toEqual([]);
  });
});

describe('an operation that is not in the table', () => {
  it('is looked through for what its relatives name', () => {
    const event = controlEvent({
      eventName: 'RewindTable',
      requestParameters: { tableName: 'Music', indexName: 'ByYear', backupArn: BACKUP, resourceArn: KINESIS },
    });
    expect(toResources(event)).toEqual([MUSIC, `${MUSIC}/index/ByYear`, BACKUP]);
    expect(
      toResources(daxEvent({ eventName: 'WarmCluster', requestParameters: { clusterName: 'sessions' } })),
    ).toEqual([CLUSTER]);
  });
});

it('takes a scalable target of an odd shape for none', () => {
  const requestParameters = { serviceNamespace: 'dynamodb', resourceId: 'spot-fleet-request/sfr-1' };
  expect(toResources(scalableTargetEvent({ requestParameters }))).toEqual([]);
});

describe('a table that is named only by a part of it', () => {
  it('comes first, and is counted as implied', () => {
    const record = toRecord(
      controlEvent({ eventName: 'DescribeExport', requestParameters: { exportArn: `${MUSIC}/export/01` } }),
    );
    expect(record).toMatchObject({ resources: [MUSIC, `${MUSIC}/export/01`], impliedTables: 1 });
  });

  it('is not implied where the event names it, too', () => {
    const record = toRecord(
      dataEvent({ eventName: 'Query', requestParameters: { tableName: 'Music', indexName: 'ByYear' } }),
    );
    expect(record).not.toHaveProperty('impliedTables');
  });
});

describe('the spelling of the SDK', () => {
  it.each([
    [
      'TransactWriteItems',
      { transactItems: [{ put: { tableName: 'Music' } }, { Delete: { TableName: 'Films' } }] },
    ],
    [
      'TransactGetItems',
      { transactItems: [{ get: { tableName: 'Music' } }, { get: { tableName: 'Films' } }] },
    ],
    [
      'BatchExecuteStatement',
      { statements: [{ statement: 'SELECT * FROM Music' }, { statement: 'SELECT * FROM Films' }] },
    ],
    [
      'ExecuteTransaction',
      { transactStatements: [{ statement: 'SELECT * FROM Music' }, { statement: 'DELETE FROM Films' }] },
    ],
  ])('names the tables of %s', (eventName, requestParameters) => {
    expect(toResources(dataEvent({ eventName, requestParameters, resources: undefined }))).toEqual([
      MUSIC,
      tableArn('Films'),
    ]);
  });

  it('may write arn for ARN in resources[]', () => {
    const resources = [{ type: 'AWS::DynamoDB::Table', arn: tableArn('Films') }];
    expect(toResources(controlEvent({ requestParameters: null, resources }))).toEqual([tableArn('Films')]);
  });
});

it.each(['create', 'update', 'delete'])('takes an index that UpdateTable is to %s for a resource', (verb) => {
  const requestParameters = {
    tableName: 'Music',
    globalSecondaryIndexUpdates: [{ [verb]: { indexName: 'ByYear' } }],
  };
  expect(toResources(controlEvent({ eventName: 'UpdateTable', requestParameters }))).toEqual([
    MUSIC,
    `${MUSIC}/index/ByYear`,
  ]);
});

it('keeps a table apart from the one of the same name in another account that it copies', () => {
  const source = tableArn('Music', REGION, OTHER_ACCOUNT);
  const requestParameters = { tableName: 'Music', globalTableSourceArn: source };
  expect(toResources(controlEvent({ eventName: 'CreateTable', requestParameters }))).toEqual([MUSIC, source]);
});
