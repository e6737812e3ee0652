import { Aws, Duration, Fn, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { IngestQueue } from '../shared/ingest-queue';
import { physicalName } from '../shared/physical-name';

/** A bucket name has 63 characters: this many beside account, longest Region name, stack id and hyphens. */
const OWN_NAME_LENGTH = 63 - 12 - 16 - 8 - 3;
/** Days for which a deleted or overwritten log file can be restored. */
const NONCURRENT_DAYS = 90;

export interface TrailBucketProps {
  /** ARN of the one trail that may deliver. */
  readonly trailArn: string;
  /** Folders in `AWSLogs/` that the trail writes to: accounts, or an organization. */
  readonly folders: readonly string[];
  readonly queue: IngestQueue;
  readonly removalPolicy: RemovalPolicy;
  /** @default - derived from the path of the construct, the account, the Region and the stack id */
  readonly bucketName?: string;
  /** @default - no Object Lock */
  readonly objectLockDays?: number;
  /** @default - keep forever */
  readonly expireDays?: number;
}

/**
 * The part of the stack id that differs each time a stack is created, eight hexadecimal digits. CloudTrail
 * may have written before a creation is rolled back, and a bucket with objects cannot be deleted: the next
 * attempt needs another name.
 */
const stackIdSuffix = (): string => Fn.select(0, Fn.split('-', Fn.select(2, Fn.split('/', Aws.STACK_ID))));

/** A bucket for one trail: private, versioned, TLS only, writable by that trail only, with access logs. */
export class TrailBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: TrailBucketProps) {
    super(scope, id);
    const common = {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      removalPolicy: props.removalPolicy,
      // Otherwise the deletion of the stack would fail, because CloudTrail has written to the bucket.
      autoDeleteObjects: props.removalPolicy === RemovalPolicy.DESTROY,
    };
    const cleanUp = {
      abortIncompleteMultipartUploadAfter: Duration.days(7),
      noncurrentVersionExpiration: Duration.days(NONCURRENT_DAYS),
    };
    const accessLogs = new Bucket(this, 'AccessLogs', {
      ...common,
      encryption: BucketEncryption.S3_MANAGED,
      lifecycleRules: [{ ...cleanUp, expiration: Duration.days(365) }],
    });
    Validations.of(accessLogs).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'This bucket holds the access logs of the trail bucket. Logging its own access would never end.',
    });

    const stack = Stack.of(this);
    const bucketName =
      props.bucketName ??
      `${physicalName(this, OWN_NAME_LENGTH)}-${Aws.ACCOUNT_ID}-${Aws.REGION}-${stackIdSuffix()}`;
    const bucketArn = stack.formatArn({ service: 's3', region: '', account: '', resource: bucketName });
    this.bucket = new Bucket(this, 'Bucket', {
      ...common,
      // Explicit, because the queue policy must name the bucket before S3 validates the notification.
      bucketName,
      // With a customer managed key, CloudTrail itself encrypts the log files.
      encryption: BucketEncryption.S3_MANAGED,
      ...(props.objectLockDays !== undefined && {
        objectLockDefaultRetention: ObjectLockRetention.compliance(Duration.days(props.objectLockDays)),
      }),
      lifecycleRules: [
        {
          ...cleanUp,
          ...(props.expireDays !== undefined && { expiration: Duration.days(props.expireDays) }),
        },
      ],
    });
    this.logAccess(accessLogs);
    this.allowDelivery(props);
    this.notify(props.queue, bucketArn);
    for (const { policy } of [this.bucket, accessLogs]) policy?.applyRemovalPolicy(props.removalPolicy);
  }

  /** Done here because the L2 construct needs ACLs unless the app has a certain feature flag. */
  private logAccess(accessLogs: Bucket): void {
    accessLogs.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('logging.s3.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [accessLogs.arnForObjects('*')],
        conditions: {
          ArnLike: { 'aws:SourceArn': this.bucket.bucketArn },
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        },
      }),
    );
    const bucket = this.bucket.node.defaultChild as CfnBucket;
    bucket.loggingConfiguration = { destinationBucketName: accessLogs.bucketName };
  }

  /** The bucket policy that CloudTrail needs, restricted to the one trail. */
  private allowDelivery({ trailArn, folders }: TrailBucketProps): void {
    const fromTrail = { 'aws:SourceArn': trailArn };
    const principals = [new ServicePrincipal('cloudtrail.amazonaws.com')];
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'CloudTrailAclCheck',
        principals,
        actions: ['s3:GetBucketAcl'],
        resources: [this.bucket.bucketArn],
        conditions: { StringEquals: fromTrail },
      }),
    );
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'CloudTrailWrite',
        principals,
        actions: ['s3:PutObject'],
        resources: folders.map((folder) => this.bucket.arnForObjects(`AWSLogs/${folder}/*`)),
        conditions: { StringEquals: { ...fromTrail, 's3:x-amz-acl': 'bucket-owner-full-control' } },
      }),
    );
  }

  /** Set on the bucket itself. The L2 construct uses a custom resource with access to all buckets. */
  private notify(queue: IngestQueue, bucketArn: string): void {
    const permission = queue.allowSend('bucket', { arn: bucketArn, account: Aws.ACCOUNT_ID });
    const bucket = this.bucket.node.defaultChild as CfnBucket;
    bucket.notificationConfiguration = {
      queueConfigurations: [
        {
          event: 's3:ObjectCreated:*',
          queue: queue.queue.queueArn,
          filter: {
            s3Key: {
              rules: [
                { name: 'prefix', value: 'AWSLogs/' },
                { name: 'suffix', value: '.json.gz' },
              ],
            },
          },
        },
      ],
    };
    bucket.node.addDependency(permission);
  }
}
