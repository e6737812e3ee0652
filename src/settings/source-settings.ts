import * as z from 'zod';
import { accountId, arn, bucketName, organizationId } from './setting-values';

/** What stands before `AWSLogs/` in an object key, without slashes at either end. Empty: nothing. */
const prefix = z.string().regex(/^(?!\/)[^*?]*(?<!\/)$/, {
  message: 'is not a prefix: allowed is what stands before /AWSLogs, without a slash at its ends, * or ?',
});

const layout = {
  prefixes: z
    .array(prefix)
    .min(1)
    .default([''])
    .describe('What stands before `AWSLogs/` in object keys, one entry a trail. Nothing unless set.'),
  organizationId: organizationId
    .optional()
    .describe('Read only log files of this organization’s trail (`AWSLogs/o-…/`). All log files unless set.'),
  bucketAccountId: accountId.optional().describe('Account that owns the bucket. This account unless set.'),
  encryptionKeyArn: arn.optional().describe('KMS key of the log files, where they have one.'),
};

const newTrail = z
  .strictObject({
    type: z.literal('newTrail'),
    trailName: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,126}[A-Za-z0-9]$/)
      .optional()
      .describe('Name of the trail. Made from the construct’s path unless set.'),
    bucketName: bucketName
      .optional()
      .describe('Name of the new bucket. Made from the construct’s path, account and Region unless set.'),
    organization: z
      .strictObject({
        id: organizationId.describe('Id of the organization.'),
        managementAccountId: accountId
          .optional()
          .describe('Account that owns the organization. This account unless set.'),
      })
      .optional()
      .describe('Makes it the trail of a whole organization. A trail of this account unless set.'),
    dataEvents: z
      .union([z.enum(['none', 'all']), z.array(arn).min(1).max(200)])
      .default('none')
      .describe(
        'Tables whose data events are logged: none, all, or ARNs; with ARNs, the audit’s own tables too.',
      ),
    excludeServiceReads: z
      .union([z.boolean(), z.array(accountId).min(1).max(50)])
      .default(false)
      .describe(
        'Leave out reads by service-linked roles (global tables replication, for one): of this account, or of the accounts listed.',
      ),
    objectLockDays: z
      .int()
      .min(1)
      .max(36_500)
      .optional()
      .describe(
        'Days that nobody can delete or change a log file (Object Lock, compliance mode). No lock unless set.',
      ),
    expireDays: z
      .int()
      .min(1)
      .max(36_500)
      .optional()
      .describe('Days after which log files are deleted. Kept for ever unless set.'),
  })
  .describe('A new multi-Region trail on a bucket of its own');

const existingBucket = z
  .strictObject({
    type: z.literal('existingBucket'),
    bucketName: bucketName.describe('Name of the bucket.'),
    ...layout,
    notifications: z
      .enum(['eventBridge', 'direct'])
      .default('eventBridge')
      .describe(
        '`eventBridge`: the bucket already sends its events there, nothing of it is touched. `direct`: a notification is added to the bucket; RISK: on update, notifications that others made on it can get new ids or be lost.',
      ),
  })
  .describe('A bucket that a trail already delivers to');

const existingTopic = z
  .strictObject({
    type: z.literal('existingTopic'),
    topicArn: arn.describe('ARN of the topic.'),
    bucketName: bucketName.describe('Name of the bucket that the notices are about.'),
    ...layout,
    messages: z
      .enum(['s3Events', 'cloudTrail'])
      .default('s3Events')
      .describe('What is published there: S3 event notifications, or CloudTrail’s own delivery notices.'),
  })
  .describe('An SNS topic that already announces log files');

/** Where log files come from: a discriminated union on `type`. */
export const sourceSchema = z.discriminatedUnion('type', [newTrail, existingBucket, existingTopic]);
export type SourceSettings = z.output<typeof sourceSchema>;
export type NewTrailSettings = z.output<typeof newTrail>;
export type ExistingBucketSettings = z.output<typeof existingBucket>;
export type ExistingTopicSettings = z.output<typeof existingTopic>;
