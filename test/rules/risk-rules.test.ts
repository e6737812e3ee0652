import { explainRisk } from '../../src/rules/explain-risk';
import type { RiskSettings } from '../../src/rules/risk-rule';
import { RISK_RULES } from '../../src/rules/risk-rules';
import { toRecord } from '../support/audited';
import {
  ACCOUNT,
  type CloudTrailEvent,
  controlEvent,
  dataEvent,
  daxEvent,
  identities,
  OTHER_ACCOUNT,
  STREAM_ARN,
  scalableTargetEvent,
  streamEvent,
  tableArn,
} from '../support/events';
import { GUARD_EXAMPLES } from './guard-examples';

const findRules = (event: CloudTrailEvent, settings?: RiskSettings): readonly string[] =>
  toRecord(event, settings).risk?.rules ?? [];

const call = (
  eventName: string,
  requestParameters: unknown = { tableName: 'Music' },
  rest: CloudTrailEvent = {},
) => controlEvent({ eventName, requestParameters, readOnly: false, ...rest });

/** A change of the table Music by UpdateTable. */
const update = (change: object): CloudTrailEvent => call('UpdateTable', { tableName: 'Music', ...change });
const pitr = (specification: object, earliestRestorableDateTime?: unknown): CloudTrailEvent =>
  call(
    'UpdateContinuousBackups',
    { tableName: 'Music', pointInTimeRecoverySpecification: specification },
    {
      responseElements: {
        continuousBackupsDescription: { pointInTimeRecoveryDescription: { earliestRestorableDateTime } },
      },
    },
  );
const putPolicy = (statement: object): CloudTrailEvent =>
  call('PutResourcePolicy', {
    resourceArn: tableArn('Music'),
    policy: JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 'dynamodb:*', ...statement }] }),
  });
const replication = (account: string): CloudTrailEvent =>
  putPolicy({
    Principal: { Service: 'replication.dynamodb.amazonaws.com' },
    Condition: { StringEquals: { 'aws:SourceAccount': account } },
  });
const exported = (s3BucketOwner: string | undefined, rest: CloudTrailEvent = {}): CloudTrailEvent =>
  call('ExportTableToPointInTime', { tableArn: tableArn('Music'), s3Bucket: 'out', s3BucketOwner }, rest);
const kinesis = (account: string): CloudTrailEvent =>
  call('EnableKinesisStreamingDestination', {
    tableName: 'Music',
    streamArn: `arn:aws:kinesis:us-east-1:${account}:stream/changes`,
  });
const key = (account: string): string => `arn:aws:kms:us-east-1:${account}:key/1`;
const foreignRole = identities.assumedRole('reader', 's', { accountId: OTHER_ACCOUNT });
const deletedBackup = (details: object): CloudTrailEvent =>
  call(
    'DeleteBackup',
    { backupArn: `${tableArn('Music')}/backup/01` },
    {
      responseElements: { backupDescription: { backupDetails: details } },
    },
  );
const execute = (statement: unknown): CloudTrailEvent =>
  dataEvent({ eventName: 'ExecuteStatement', requestParameters: { statement } });
const policy = (principal: string): string =>
  JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: { AWS: principal }, Action: 'dynamodb:*' }] });
const failed = { errorCode: 'ResourceNotFoundException', responseElements: null };
const denied = { errorCode: 'AccessDenied', requestParameters: null };
const cluster = (change: object): CloudTrailEvent =>
  daxEvent({
    eventName: 'CreateCluster',
    requestParameters: {
      clusterName: 'sessions',
      sSESpecification: { enabled: true },
      clusterEndpointEncryptionType: 'TLS',
      ...change,
    },
  });

const WRITERS: RiskSettings = { allowedPrincipals: [`arn:aws:iam::${ACCOUNT}:role/service/payments`] };
const DECOYS: RiskSettings = { decoyResources: [tableArn('Honey')] };
const BY_BACKUP = { userIdentity: identities.awsService('backup.amazonaws.com') };

/** For every rule the calls that it matches and calls that it does not. */
const EXAMPLES: Readonly<
  Record<
    string,
    { level: string; matching: CloudTrailEvent[]; other: CloudTrailEvent[]; settings?: RiskSettings }
  >
> = {
  ...GUARD_EXAMPLES,
  'ddb-export-to-s3': {
    level: 'high',
    matching: [call('ExportTableToPointInTime', { tableArn: tableArn('Music'), s3Bucket: 'out' })],
    other: [
      call('ExportTableToPointInTime', { tableArn: tableArn('Music') }, failed),
      call('ListExports'),
      exported(undefined, { userIdentity: identities.awsService('redshift.amazonaws.com') }),
    ],
  },
  'ddb-recon-denied': {
    level: 'low',
    matching: [
      call('ListTables', null, denied),
      call('DescribeTable', null, { ...denied, errorCode: 'AccessDeniedException' }),
      dataEvent({ ...denied, userIdentity: identities.iamUser() }),
      call('ListTables', null, { ...denied, userIdentity: identities.assumedRole() }),
      daxEvent({ ...denied, eventName: 'DescribeClusters' }),
    ],
    other: [
      call('ListTables', null),
      call('DeleteTable', null, denied),
      call('ListTables', null, { ...denied, userAgent: 'aws-internal/3 aws-sdk-java' }),
      call('ListTables', null, { ...denied, sourceIPAddress: 'backup.amazonaws.com' }),
    ],
  },
  'ddb-protection-off': {
    level: 'critical',
    matching: [update({ deletionProtectionEnabled: false })],
    other: [update({ deletionProtectionEnabled: true }), update({})],
  },
  'ddb-pitr-off': {
    level: 'critical',
    matching: [pitr({ pointInTimeRecoveryEnabled: false })],
    other: [pitr({ pointInTimeRecoveryEnabled: true }), call('UpdateContinuousBackups', null)],
  },
  'ddb-pitr-window-shortened': {
    level: 'high',
    matching: [
      pitr({ pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 34 }),
      pitr({ pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 7 }, 'Mar 7, 2026, 9:26:53 AM'),
    ],
    other: [
      pitr({ pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 35 }),
      pitr({}),
      // Just switched on: nothing was there before.
      pitr({ pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 7 }, 'Mar 14, 2026, 9:26:50 AM'),
      pitr({ pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 7 }, 1773480410),
    ],
  },
  'ddb-backup-deleted': {
    level: 'high',
    matching: [deletedBackup({ backupType: 'USER' })],
    other: [{ ...deletedBackup({}), ...BY_BACKUP }],
  },
  'ddb-system-backup-deleted': {
    level: 'critical',
    matching: [
      deletedBackup({ backupType: 'SYSTEM' }),
      deletedBackup({ backupName: 'Music$DeletedTableBackup' }),
    ],
    other: [deletedBackup({ backupType: 'USER', backupName: 'Music' })],
  },
  'ddb-ttl-set': {
    level: 'high',
    matching: [
      call('UpdateTimeToLive', { timeToLiveSpecification: { enabled: true, attributeName: 'ttl' } }),
    ],
    other: [call('UpdateTimeToLive', { timeToLiveSpecification: { enabled: false, attributeName: 'ttl' } })],
  },
  'ddb-items-deleted': {
    level: 'medium',
    settings: WRITERS,
    matching: [
      dataEvent({ eventName: 'DeleteItem' }),
      dataEvent({ eventName: 'BatchWriteItem' }),
      execute('DELETE FROM Music'),
      execute(null),
    ],
    other: [
      dataEvent({ eventName: 'DeleteItem', userIdentity: identities.assumedRole('payments') }),
      dataEvent({ eventName: 'DeleteItem', errorCode: 'ConditionalCheckFailedException' }),
      execute('UPDATE Music SET a = ***(Redacted)'),
      execute('SELECT * FROM Music'),
      dataEvent(),
    ],
  },
  'ddb-items-modified': {
    level: 'medium',
    settings: WRITERS,
    matching: [
      dataEvent({ eventName: 'PutItem' }),
      dataEvent({ eventName: 'UpdateItem' }),
      dataEvent({ eventName: 'TransactWriteItems' }),
      execute("INSERT INTO Music VALUE {'a': ***(Redacted)}"),
      dataEvent({
        eventName: 'BatchExecuteStatement',
        requestParameters: {
          requestItems: [{ statement: 'DELETE FROM A' }, { statement: 'UPDATE A SET b = 1' }],
        },
      }),
    ],
    other: [
      dataEvent({ eventName: 'PutItem', userIdentity: identities.assumedRole('payments') }),
      execute('DELETE FROM Music'),
      dataEvent({ eventName: 'DeleteItem' }),
    ],
  },
  'ddb-restore-copy': {
    level: 'high',
    matching: [
      call('RestoreTableToPointInTime', { sourceTableName: 'Music', targetTableName: 'Copy' }),
      call('RestoreTableToPointInTime', { sourceTableArn: tableArn('Music'), targetTableName: 'Copy' }),
      call('RestoreTableToPointInTime', {
        sourceTableArn: tableArn('Music', 'eu-west-1'),
        targetTableName: 'Music',
      }),
      call('RestoreTableFromBackup', {
        backupArn: `${tableArn('Music')}/backup/01`,
        targetTableName: 'Copy',
      }),
    ],
    other: [
      call('RestoreTableToPointInTime', { sourceTableName: 'Music', targetTableName: 'Music' }),
      call('RestoreTableFromBackup', {
        backupArn: `${tableArn('Music')}/backup/01`,
        targetTableName: 'Music',
      }),
      call('RestoreTableFromBackup', null),
      call(
        'RestoreTableFromBackup',
        { backupArn: `${tableArn('Music')}/backup/01`, targetTableName: 'Copy' },
        BY_BACKUP,
      ),
    ],
  },
  'decoy-table-access': {
    level: 'high',
    settings: DECOYS,
    matching: [
      call('DescribeTable', { tableName: 'Honey' }),
      call('DescribeTable', { tableName: 'Honey' }, { errorCode: 'AccessDenied' }),
      call('DescribeBackup', { backupArn: `${tableArn('Honey')}/backup/01` }),
    ],
    other: [call('DescribeTable', { tableName: 'Honeypot' }), call('ListTables', null)],
  },
  'ddb-resource-policy-cross-account': {
    level: 'high',
    matching: [
      call('PutResourcePolicy', { resourceArn: tableArn('Music'), policy: policy('*') }),
      call('PutResourcePolicy', { resourceArn: tableArn('Music'), policy: policy(OTHER_ACCOUNT) }),
      call('CreateTable', {
        tableName: 'Music',
        resourcePolicy: policy(`arn:aws:iam::${OTHER_ACCOUNT}:root`),
      }),
    ],
    other: [
      call('PutResourcePolicy', { resourceArn: tableArn('Music'), policy: policy(ACCOUNT) }),
      call('PutResourcePolicy', { resourceArn: tableArn('Music'), policy: '{"Statement":' }),
      call('CreateTable', { tableName: 'Music' }),
      putPolicy({ Principal: '*', Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } }),
    ],
  },
  'ddb-resource-policy-removed': {
    level: 'medium',
    matching: [call('DeleteResourcePolicy', { resourceArn: STREAM_ARN })],
    other: [call('GetResourcePolicy', { resourceArn: STREAM_ARN })],
  },
  'ddb-delete-table': {
    level: 'high',
    matching: [call('DeleteTable')],
    other: [
      call('DeleteTable', { tableName: 'Music' }, failed),
      call('DeleteTable', { tableName: 'Music' }, { errorMessage: 'Failed without a code' }),
    ],
  },
  'ddb-replica-delete': {
    level: 'high',
    matching: [
      update({
        replicaUpdates: [{ create: { regionName: 'eu-west-1' } }, { delete: { regionName: 'us-west-2' } }],
      }),
      call('UpdateGlobalTable', {
        globalTableName: 'Music',
        replicaUpdates: [{ delete: { regionName: 'us-west-2' } }],
      }),
      call('DeleteTableReplica', null),
      update({ replicaUpdates: [{ disassociate: { regionName: 'eu-west-1' } }] }),
    ],
    other: [
      update({ replicaUpdates: [{ create: { regionName: 'eu-west-1' } }, { delete: null }] }),
      update({}),
    ],
  },
  'ddb-disassociation-protection-off': {
    level: 'medium',
    matching: [update({ disassociationProtectionEnabled: false })],
    other: [update({ disassociationProtectionEnabled: true })],
  },
  'ddb-kinesis-stream-on': {
    level: 'medium',
    matching: [call('EnableKinesisStreamingDestination')],
    other: [call('DescribeKinesisStreamingDestination')],
  },
  'ddb-kinesis-stream-off': {
    level: 'medium',
    matching: [call('DisableKinesisStreamingDestination')],
    other: [call('DisableKinesisStreamingDestination', null, denied)],
  },
  'ddb-streams-off': {
    level: 'medium',
    matching: [update({ streamSpecification: { streamEnabled: false } })],
    other: [update({ streamSpecification: { streamEnabled: true } })],
  },
  'ddb-encryption-key-changed': {
    level: 'medium',
    matching: [
      update({ sSESpecification: { enabled: true, sSEType: 'KMS' } }),
      update({ sSESpecification: { enabled: false } }),
      update({ sSESpecification: { enabled: true, kMSMasterKeyId: 'alias/aws/dynamodb' } }),
    ],
    other: [
      update({ sSESpecification: { enabled: true, sSEType: 'KMS', kMSMasterKeyId: 'alias/mine' } }),
      update({ sSESpecification: null }),
      call('CreateTable', { tableName: 'Music', sSESpecification: {} }),
    ],
  },
  'ddb-bulk-overwrite': {
    level: 'medium',
    matching: [call('ImportTable', null), call('StartBulkPutItems')],
    other: [call('DescribeImport', null)],
  },
  'ddb-abac-switch': {
    level: 'medium',
    matching: [call('UpdateAbacStatus', null)],
    other: [call('GetAbacStatus', null)],
  },
  'ddb-reserved-capacity': {
    level: 'medium',
    matching: [call('PurchaseReservedCapacityOfferings', null)],
    other: [call('DescribeReservedCapacity', null)],
  },
  'ddb-root-use': {
    level: 'high',
    matching: [
      controlEvent({ userIdentity: identities.root() }),
      streamEvent({ userIdentity: identities.root(), errorCode: 'AccessDenied' }),
      controlEvent({ userIdentity: identities.root({ invokedBy: 'signin.amazonaws.com' }) }),
      daxEvent({ userIdentity: identities.root() }),
      scalableTargetEvent({ userIdentity: identities.root() }),
    ],
    other: [controlEvent({ userIdentity: identities.root({ invokedBy: 'backup.amazonaws.com' }) })],
  },
  'dax-delete-cluster': {
    level: 'medium',
    matching: [
      daxEvent({ eventName: 'DeleteCluster' }),
      daxEvent({ eventName: 'DecreaseReplicationFactor' }),
    ],
    other: [daxEvent({ eventName: 'RebootNode' }), controlEvent({ eventName: 'DeleteCluster' })],
  },
  'dax-unencrypted-cluster': {
    level: 'medium',
    matching: [
      cluster({ sSESpecification: undefined }),
      cluster({ sSESpecification: { enabled: false } }),
      cluster({ clusterEndpointEncryptionType: 'NONE' }),
    ],
    other: [cluster({})],
  },
  'ddb-export-to-foreign-account': {
    level: 'critical',
    matching: [exported(OTHER_ACCOUNT)],
    other: [exported(ACCOUNT), exported(undefined)],
  },
  'ddb-global-table-foreign-source': {
    level: 'high',
    matching: [
      call('CreateTable', {
        tableName: 'Music',
        globalTableSourceArn: tableArn('Music', 'us-east-1', OTHER_ACCOUNT),
      }),
    ],
    other: [
      call('CreateTable', { tableName: 'Music', globalTableSourceArn: tableArn('Music', 'eu-west-1') }),
    ],
  },
  'ddb-restore-from-aws-backup': {
    level: 'high',
    matching: [call('RestoreTableFromAwsBackup', null)],
    other: [call('RestoreTableFromAwsBackup', null, BY_BACKUP)],
  },
  'ddb-restored-by-aws-backup': {
    level: 'low',
    matching: [call('RestoreTableFromAwsBackup', null, BY_BACKUP)],
    other: [call('RestoreTableFromAwsBackup', null)],
  },
  'ddb-kinesis-foreign-stream': {
    level: 'critical',
    matching: [kinesis(OTHER_ACCOUNT)],
    other: [kinesis(ACCOUNT)],
  },
  'ddb-streams-on': {
    level: 'low',
    matching: [update({ streamSpecification: { streamEnabled: true } })],
    other: [call('CreateTable', { tableName: 'Music', streamSpecification: { streamEnabled: true } })],
  },
  'ddb-resource-policy-foreign-copy': {
    level: 'high',
    matching: [replication(OTHER_ACCOUNT), putPolicy({ Principal: { Service: 'glue.amazonaws.com' } })],
    other: [replication(ACCOUNT)],
  },
  'ddb-resource-policy-organization': {
    level: 'low',
    matching: [
      putPolicy({
        Principal: '*',
        Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-aaaaaaaaaa' } },
      }),
    ],
    other: [putPolicy({ Principal: { AWS: ACCOUNT } })],
  },
  'ddb-resource-policy-unreadable': {
    level: 'medium',
    matching: [
      call('PutResourcePolicy', { resourceArn: tableArn('Music') }),
      call('PutResourcePolicy', {
        resourceArn: tableArn('Music'),
        policy: 'HIDDEN_DUE_TO_SECURITY_REASONS',
      }),
    ],
    other: [call('CreateTable', { tableName: 'Music' }), putPolicy({ Principal: { AWS: ACCOUNT } })],
  },
  'ddb-delete-protected-table': {
    level: 'medium',
    matching: [
      call(
        'DeleteTable',
        { tableName: 'Music' },
        {
          errorCode: 'ValidationException',
          errorMessage: 'Resource cannot be deleted as it is currently protected against deletion.',
        },
      ),
    ],
    other: [call('DeleteTable', { tableName: 'Music' }, failed), call('DeleteTable')],
  },
  'ddb-witness-delete': {
    level: 'high',
    matching: [
      update({ globalTableWitnessUpdates: [{ delete: { regionName: 'eu-west-1' } }] }),
      call('DeleteGlobalTableWitness', null),
    ],
    other: [update({ globalTableWitnessUpdates: [{ create: { regionName: 'eu-west-1' } }] })],
  },
  'ddb-index-deleted': {
    level: 'medium',
    matching: [update({ globalSecondaryIndexUpdates: [{ delete: { indexName: 'ByYear' } }] })],
    other: [update({ globalSecondaryIndexUpdates: [{ create: { indexName: 'ByYear' } }] })],
  },
  'ddb-encryption-foreign-key': {
    level: 'critical',
    matching: [
      update({ sSESpecification: { enabled: true, kMSMasterKeyId: key(OTHER_ACCOUNT) } }),
      update({ replicaUpdates: [{ create: { kMSMasterKeyId: key(OTHER_ACCOUNT) } }] }),
      update({ replicaUpdates: [{ update: {} }, { update: { kMSMasterKeyId: key(OTHER_ACCOUNT) } }] }),
      call('RestoreTableToPointInTime', {
        sSESpecificationOverride: { enabled: true, kMSMasterKeyId: key(OTHER_ACCOUNT) },
      }),
      call('ImportTable', {
        tableCreationParameters: { sSESpecification: { kMSMasterKeyId: key(OTHER_ACCOUNT) } },
      }),
    ],
    other: [
      update({ sSESpecification: { enabled: true, kMSMasterKeyId: key(ACCOUNT) } }),
      update({ replicaUpdates: [{ create: { kMSMasterKeyId: key(ACCOUNT) } }] }),
    ],
  },
  'ddb-resource-policy-lockout': {
    level: 'high',
    matching: [
      putPolicy({ Effect: 'Deny', Principal: '*' }),
      putPolicy({ Effect: 'Deny', Principal: '*', Action: ['DynamoDB:*'] }),
    ],
    other: [putPolicy({ Effect: 'Deny', Principal: '*', Action: 'dynamodb:DeleteTable' })],
  },
  'ddb-call-denied': {
    level: 'low',
    matching: [call('DeleteTable', null, denied), dataEvent({ ...denied, eventName: 'PutItem' })],
    other: [call('DeleteTable'), call('ListTables', null, denied)],
  },
  'ddb-foreign-principal': {
    level: 'medium',
    matching: [
      dataEvent({ userIdentity: foreignRole }),
      dataEvent({ userIdentity: identities.awsAccount(), errorCode: 'AccessDenied' }),
      controlEvent({ userIdentity: foreignRole }),
      streamEvent({ userIdentity: identities.awsAccount() }),
    ],
    other: [
      dataEvent(),
      dataEvent({ userIdentity: identities.awsService('replication.dynamodb.amazonaws.com') }),
      controlEvent(),
    ],
  },
  'ddb-foreign-table': {
    level: 'medium',
    matching: [
      dataEvent({
        requestParameters: { tableName: tableArn('Music', 'us-east-1', OTHER_ACCOUNT) },
        resources: undefined,
      }),
    ],
    other: [dataEvent(), dataEvent({ userIdentity: foreignRole })],
  },
  'ddb-person-reads-items': {
    level: 'low',
    matching: [
      dataEvent({ eventName: 'Scan', userIdentity: identities.iamUser() }),
      dataEvent({ eventName: 'Scan', sessionCredentialFromConsole: 'true' }),
      streamEvent({ userIdentity: identities.identityCenterUser() }),
      dataEvent({
        eventName: 'ExecuteStatement',
        requestParameters: { statement: 'SELECT * FROM Music' },
        userIdentity: identities.assumedRole('AWSReservedSSO_Admin_0123456789abcdef', 'alice', {
          sessionContext: { sessionIssuer: { userName: 'AWSReservedSSO_Admin_0123456789abcdef' } },
        }),
      }),
    ],
    other: [
      dataEvent({ eventName: 'Scan' }),
      dataEvent({ eventName: 'GetItem', userIdentity: identities.iamUser() }),
      dataEvent({
        eventName: 'ExecuteStatement',
        requestParameters: { statement: 'DELETE FROM Music' },
        userIdentity: identities.iamUser(),
      }),
    ],
  },
  'attack-tool': {
    level: 'high',
    matching: [
      call('ListTables', null, { userAgent: 'aws-cli/2.15.0 Python/3.11 Linux/6.5.0-kali3-amd64' }),
      daxEvent({ userAgent: 'Pacu/1.5' }),
      controlEvent({ userAgent: 'stratus-red-team_8cf1f0b6-3b0c-4c8e-9f1c-2f0a4a1b9d10' }),
    ],
    other: [call('ListTables', null, { userAgent: 'aws-cli/2.15.0 Linux/6.5.0-alkali' }), controlEvent()],
  },
  'ddb-replica-create': {
    level: 'medium',
    matching: [
      update({ replicaUpdates: [{ create: { regionName: 'eu-west-1' } }] }),
      call('CreateTableReplica', null),
      call('CreateGlobalTable', { globalTableName: 'Music' }),
    ],
    other: [update({ replicaUpdates: [{ delete: { regionName: 'eu-west-1' } }] }), update({})],
  },
  'ddb-witness-create': {
    level: 'low',
    matching: [update({ globalTableWitnessUpdates: [{ create: { regionName: 'eu-west-1' } }] })],
    other: [update({})],
  },
  'ddb-throughput-cut': {
    level: 'medium',
    matching: [
      update({ provisionedThroughput: { readCapacityUnits: 1, writeCapacityUnits: 1 } }),
      update({ onDemandThroughput: { maxReadRequestUnits: 9 } }),
      update({
        globalSecondaryIndexUpdates: [{ update: { provisionedThroughput: { readCapacityUnits: 1 } } }],
      }),
      update({
        globalSecondaryIndexUpdates: [{ update: { onDemandThroughput: { maxReadRequestUnits: 9 } } }],
      }),
      update({ replicaUpdates: [{ update: { provisionedThroughputOverride: { readCapacityUnits: 1 } } }] }),
      update({ replicaUpdates: [{ update: { onDemandThroughputOverride: { maxReadRequestUnits: 9 } } }] }),
      scalableTargetEvent({
        requestParameters: { resourceId: 'table/Music', minCapacity: 1, maxCapacity: 1 },
      }),
    ],
    other: [
      update({ provisionedThroughput: { readCapacityUnits: 2, writeCapacityUnits: 5 } }),
      update({ onDemandThroughput: { maxReadRequestUnits: -1, maxWriteRequestUnits: 10 } }),
      scalableTargetEvent({
        requestParameters: { resourceId: 'table/Music', minCapacity: 1, maxCapacity: 2 },
      }),
    ],
  },
  'dax-security-groups-changed': {
    level: 'medium',
    matching: [
      daxEvent({
        eventName: 'UpdateCluster',
        requestParameters: { clusterName: 'sessions', securityGroupIds: ['sg-1'] },
      }),
    ],
    other: [daxEvent({ eventName: 'UpdateCluster', requestParameters: { clusterName: 'sessions' } })],
  },
  'dax-parameters-changed': {
    level: 'low',
    matching: [
      daxEvent({ eventName: 'UpdateParameterGroup', requestParameters: { parameterGroupName: 'tuned' } }),
      daxEvent({
        eventName: 'UpdateCluster',
        requestParameters: { clusterName: 'sessions', parameterGroupName: 'tuned' },
      }),
    ],
    other: [daxEvent({ eventName: 'UpdateCluster', requestParameters: { clusterName: 'sessions' } })],
  },
};

it('has examples of every rule', () => {
  expect(RISK_RULES.map(({ id, level }) => [id, level]).sort()).toEqual(
    Object.entries(EXAMPLES)
      .map(([id, { level }]) => [id, level])
      .sort(),
  );
});

/** Rules known from detection rule sets that need more than one event to decide. */
it.each([
  ['ddb-scan-unusual-user', 'needs to know who scanned before'],
  ['ddb-discovery-burst', 'counts calls within ten seconds'],
  ['ddb-listtables-new-asn', 'needs to know which networks called before'],
  ['ddb-backups-deleted-volume', 'counts calls within ten minutes'],
  ['ddb-recovery-removed-then-destroyed', 'needs the order of two events'],
])('leaves out %s, which %s', (id) => {
  expect(RISK_RULES.map((rule) => rule.id)).not.toContain(id);
});

describe.each(Object.entries(EXAMPLES))('%s', (id, { level, matching, other, settings }) => {
  it.each(matching.map((event) => [String(event.eventName), event] as const))(
    `matches %s`,
    (_name, event) => {
      const { risk } = toRecord(event, settings);
      expect(risk?.rules).toContain(id);
      if (risk?.rules.length === 1) expect(risk.level).toBe(level);
    },
  );

  it.each(other.map((event) => [String(event.eventName), event] as const))(
    'passes over %s',
    (_name, event) => {
      expect(findRules(event, settings)).not.toContain(id);
    },
  );
});

it('names all rules that match and takes the highest level', () => {
  const event = update({ deletionProtectionEnabled: false, streamSpecification: { streamEnabled: false } });
  expect(toRecord(event).risk).toEqual({
    level: 'critical',
    rules: ['ddb-protection-off', 'ddb-streams-off'],
  });
});

it('says nothing of an event that no rule matches', () => {
  expect(toRecord(controlEvent())).not.toHaveProperty('risk');
});

it.each(['DeleteItem', 'PutItem'])(
  'keeps the rules on items off until the writers are listed: %s',
  (eventName) => {
    expect(findRules(dataEvent({ eventName }))).toEqual([]);
    expect(findRules(dataEvent({ eventName }), { allowedPrincipals: [] })).toHaveLength(1);
  },
);

it('allows a writer by the arn of one session too', () => {
  const allowedPrincipals = [`arn:aws:sts::${ACCOUNT}:assumed-role/orders-service/i-0abc`];
  expect(findRules(dataEvent({ eventName: 'PutItem' }), { allowedPrincipals })).toEqual([]);
});

it('knows no foreign account where the own one is unknown, but knows everyone', () => {
  const set = (principal: string) =>
    call(
      'PutResourcePolicy',
      { policy: policy(principal) },
      { recipientAccountId: undefined, userIdentity: undefined },
    );
  expect(findRules(set(OTHER_ACCOUNT))).toEqual([]);
  expect(findRules(set('*'))).toEqual(['ddb-resource-policy-cross-account']);
});

it('knows a decoy of any service', () => {
  const decoyResources = [`arn:aws:dax:us-east-1:${ACCOUNT}:cache/sessions`];
  expect(findRules(daxEvent(), { decoyResources })).toEqual(['decoy-table-access']);
});

describe('settings', () => {
  it('say which accounts are not foreign', () => {
    expect(findRules(exported(OTHER_ACCOUNT), { ownAccounts: [OTHER_ACCOUNT] })).toEqual([
      'ddb-export-to-s3',
    ]);
  });

  it.each([
    ['o-aaaaaaaaaa', []],
    ['o-bbbbbbbbbb', ['ddb-resource-policy-cross-account']],
  ])('judge an organization: %s', (organizationId, rules) => {
    const event = putPolicy({
      Principal: '*',
      Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-aaaaaaaaaa' } },
    });
    expect(findRules(event, { organizationId })).toEqual(rules);
  });

  it.each([
    [{ rule: 'ddb-export-to-s3' }, []],
    [{ rule: 'ddb-export-to-s3', principal: `arn:aws:iam::${ACCOUNT}:*` }, []],
    [{ rule: 'ddb-export-to-s3', resource: tableArn('Music') }, []],
    [{ rule: 'ddb-export-to-s3', resource: tableArn('Films') }, ['ddb-export-to-s3']],
    [{ rule: 'ddb-delete-table' }, ['ddb-export-to-s3']],
  ])('except expected calls: %j', (exception, rules) => {
    expect(findRules(exported(undefined), { riskExceptions: [exception] })).toEqual(rules);
  });
});

it('finds attack tools in any number of user agents, and in long ones', () => {
  const find = (userAgent: string) => findRules(call('ListTables', null, { userAgent }), {});
  const agents = Array.from(
    { length: 600 },
    (_, number) => `${number % 2 === 0 ? 'Pacu' : 'Boto3'}/${number}`,
  );
  const long = [`Pacu/${'1'.repeat(2_000)}`, `Boto3/${'1'.repeat(2_000)}`];
  for (const agent of [...agents, ...long, ...agents, ...long]) {
    expect(find(agent)).toEqual(agent.startsWith('Pacu') ? ['attack-tool'] : []);
  }
});

describe('the words for a person', () => {
  const explain = (event: CloudTrailEvent) => explainRisk(toRecord(event), event);

  it('name the account that the data went to', () => {
    expect(explain(exported(OTHER_ACCOUNT))).toContainEqual({
      rule: 'ddb-export-to-foreign-account',
      level: 'critical',
      title: 'Table exported to another account',
      words: `Export of Music to bucket out of account ${OTHER_ACCOUNT}, which is not yours`,
      mitre: ['T1537', 'T1567.002'],
    });
  });

  it('say how much a deleted table held', () => {
    const responseElements = { tableDescription: { itemCount: 12_345, tableSizeBytes: 6_789_000 } };
    expect(explain(call('DeleteTable', { tableName: 'Music' }, { responseElements }))).toMatchObject([
      { words: 'Music was deleted with 12,345 items, 6.8 MB' },
    ]);
  });

  it.each(
    Object.values(EXAMPLES).flatMap(({ matching, settings }) =>
      matching.map((event) => [event, settings] as const),
    ),
  )('say something for each rule: %#', (event, settings) => {
    const record = toRecord(event, settings);
    const reasons = explainRisk(record, event, settings);
    expect(reasons.map(({ rule }) => rule)).toEqual(record.risk?.rules);
    for (const { words } of reasons) expect(words).not.toMatch(/undefined|^\s|\s$/);
  });
});
