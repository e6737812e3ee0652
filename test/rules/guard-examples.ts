import type { RiskSettings } from '../../src/rules/risk-rule';
import {
  ACCOUNT,
  type CloudTrailEvent,
  denial,
  identities,
  OTHER_ACCOUNT,
  STREAM_ARN,
  tableArn,
} from '../support/events';
import {
  BUCKET,
  BY_CLOUDFORMATION,
  GUARDED,
  guardEvent,
  KEY_ARN,
  QUEUE_ARN,
  queueUrl,
  RECOVERY_POINT_ARN,
  TOPIC_ARN,
} from '../support/guard-events';

interface Examples {
  readonly level: string;
  readonly matching: CloudTrailEvent[];
  readonly other: CloudTrailEvent[];
  readonly settings?: RiskSettings;
}

const settings: RiskSettings = { guardedResources: GUARDED };
const trail = (eventName: string, rest: CloudTrailEvent = {}) =>
  guardEvent('cloudtrail', eventName, { name: 'audit', trailName: 'audit' }, rest);
const bucket = (eventName: string, rest: CloudTrailEvent = {}) =>
  guardEvent('s3', eventName, { bucketName: BUCKET }, rest);
const key = (eventName: string, rest: CloudTrailEvent = {}) =>
  guardEvent('kms', eventName, { keyId: KEY_ARN }, rest);
const queue = (eventName: string, rest: CloudTrailEvent = {}) =>
  guardEvent('sqs', eventName, { queueUrl: queueUrl('Audit-Queue-1') }, rest);
const lambda = (eventName: string, request: object = {}, rest: CloudTrailEvent = {}) =>
  guardEvent('lambda', eventName, { functionName: 'Audit-Ingest-1', ...request }, rest);
const alarms = (eventName: string, rest: CloudTrailEvent = {}) =>
  guardEvent('monitoring', eventName, { alarmNames: ['Audit-Lag'], alarmName: 'Audit-Lag' }, rest);
const stack = (eventName: string, rest: CloudTrailEvent = {}) =>
  guardEvent('cloudformation', eventName, { stackName: 'Audit' }, rest);
const logs = (eventName: string) => guardEvent('logs', eventName, { logGroupName: 'Audit-Logs-1' });
const role = (eventName: string, rest: CloudTrailEvent = {}) =>
  guardEvent('iam', eventName, { roleName: 'Audit-IngestRole-1' }, rest);
const backup = (eventName: string, request: object = {}, rest: CloudTrailEvent = {}) =>
  guardEvent(
    'backup',
    eventName,
    { backupVaultName: 'main', recoveryPointArn: RECOVERY_POINT_ARN, ...request },
    rest,
  );
const copyTo = (account: string) =>
  backup('StartCopyJob', { destinationBackupVaultArn: `arn:aws:backup:us-east-1:${account}:backup-vault:v` });
const map = (eventSourceArn: string) => lambda('CreateEventSourceMapping20150331', { eventSourceArn });
const failed = denial('not authorized');

/** For every rule on calls of other services the calls that it matches and calls that it does not. */
export const GUARD_EXAMPLES: Readonly<Record<string, Examples>> = {
  'guard-trail-stopped': {
    level: 'critical',
    matching: [
      trail('StopLogging'),
      trail('DeleteTrail'),
      trail('StopLogging', BY_CLOUDFORMATION), // Never lowered.
      guardEvent('cloudtrail', 'StopLogging'),
    ],
    other: [trail('StartLogging'), trail('StopLogging', failed)],
    settings,
  },
  'guard-trail-changed': {
    level: 'high',
    matching: [trail('UpdateTrail'), trail('PutEventSelectors'), trail('PutEventConfiguration')],
    other: [
      trail('PutEventSelectors', BY_CLOUDFORMATION),
      trail('UpdateTrail', {
        userIdentity: identities.assumedRole('cfn', 's', { invokedBy: 'cloudformation.amazonaws.com' }),
      }),
      trail('CreateTrail'),
    ],
    settings,
  },
  'guard-trail-started': {
    level: 'low',
    matching: [trail('CreateTrail'), trail('StartLogging')],
    other: [trail('UpdateTrail')],
  },
  'guard-organization-left': {
    level: 'critical',
    matching: [
      guardEvent('organizations', 'LeaveOrganization'),
      guardEvent('organizations', 'RemoveAccountFromOrganization', { accountId: OTHER_ACCOUNT }),
      guardEvent('organizations', 'CloseAccount', { accountId: OTHER_ACCOUNT }),
    ],
    other: [guardEvent('organizations', 'LeaveOrganization', null, failed)],
  },
  'guard-organization-trail-access': {
    level: 'high',
    matching: [
      guardEvent('organizations', 'DisableAWSServiceAccess', {
        servicePrincipal: 'cloudtrail.amazonaws.com',
      }),
      guardEvent('cloudtrail', 'DeregisterOrganizationDelegatedAdmin', {
        delegatedAdminAccountId: OTHER_ACCOUNT,
      }),
    ],
    other: [
      guardEvent('organizations', 'DisableAWSServiceAccess', { servicePrincipal: 'ram.amazonaws.com' }),
    ],
  },
  'guard-log-bucket-deleted': {
    level: 'critical',
    matching: [bucket('DeleteBucket'), bucket('DeleteBucket', BY_CLOUDFORMATION)],
    other: [bucket('DeleteBucketPolicy')],
    settings,
  },
  'guard-log-files-deleted': {
    level: 'critical',
    matching: [bucket('DeleteObject'), bucket('DeleteObjects', BY_CLOUDFORMATION)],
    other: [bucket('PutObjectRetention')],
    settings,
  },
  'guard-log-bucket-weakened': {
    level: 'high',
    matching: [
      ...['PutBucketPolicy', 'PutBucketNotification', 'PutBucketLifecycle', 'PutBucketVersioning'],
      ...['PutBucketEncryption', 'PutBucketObjectLockConfiguration', 'PutBucketReplication', 'PutBucketAcl'],
      ...['DeleteBucketPublicAccessBlock', 'PutBucketLogging', 'PutObjectRetention', 'PutObjectLegalHold'],
    ].map((eventName) => bucket(eventName)),
    other: [bucket('PutBucketPolicy', BY_CLOUDFORMATION)],
    settings,
  },
  'guard-key-disabled': {
    level: 'critical',
    matching: [
      key('DisableKey'),
      key('ScheduleKeyDeletion', BY_CLOUDFORMATION),
      key('DeleteImportedKeyMaterial'),
    ],
    other: [key('PutKeyPolicy')],
    settings,
  },
  'guard-key-policy': {
    level: 'high',
    matching: [key('PutKeyPolicy')],
    other: [key('PutKeyPolicy', BY_CLOUDFORMATION), key('DisableKey')],
    settings,
  },
  'guard-ingest-stopped': {
    level: 'critical',
    matching: [
      queue('PurgeQueue'),
      queue('DeleteQueue', BY_CLOUDFORMATION),
      guardEvent('events', 'RemoveTargets', { rule: 'Audit-Rule-1' }),
      guardEvent('scheduler', 'DeleteSchedule', { name: 'Audit-Hourly' }),
      guardEvent('sns', 'Unsubscribe', { subscriptionArn: `${TOPIC_ARN}:1` }),
      lambda('DeleteFunction20150331'),
      lambda('PutFunctionConcurrency20171031', { reservedConcurrentExecutions: 0 }),
      lambda('UpdateEventSourceMapping20150331', { enabled: false }),
      role('DetachRolePolicy'),
      stack('DeleteStack'),
    ],
    other: [
      lambda('PutFunctionConcurrency20171031', { reservedConcurrentExecutions: 10 }),
      lambda('UpdateEventSourceMapping20150331', { batchSize: 10 }),
      queue('SetQueueAttributes'),
    ],
    settings,
  },
  'guard-alarms-silenced': {
    level: 'high',
    matching: [
      alarms('DeleteAlarms', BY_CLOUDFORMATION),
      alarms('DisableAlarmActions'),
      alarms('SetAlarmState'),
    ],
    other: [alarms('PutMetricAlarm')],
    settings,
  },
  'guard-logs-deleted': {
    level: 'high',
    matching: [logs('DeleteLogGroup'), logs('DeleteLogStream')],
    other: [logs('PutRetentionPolicy')],
    settings,
  },
  'guard-code-changed': {
    level: 'high',
    matching: [
      lambda('UpdateFunctionCode20150331v2'),
      lambda('UpdateFunctionConfiguration20150331v2'),
      lambda('AddPermission20150331v2'),
      lambda('AddPermission'),
      role('PutRolePolicy'),
      role('UpdateAssumeRolePolicy'),
    ],
    other: [
      lambda('UpdateFunctionCode20150331v2', {}, BY_CLOUDFORMATION),
      role('PutRolePolicy', BY_CLOUDFORMATION),
      queue('AddPermission'),
    ],
    settings,
  },
  'guard-settings-changed': {
    level: 'medium',
    matching: [
      queue('SetQueueAttributes'),
      queue('AddPermission'),
      guardEvent('events', 'PutRule', { name: 'Audit-Rule-1' }),
      alarms('PutMetricAlarm'),
      logs('PutRetentionPolicy'),
      lambda('PutFunctionConcurrency20171031', { reservedConcurrentExecutions: 10 }),
      map(QUEUE_ARN),
    ],
    other: [
      queue('SetQueueAttributes', BY_CLOUDFORMATION),
      lambda('PutFunctionConcurrency20171031', { reservedConcurrentExecutions: 0 }),
      lambda('AddPermission20150331v2'),
      lambda('CreateEventSourceMapping20150331', { eventSourceArn: STREAM_ARN, functionName: 'consumer' }),
    ],
    settings,
  },
  'guard-deployment': {
    level: 'low',
    matching: [
      stack('ExecuteChangeSet'),
      stack('UpdateStack'),
      queue('SetQueueAttributes', BY_CLOUDFORMATION),
      trail('PutEventSelectors', BY_CLOUDFORMATION),
      queue('DeleteQueue', BY_CLOUDFORMATION),
    ],
    other: [
      queue('SetQueueAttributes'),
      guardEvent('cloudtrail', 'UpdateTrail', { name: 'other' }, BY_CLOUDFORMATION),
      // The client writes its user agent itself.
      queue('SetQueueAttributes', { userAgent: 'cloudformation.amazonaws.com' }),
    ],
    settings,
  },
  'guard-stream-mapped': {
    level: 'medium',
    matching: [
      lambda('CreateEventSourceMapping20150331', { eventSourceArn: STREAM_ARN, functionName: 'consumer' }),
    ],
    other: [map(QUEUE_ARN)],
  },
  'guard-recovery-point-deleted': {
    level: 'high',
    matching: [backup('DeleteRecoveryPoint')],
    other: [
      backup('DeleteRecoveryPoint', {}, { userIdentity: identities.awsService('backup.amazonaws.com') }),
    ],
  },
  'guard-backup-vault-deleted': {
    level: 'high',
    matching: [
      backup('DeleteBackupVault'),
      backup('PutBackupVaultAccessPolicy'),
      backup('DeleteBackupVaultLockConfiguration'),
    ],
    other: [backup('PutBackupVaultLockConfiguration')],
  },
  'guard-backup-copied-out': {
    level: 'critical',
    matching: [copyTo(OTHER_ACCOUNT)],
    other: [copyTo(ACCOUNT), backup('StartCopyJob')],
  },
  'guard-backup-restored': {
    level: 'medium',
    matching: [backup('StartRestoreJob'), copyTo(ACCOUNT)],
    other: [copyTo(OTHER_ACCOUNT)],
  },
  'guard-zero-etl': {
    level: 'high',
    matching: [
      guardEvent('glue', 'CreateIntegration', {
        sourceArn: tableArn('Music'),
        targetArn: 'arn:aws:glue:x:1:catalog',
      }),
      guardEvent('redshift', 'CreateIntegration', { sourceArn: tableArn('Music') }),
    ],
    other: [guardEvent('glue', 'CreateIntegration', { sourceArn: tableArn('Music') }, failed)],
  },
  'guard-attempt': {
    level: 'medium',
    matching: [
      trail('StopLogging', failed),
      queue('PurgeQueue', failed),
      bucket('DeleteBucket', { errorCode: 'BucketNotEmpty' }),
    ],
    other: [trail('UpdateTrail', failed), trail('StopLogging')],
    settings,
  },
};
