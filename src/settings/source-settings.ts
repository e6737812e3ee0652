import * as z from 'zod';
import {
  accountId,
  bucketName,
  keyArn,
  organizationId,
  regionName,
  roleArn,
  tableArn,
  topicArn,
} from './setting-values';

/** Key prefix before `AWSLogs/`, without leading or trailing slash. Empty for none. */
const prefix = z.string().regex(/^(?!\/)(?!(?:.*\/)?AWSLogs(?:\/|$))[^*?]*(?<!\/)$/, {
  message: 'must be the key prefix before AWSLogs/, without AWSLogs, leading or trailing slash, * or ?',
});

const decryptKeyArns = z
  .array(keyArn)
  .default([])
  .describe('Former KMS keys of the log files, to read older files after a change of the key.');

const layout = {
  prefixes: z
    .array(prefix)
    .min(1)
    .default([''])
    .describe('Key prefixes before `AWSLogs/`, one for each trail. Default: no prefix.'),
  organizationId: organizationId
    .optional()
    .describe('Organization whose log files are read (`AWSLogs/o-…/`). Default: all log files.'),
  bucketAccountId: accountId.optional().describe('Account that owns the bucket. Default: this account.'),
  encryptionKeyArn: keyArn.optional().describe('KMS key of the log files. Default: none.'),
  decryptKeyArns,
  readRoleArn: roleArn
    .optional()
    .describe(
      'IAM role that the functions assume to read log files and digests, if the bucket policy cannot be changed. Default: each function reads with its own role.',
    ),
};

const newTrail = z
  .strictObject({
    type: z.literal('newTrail'),
    trailName: z
      .string()
      .regex(/^(?!.*[._-]{2})(?!\d+(?:\.\d+){3}$)[A-Za-z0-9][A-Za-z0-9._-]{1,126}[A-Za-z0-9]$/, {
        message:
          'must be the name of a trail: 3 to 128 letters, digits, dots, underscores and hyphens, not two of these side by side, and no IP address',
      })
      .optional()
      .describe('Name of the trail. Default: derived from the path of the construct.'),
    bucketName: bucketName
      .optional()
      .describe(
        'Name of the new bucket. Default: derived from the path of the construct, the account and the Region.',
      ),
    organization: z
      .strictObject({
        id: organizationId.describe('ID of the organization.'),
        managementAccountId: accountId
          .optional()
          .describe(
            'Management account of the organization, to check that the stack is deployed there. Default: this account.',
          ),
      })
      .optional()
      .describe(
        'Organization to log. Deploy in its management account. Default: none, the trail logs this account only.',
      ),
    dataEvents: z
      .union([z.enum(['none', 'all']), z.array(tableArn).min(1).max(200)])
      .default('none')
      .describe(
        'Tables whose data events are logged: none, all, or a list of ARNs. A list always includes the tables of the audit itself.',
      ),
    excludeServiceReads: z
      .union([z.boolean(), z.array(accountId).min(1).max(50)])
      .default(false)
      .describe(
        'Excludes reads by service-linked roles, such as global tables replication, of this account or of the listed accounts.',
      ),
    decryptKeyArns,
    objectLockDays: z
      .int()
      .min(1)
      .max(36_500)
      .optional()
      .describe(
        'Days for which nobody can delete or overwrite a log file (S3 Object Lock in compliance mode). Default: no lock.',
      ),
    expireDays: z
      .int()
      .min(1)
      .max(36_500)
      .optional()
      .describe('Days after which log files are deleted. Default: keep forever.'),
  })
  .describe('A new multi-Region trail with its own bucket');

const existingBucket = z
  .strictObject({
    type: z.literal('existingBucket'),
    bucketName: bucketName.describe('Name of the bucket.'),
    ...layout,
    notifications: z
      .enum(['eventBridge', 'direct'])
      .default('eventBridge')
      .describe(
        'Notifications of new log files. `eventBridge`: the bucket already sends its events to EventBridge and is not changed. `direct`: the deployment adds a notification to the bucket. RISK of `direct`: updates can change the IDs of other notifications or lose them.',
      ),
  })
  .describe('A bucket to which a trail already delivers');

const existingTopic = z
  .strictObject({
    type: z.literal('existingTopic'),
    topicArn: topicArn.describe('ARN of the topic.'),
    bucketName: bucketName.describe('Name of the bucket that the notifications are about.'),
    bucketRegion: regionName.optional().describe('Region of the bucket. Default: the Region of the topic.'),
    ...layout,
    messages: z
      .enum(['s3Events', 'cloudTrail'])
      .default('s3Events')
      .describe('Format of the messages: S3 event notifications, or delivery notifications of CloudTrail.'),
  })
  .describe('An SNS topic that already receives notifications of log files');

/** Sources of log files: a discriminated union on `type`. */
export const sourceSchema = z.discriminatedUnion('type', [newTrail, existingBucket, existingTopic]);
export type SourceSettings = z.output<typeof sourceSchema>;
export type NewTrailSettings = z.output<typeof newTrail>;
export type ExistingBucketSettings = z.output<typeof existingBucket>;
export type ExistingTopicSettings = z.output<typeof existingTopic>;
