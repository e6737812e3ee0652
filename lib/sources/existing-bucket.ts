import { Annotations, Aws, Stack, Validations } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { AccountPrincipal, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket, BucketNotificationDestinationType, EventType } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { ExistingBucketSettings } from '../../src/settings/source-settings';
import { keyPatterns, keyPrefixes } from './log-files';
import { printOwnerAdditions, queueConfigurations } from './owner-additions';
import type { SourceTarget } from './source-target';

/**
 * A bucket that a trail already delivers to. By default its events come through EventBridge, which the
 * bucket's owner has switched on, and nothing of the bucket is touched.
 *
 * RISK of `notifications: 'direct'` in this account: the bucket's one notification configuration is
 * rewritten by a custom resource. Notifications that others made are kept, but on update they can get new
 * ids, and two stacks that write it at the same time can lose each other's.
 */
export class ExistingBucket extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly source: ExistingBucketSettings,
    private readonly target: SourceTarget,
  ) {
    super(scope, id);
    target.grantRead(this, source, source.encryptionKeyArn);
    const owner = source.bucketAccountId;
    const elsewhere = owner !== undefined && owner !== Stack.of(this).account;
    if (source.notifications === 'direct') this.notifyDirectly(elsewhere ? owner : undefined);
    else if (elsewhere) this.receiveFrom(owner);
    else this.addRule();
  }

  private pattern() {
    return {
      source: ['aws.s3'],
      detailType: ['Object Created'],
      detail: {
        bucket: { name: [this.source.bucketName] },
        object: { key: keyPatterns(this.source).map((wildcard) => ({ wildcard })) },
      },
    };
  }

  private addRule(): void {
    const { queue, deadLetterQueue } = this.target.queue;
    new Rule(this, 'Rule', {
      description: `CloudTrail log files in ${this.source.bucketName}`,
      eventPattern: this.pattern(),
      targets: [new SqsQueue(queue, { deadLetterQueue })],
    });
  }

  /** EventBridge delivers to a queue of another account as a role of the account that owns the rule. */
  private receiveFrom(owner: string): void {
    const { queue } = this.target.queue;
    this.target.queue.allowSend(`Rule${this.node.id}`, new AccountPrincipal(owner), {
      ArnLike: { 'aws:PrincipalArn': `arn:${Aws.PARTITION}:iam::${owner}:role/*` },
    });
    const { source, detailType, detail } = this.pattern();
    this.printAdditions(owner, {
      eventBridgeRule: {
        EventPattern: { source, 'detail-type': detailType, detail },
        Target: {
          Arn: queue.queueArn,
          RoleArn: `a role of account ${owner} that may sqs:SendMessage to Arn`,
        },
      },
    });
  }

  private notifyDirectly(otherOwner: string | undefined): void {
    const { queue } = this.target.queue;
    const bucket = Bucket.fromBucketName(this, 'Bucket', this.source.bucketName);
    const permission = this.target.queue.allowSend(
      `Bucket${this.node.id}`,
      new ServicePrincipal('s3.amazonaws.com'),
      {
        ArnEquals: { 'aws:SourceArn': bucket.bucketArn },
        StringEquals: { 'aws:SourceAccount': otherOwner ?? Aws.ACCOUNT_ID },
      },
    );
    if (otherOwner !== undefined) {
      this.printAdditions(otherOwner, {
        notificationConfiguration: { QueueConfigurations: queueConfigurations(this.source, queue.queueArn) },
      });
      return;
    }
    const destination = {
      bind: () => ({
        arn: queue.queueArn,
        type: BucketNotificationDestinationType.QUEUE,
        dependencies: [permission],
      }),
    };
    for (const prefix of keyPrefixes(this.source)) {
      bucket.addEventNotification(EventType.OBJECT_CREATED, destination, { prefix, suffix: '.json.gz' });
    }
    this.acknowledgeHandler();
    Annotations.of(this).addWarningV2(
      'dynamodb-audit-trail:directNotification',
      `The notification configuration of ${this.source.bucketName} is rewritten on deployment: notifications of other owners can get new ids or be lost. Prefer notifications: 'eventBridge', or a source of type existingTopic.`,
    );
  }

  /** The function by which CDK writes a bucket's notifications is shared by the whole stack. */
  private acknowledgeHandler(): void {
    const handler = Stack.of(this).node.children.find(({ node }) =>
      node.id.startsWith('BucketNotificationsHandler'),
    );
    if (!handler) return;
    Validations.of(handler).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
      reason:
        'Made by aws-cdk-lib to write the notifications of an existing bucket; its role is not ours to change.',
    });
  }

  private printAdditions(bucketAccountId: string, notification: Readonly<Record<string, unknown>>): void {
    printOwnerAdditions(this, 'OwnerMustAdd', {
      files: this.source,
      bucketAccountId,
      readerArn: this.target.ownRole.roleArn,
      encryptionKeyArn: this.source.encryptionKeyArn,
      notification,
    });
  }
}
