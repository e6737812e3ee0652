import { Aws, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
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
import type { IngestQueue } from '../ingest-queue';
import { physicalName } from '../physical-name';

/** A bucket name has 63 characters: this many beside account, the longest Region name and two hyphens. */
const OWN_NAME_LENGTH = 63 - 12 - 16 - 2;
/** What a deleted or replaced log file can be brought back from. */
const NONCURRENT_DAYS = 90;

export interface TrailBucketProps {
  /** ARN of the one trail that may deliver. */
  readonly trailArn: string;
  /** Folders below `AWSLogs/` that the trail writes: accounts, or an organization. */
  readonly folders: readonly string[];
  readonly queue: IngestQueue;
  readonly retain: boolean;
  /** @default - made from the construct's path, account and Region */
  readonly bucketName?: string;
  /** @default - no Object Lock */
  readonly objectLockDays?: number;
  /** @default - kept for ever */
  readonly expireDays?: number;
}

/** A bucket for one trail: private, versioned, TLS only, writable by that trail alone, its access logged. */
export class TrailBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: TrailBucketProps) {
    super(scope, id);
    const removalPolicy = props.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    const common = {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      removalPolicy,
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
      reason: 'This bucket holds the access log of the trail bucket; logging it into itself would never end.',
    });

    const stack = Stack.of(this);
    const bucketName =
      props.bucketName ?? `${physicalName(this, OWN_NAME_LENGTH)}-${Aws.ACCOUNT_ID}-${Aws.REGION}`;
    const bucketArn = stack.formatArn({ service: 's3', region: '', account: '', resource: bucketName });
    this.bucket = new Bucket(this, 'Bucket', {
      ...common,
      // The queue's policy must name the bucket before S3 checks that it may notify the queue.
      bucketName,
      // CloudTrail itself encrypts log files with the customer's key, where there is one.
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
  }

  /** What the L2 does only in apps with a certain feature flag; without it, it wants ACLs. */
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

  /** CloudTrail's bucket policy, every statement pinned to the one trail. */
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

  /** Part of the bucket itself: the L2's way is a custom resource with rights on every bucket. */
  private notify(queue: IngestQueue, bucketArn: string): void {
    const permission = queue.allowSend('TrailBucket', new ServicePrincipal('s3.amazonaws.com'), {
      ArnEquals: { 'aws:SourceArn': bucketArn },
      StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
    });
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
