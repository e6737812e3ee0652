// Operations of other services by what they do to the audit, for the rules on them.

/** Names in CloudTrail of operations of Lambda: with the version of its API, or without. */
const ofLambda = (...names: string[]): string[] =>
  names.flatMap((name) => [name, `${name}20150331`, `${name}20150331v2`, `${name}20171031`]);

export const STOPS_A_TRAIL = ['StopLogging', 'DeleteTrail'];
export const DELETES_LOG_FILES = ['DeleteObject', 'DeleteObjects'];
export const DISABLES_A_KEY = ['DisableKey', 'ScheduleKeyDeletion', 'DeleteImportedKeyMaterial'];
export const LEAVES = ['LeaveOrganization', 'RemoveAccountFromOrganization', 'CloseAccount'];
export const DELETES_LOGS = ['DeleteLogGroup', 'DeleteLogStream'];
export const SILENCES_ALARMS = ['DeleteAlarms', 'DisableAlarmActions', 'SetAlarmState'];
export const STOPS_INGEST = [
  ...['PurgeQueue', 'DeleteQueue', 'DeleteRule', 'DisableRule', 'RemoveTargets', 'DeleteSchedule'],
  ...['DeleteTopic', 'Unsubscribe', 'DeleteRole', 'DeleteRolePolicy', 'DetachRolePolicy', 'DeleteStack'],
  ...['DeleteFunctionUrlConfig', ...ofLambda('DeleteFunction', 'DeleteEventSourceMapping')],
];
export const MAY_STOP_INGEST = ofLambda('PutFunctionConcurrency', 'UpdateEventSourceMapping');
export const DELETES_RECOVERY = ['DeleteRecoveryPoint'];
export const STOPS_OR_DELETES = [
  ...STOPS_A_TRAIL,
  'DeleteBucket',
  ...DELETES_LOG_FILES,
  ...DISABLES_A_KEY,
  ...LEAVES,
  ...DELETES_LOGS,
  ...SILENCES_ALARMS,
  ...STOPS_INGEST,
  ...DELETES_RECOVERY,
  'DeleteBackupVault',
];

export const WEAKENS_A_BUCKET = [
  ...['DeleteBucketPolicy', 'PutBucketPolicy', 'PutBucketAcl'],
  ...['DeleteBucketPublicAccessBlock', 'DeletePublicAccessBlock'],
  ...['PutBucketPublicAccessBlock', 'PutPublicAccessBlock'],
  ...['DeleteBucketOwnershipControls', 'PutBucketOwnershipControls'],
  ...['PutBucketNotification', 'PutBucketNotificationConfiguration'],
  ...['DeleteBucketLifecycle', 'PutBucketLifecycle', 'PutBucketLifecycleConfiguration'],
  ...['PutBucketVersioning', 'PutBucketLogging', 'DeleteBucketEncryption', 'PutBucketEncryption'],
  ...['PutBucketObjectLockConfiguration', 'PutObjectLockConfiguration'],
  ...['DeleteBucketReplication', 'PutBucketReplication', 'PutObjectLegalHold', 'PutObjectRetention'],
];
export const CHANGES_A_TRAIL = ['UpdateTrail', 'PutEventSelectors', 'PutEventConfiguration'];
export const CHANGES_CODE_OR_ROLE = [
  ...ofLambda('UpdateFunctionCode', 'UpdateFunctionConfiguration', 'AddPermission'),
  ...['UpdateFunctionUrlConfig', 'AttachRolePolicy', 'PutRolePolicy', 'UpdateAssumeRolePolicy'],
  ...['DeleteRolePermissionsBoundary', 'PutRolePermissionsBoundary'],
];
export const CHANGES_SETTINGS = [
  ...['AddPermission', 'RemovePermission', 'SetQueueAttributes', 'PutRule', 'PutTargets', 'UpdateSchedule'],
  ...['SetSubscriptionAttributes', 'SetTopicAttributes', 'Subscribe', 'PutMetricAlarm', 'PutRetentionPolicy'],
  ...['PutFunctionEventInvokeConfig', 'UpdateFunctionEventInvokeConfig'],
  ...['SetStackPolicy', 'UpdateTerminationProtection'],
  ...ofLambda('DeleteFunctionConcurrency', 'RemovePermission', 'PutFunctionConcurrency'),
  ...ofLambda('UpdateEventSourceMapping', 'CreateEventSourceMapping'),
];
export const DEPLOYS = ['CreateStack', 'UpdateStack', 'ExecuteChangeSet'];
export const MAPS_A_SOURCE = ['CreateEventSourceMapping', 'CreateEventSourceMapping20150331'];
export const WEAKENS_A_VAULT = [
  ...['DeleteBackupVaultAccessPolicy', 'PutBackupVaultAccessPolicy', 'DeleteBackupVaultLockConfiguration'],
];
