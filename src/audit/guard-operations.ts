import type { Access } from './audit-record';
import type { GuardApiName, ResourceRule } from './operations';

/**
 * When a call of another service is audited:
 *
 * - `always`: whatever it names. The audit depends on every trail, and a backup does not say whose it is.
 * - `own`: if it names a resource of the audit itself, such as its queue or a bucket that it reads.
 * - `table`: if it names a table or a stream of DynamoDB, or a resource of the audit itself.
 */
export type GuardScope = 'always' | 'own' | 'table';

export type GuardRow = readonly [
  api: GuardApiName,
  eventName: string,
  access: Access,
  category: string,
  scope: GuardScope,
  ...resources: ResourceRule[],
];

const TRAIL = 'trail request.name';
const TRAIL_NAMED = 'trail request.trailName';
const BUCKET = 'bucket request.bucketName';
const KEY = 'kms-key request.keyId';
const QUEUE = 'queue request.queueUrl';
const RULE = 'event-rule request.name';
const RULE_OF_TARGETS = 'event-rule request.rule';
const SCHEDULE = 'schedule request.name';
const TOPIC = 'other-arn request.topicArn';
const SUBSCRIPTION = 'other-arn request.subscriptionArn';
const FUNCTION = 'function request.functionName';
const MAPPED = ['other-arn response.eventSourceArn', 'function response.functionArn'] as const;
const ROLE = 'role request.roleName';
const ALARM = 'alarm request.alarmName';
const ALARMS = 'alarm request.alarmNames';
const LOG_GROUP = 'log-group request.logGroupName';
const STACK = 'stack request.stackName';
const VAULT = 'backup-vault request.backupVaultName';
const RECOVERY_POINT = 'other-arn request.recoveryPointArn';

/** Most names in CloudTrail carry the version of Lambda's API; a denied call may carry the name alone. */
const lambda = (
  name: string,
  version: string,
  access: Access,
  scope: GuardScope,
  ...resources: ResourceRule[]
): readonly GuardRow[] =>
  ['', version].map((suffix) => ['lambda', name + suffix, access, 'audit', scope, ...resources]);

/** A bucket's setting has its name in S3's API, and often another one in CloudTrail. */
const bucketSetting = (access: Access, ...names: string[]): readonly GuardRow[] =>
  names.map((name) => ['s3', name, access, 'log-bucket', 'own', BUCKET]);

/**
 * Operations of other services that are audited. They can stop the audit, change its evidence, or take data of
 * DynamoDB away without a call to DynamoDB. Sources: the API references of the services, S3's list of CloudTrail
 * events, and Lambda's list of names with versions.
 */
// biome-ignore format: one row per operation
export const GUARD_ROWS: readonly GuardRow[] = [
  ['cloudtrail', 'CreateTrail', 'write', 'trail', 'always', TRAIL],
  ['cloudtrail', 'DeleteTrail', 'write', 'trail', 'always', TRAIL],
  ['cloudtrail', 'DeregisterOrganizationDelegatedAdmin', 'write', 'organization', 'always'],
  ['cloudtrail', 'PutEventConfiguration', 'write', 'trail', 'always', TRAIL_NAMED, 'other-arn request.eventDataStore'],
  ['cloudtrail', 'PutEventSelectors', 'write', 'trail', 'always', TRAIL_NAMED],
  ['cloudtrail', 'StartLogging', 'write', 'trail', 'always', TRAIL],
  ['cloudtrail', 'StopLogging', 'write', 'trail', 'always', TRAIL],
  ['cloudtrail', 'UpdateTrail', 'write', 'trail', 'always', TRAIL],

  ['organizations', 'CloseAccount', 'write', 'organization', 'always'],
  ['organizations', 'DisableAWSServiceAccess', 'write', 'organization', 'always'],
  ['organizations', 'LeaveOrganization', 'write', 'organization', 'always'],
  ['organizations', 'RemoveAccountFromOrganization', 'write', 'organization', 'always'],

  ...bucketSetting('write', 'DeleteBucket'),
  ...bucketSetting('permissions', 'DeleteBucketPolicy', 'PutBucketPolicy', 'PutBucketAcl'),
  ...bucketSetting('permissions', 'DeleteBucketPublicAccessBlock', 'DeletePublicAccessBlock', 'PutBucketPublicAccessBlock', 'PutPublicAccessBlock'),
  ...bucketSetting('permissions', 'DeleteBucketOwnershipControls', 'PutBucketOwnershipControls'),
  ...bucketSetting('write', 'PutBucketNotification', 'PutBucketNotificationConfiguration'),
  ...bucketSetting('write', 'DeleteBucketLifecycle', 'PutBucketLifecycle', 'PutBucketLifecycleConfiguration'),
  ...bucketSetting('write', 'PutBucketVersioning', 'PutBucketLogging'),
  ...bucketSetting('write', 'DeleteBucketEncryption', 'PutBucketEncryption'),
  ...bucketSetting('write', 'PutBucketObjectLockConfiguration', 'PutObjectLockConfiguration'),
  ...bucketSetting('write', 'DeleteBucketReplication', 'PutBucketReplication'),
  ['s3', 'DeleteObject', 'write', 'log-file', 'own', BUCKET],
  ['s3', 'DeleteObjects', 'write', 'log-file', 'own', BUCKET],
  ['s3', 'PutObjectLegalHold', 'write', 'log-file', 'own', BUCKET],
  ['s3', 'PutObjectRetention', 'write', 'log-file', 'own', BUCKET],

  ['kms', 'DeleteImportedKeyMaterial', 'write', 'encryption', 'own', KEY],
  ['kms', 'DisableKey', 'write', 'encryption', 'own', KEY],
  ['kms', 'PutKeyPolicy', 'permissions', 'encryption', 'own', KEY],
  ['kms', 'ScheduleKeyDeletion', 'write', 'encryption', 'own', KEY],

  ['sqs', 'AddPermission', 'permissions', 'audit', 'own', QUEUE],
  ['sqs', 'DeleteQueue', 'write', 'audit', 'own', QUEUE],
  ['sqs', 'PurgeQueue', 'write', 'audit', 'own', QUEUE],
  ['sqs', 'RemovePermission', 'permissions', 'audit', 'own', QUEUE],
  ['sqs', 'SetQueueAttributes', 'write', 'audit', 'own', QUEUE],
  ['events', 'DeleteRule', 'write', 'audit', 'own', RULE],
  ['events', 'DisableRule', 'write', 'audit', 'own', RULE],
  ['events', 'PutRule', 'write', 'audit', 'own', RULE],
  ['events', 'PutTargets', 'write', 'audit', 'own', RULE_OF_TARGETS],
  ['events', 'RemoveTargets', 'write', 'audit', 'own', RULE_OF_TARGETS],
  ['scheduler', 'DeleteSchedule', 'write', 'audit', 'own', SCHEDULE],
  ['scheduler', 'UpdateSchedule', 'write', 'audit', 'own', SCHEDULE],
  ['sns', 'AddPermission', 'permissions', 'audit', 'own', TOPIC],
  ['sns', 'DeleteTopic', 'write', 'audit', 'own', TOPIC],
  ['sns', 'RemovePermission', 'permissions', 'audit', 'own', TOPIC],
  ['sns', 'SetSubscriptionAttributes', 'write', 'audit', 'own', SUBSCRIPTION],
  ['sns', 'SetTopicAttributes', 'write', 'audit', 'own', TOPIC],
  ['sns', 'Subscribe', 'write', 'audit', 'own', TOPIC],
  ['sns', 'Unsubscribe', 'write', 'audit', 'own', SUBSCRIPTION],

  ...lambda('AddPermission', '20150331v2', 'permissions', 'own', FUNCTION),
  ['lambda', 'CreateEventSourceMapping', 'write', 'stream', 'table', 'other-arn request.eventSourceArn', FUNCTION],
  ['lambda', 'CreateEventSourceMapping20150331', 'write', 'stream', 'table', 'other-arn request.eventSourceArn', FUNCTION],
  ...lambda('DeleteEventSourceMapping', '20150331', 'write', 'own', ...MAPPED),
  ...lambda('DeleteFunction', '20150331', 'write', 'own', FUNCTION),
  ...lambda('DeleteFunctionConcurrency', '20171031', 'write', 'own', FUNCTION),
  ...lambda('PutFunctionConcurrency', '20171031', 'write', 'own', FUNCTION),
  ...lambda('RemovePermission', '20150331v2', 'permissions', 'own', FUNCTION),
  ...lambda('UpdateEventSourceMapping', '20150331', 'write', 'own', FUNCTION, ...MAPPED),
  ...lambda('UpdateFunctionCode', '20150331v2', 'write', 'own', FUNCTION),
  ...lambda('UpdateFunctionConfiguration', '20150331v2', 'write', 'own', FUNCTION),
  ['lambda', 'DeleteFunctionUrlConfig', 'write', 'audit', 'own', FUNCTION],
  ['lambda', 'PutFunctionEventInvokeConfig', 'write', 'audit', 'own', FUNCTION],
  ['lambda', 'UpdateFunctionEventInvokeConfig', 'write', 'audit', 'own', FUNCTION],
  ['lambda', 'UpdateFunctionUrlConfig', 'permissions', 'audit', 'own', FUNCTION],

  ['iam', 'AttachRolePolicy', 'permissions', 'audit', 'own', ROLE],
  ['iam', 'DeleteRole', 'write', 'audit', 'own', ROLE],
  ['iam', 'DeleteRolePermissionsBoundary', 'permissions', 'audit', 'own', ROLE],
  ['iam', 'DeleteRolePolicy', 'permissions', 'audit', 'own', ROLE],
  ['iam', 'DetachRolePolicy', 'permissions', 'audit', 'own', ROLE],
  ['iam', 'PutRolePermissionsBoundary', 'permissions', 'audit', 'own', ROLE],
  ['iam', 'PutRolePolicy', 'permissions', 'audit', 'own', ROLE],
  ['iam', 'UpdateAssumeRolePolicy', 'permissions', 'audit', 'own', ROLE],

  ['monitoring', 'DeleteAlarms', 'write', 'audit', 'own', ALARMS],
  ['monitoring', 'DisableAlarmActions', 'write', 'audit', 'own', ALARMS],
  ['monitoring', 'PutMetricAlarm', 'write', 'audit', 'own', ALARM],
  ['monitoring', 'SetAlarmState', 'write', 'audit', 'own', ALARM],
  ['logs', 'DeleteLogGroup', 'write', 'audit', 'own', LOG_GROUP],
  ['logs', 'DeleteLogStream', 'write', 'audit', 'own', LOG_GROUP],
  ['logs', 'PutRetentionPolicy', 'write', 'audit', 'own', LOG_GROUP],

  ['cloudformation', 'CreateStack', 'write', 'audit', 'own', STACK],
  ['cloudformation', 'DeleteStack', 'write', 'audit', 'own', STACK],
  ['cloudformation', 'ExecuteChangeSet', 'write', 'audit', 'own', STACK],
  ['cloudformation', 'SetStackPolicy', 'permissions', 'audit', 'own', STACK],
  ['cloudformation', 'UpdateStack', 'write', 'audit', 'own', STACK],
  ['cloudformation', 'UpdateTerminationProtection', 'write', 'audit', 'own', STACK],

  ['backup', 'DeleteBackupVault', 'write', 'aws-backup', 'always', VAULT],
  ['backup', 'DeleteBackupVaultAccessPolicy', 'permissions', 'aws-backup', 'always', VAULT],
  ['backup', 'DeleteBackupVaultLockConfiguration', 'write', 'aws-backup', 'always', VAULT],
  ['backup', 'DeleteRecoveryPoint', 'write', 'aws-backup', 'always', RECOVERY_POINT, VAULT],
  ['backup', 'PutBackupVaultAccessPolicy', 'permissions', 'aws-backup', 'always', VAULT],
  ['backup', 'PutBackupVaultLockConfiguration', 'write', 'aws-backup', 'always', VAULT],
  ['backup', 'StartCopyJob', 'write', 'aws-backup', 'always', RECOVERY_POINT, 'other-arn request.destinationBackupVaultArn'],
  ['backup', 'StartRestoreJob', 'write', 'aws-backup', 'always', RECOVERY_POINT],

  ['glue', 'CreateIntegration', 'write', 'import-export', 'table', 'other-arn request.sourceArn', 'other-arn request.targetArn'],
  ['redshift', 'CreateIntegration', 'write', 'import-export', 'table', 'other-arn request.sourceArn', 'other-arn request.targetArn'],
];
