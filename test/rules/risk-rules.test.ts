import type { RiskLists } from '../../src/rules/risk-rule';
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

const rulesOf = (event: CloudTrailEvent, lists?: RiskLists): readonly string[] =>
  toRecord(event, lists).risk?.rules ?? [];

const call = (
  eventName: string,
  requestParameters: unknown = { tableName: 'Music' },
  rest: CloudTrailEvent = {},
) => controlEvent({ eventName, requestParameters, readOnly: false, ...rest });

/** A change of the table Music by UpdateTable. */
const update = (change: object): CloudTrailEvent => call('UpdateTable', { tableName: 'Music', ...change });
const pitr = (specification: object): CloudTrailEvent =>
  call('UpdateContinuousBackups', { tableName: 'Music', pointInTimeRecoverySpecification: specification });
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

const WRITERS: RiskLists = { allowedPrincipals: [`arn:aws:iam::${ACCOUNT}:role/service/payments`] };
const DECOYS: RiskLists = { decoyResources: [tableArn('Honey')] };
const BY_BACKUP = { userIdentity: identities.awsService('backup.amazonaws.com') };

/** For every rule the calls that it matches and calls that it does not. */
const EXAMPLES: Readonly<
  Record<string, { level: string; matching: CloudTrailEvent[]; other: CloudTrailEvent[]; lists?: RiskLists }>
> = {
  'ddb-export-to-s3': {
    level: 'high',
    matching: [call('ExportTableToPointInTime', { tableArn: tableArn('Music'), s3Bucket: 'out' })],
    other: [call('ExportTableToPointInTime', { tableArn: tableArn('Music') }, failed), call('ListExports')],
  },
  'ddb-recon-denied': {
    level: 'low',
    matching: [
      call('ListTables', null, denied),
      call('DescribeTable', null, { ...denied, errorCode: 'AccessDeniedException' }),
      dataEvent({ ...denied, userIdentity: identities.iamUser() }),
    ],
    other: [
      call('ListTables', null),
      call('DeleteTable', null, denied),
      call('ListTables', null, { ...denied, userIdentity: identities.assumedRole() }),
      call('ListTables', null, { ...denied, userAgent: 'aws-internal/3 aws-sdk-java' }),
      call('ListTables', null, { ...denied, sourceIPAddress: 'backup.amazonaws.com' }),
      daxEvent(denied),
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
    matching: [pitr({ pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 34 })],
    other: [pitr({ pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 35 }), pitr({})],
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
    lists: WRITERS,
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
    lists: WRITERS,
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
    ],
  },
  'decoy-table-access': {
    level: 'high',
    lists: DECOYS,
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
    matching: [update({ sSESpecification: { enabled: true, sSEType: 'KMS' } })],
    other: [
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
    ],
    other: [
      controlEvent({ userIdentity: identities.root({ invokedBy: 'backup.amazonaws.com' }) }),
      daxEvent({ userIdentity: identities.root() }),
      scalableTargetEvent({ userIdentity: identities.root() }),
    ],
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
};

it('holds every published or derived rule on a single event', () => {
  expect(RISK_RULES.map(({ id, level }) => [id, level])).toEqual(
    Object.entries(EXAMPLES).map(([id, { level }]) => [id, level]),
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

describe.each(Object.entries(EXAMPLES))('%s', (id, { level, matching, other, lists }) => {
  it.each(matching.map((event) => [String(event.eventName), event] as const))(
    `matches %s`,
    (_name, event) => {
      const { risk } = toRecord(event, lists);
      expect(risk?.rules).toContain(id);
      if (risk?.rules.length === 1) expect(risk.level).toBe(level);
    },
  );

  it.each(other.map((event) => [String(event.eventName), event] as const))(
    'passes over %s',
    (_name, event) => {
      expect(rulesOf(event, lists)).not.toContain(id);
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
    expect(rulesOf(dataEvent({ eventName }))).toEqual([]);
    expect(rulesOf(dataEvent({ eventName }), { allowedPrincipals: [] })).toHaveLength(1);
  },
);

it('allows a writer by the arn of one session too', () => {
  const allowedPrincipals = [`arn:aws:sts::${ACCOUNT}:assumed-role/orders-service/i-0abc`];
  expect(rulesOf(dataEvent({ eventName: 'PutItem' }), { allowedPrincipals })).toEqual([]);
});

it('knows a decoy of any service', () => {
  const decoyResources = [`arn:aws:dax:us-east-1:${ACCOUNT}:cache/sessions`];
  expect(rulesOf(daxEvent(), { decoyResources })).toEqual(['decoy-table-access']);
});
