import { ACCOUNT, type CloudTrailEvent, controlEvent, REGION } from './events';

/** A call of another service by alice, without apiVersion as most of them. */
export const guardEvent = (
  service: string,
  eventName: string,
  requestParameters: object | null = null,
  rest: CloudTrailEvent = {},
): CloudTrailEvent =>
  controlEvent({
    eventSource: `${service}.amazonaws.com`,
    eventName,
    requestParameters,
    readOnly: false,
    apiVersion: undefined,
    ...rest,
  });

const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

export const TRAIL_ARN = arn('cloudtrail', 'trail/audit');
export const KEY_ARN = arn('kms', 'key/1234abcd-12ab-34cd-56ef-1234567890ab');
export const QUEUE_ARN = arn('sqs', 'Audit-Queue-1');
export const FUNCTION_ARN = arn('lambda', 'function:Audit-Ingest-1');
export const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/Audit-IngestRole-1`;
export const TOPIC_ARN = arn('sns', 'Audit-Topic-1');
export const LOG_GROUP_ARN = arn('logs', 'log-group:Audit-Logs-1');
export const STACK_ARN = arn('cloudformation', 'stack/Audit');
export const RULE_ARN = arn('events', 'rule/Audit-Rule-1');
export const SCHEDULE_ARN = arn('scheduler', 'schedule/default/Audit-Hourly');
export const ALARM_ARN = arn('cloudwatch', 'alarm:Audit-Lag');
export const VAULT_ARN = arn('backup', 'backup-vault:main');
export const RECOVERY_POINT_ARN = arn('backup', 'recovery-point:9f8c0a52');
export const BUCKET = 'audit-trail-bucket';
export const BUCKET_ARN = `arn:aws:s3:::${BUCKET}`;

/** The audit's own resources, as the construct writes them: a bucket by name, a log group and a stack with more. */
export const GUARDED: readonly string[] = [
  BUCKET,
  TRAIL_ARN,
  KEY_ARN,
  QUEUE_ARN,
  FUNCTION_ARN,
  ROLE_ARN,
  TOPIC_ARN,
  `${LOG_GROUP_ARN}:*`,
  `${STACK_ARN}/0a1b2c3d-0000-11ee-be56-0242ac120002`,
  SCHEDULE_ARN,
  arn('cloudwatch', 'alarm:Audit-*'),
  arn('events', 'rule/Audit*'),
];

export const queueUrl = (name: string, account = ACCOUNT): string =>
  `https://sqs.${REGION}.amazonaws.com/${account}/${name}`;
export const BY_CLOUDFORMATION: CloudTrailEvent = {
  sourceIPAddress: 'cloudformation.amazonaws.com',
  userAgent: 'cloudformation.amazonaws.com',
};
