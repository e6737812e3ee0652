import { Annotations, Aws, CfnCondition, Fn, Stack, Token, Validations } from 'aws-cdk-lib';
import { type CfnRule, Rule } from 'aws-cdk-lib/aws-events';
import { Bucket, BucketNotificationDestinationType, EventType } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { ExistingBucketSettings } from '../../src/settings/source-settings';
import { DIGESTS, keyPatterns, keyPrefixes, LOG_FILES } from './log-files';
import { printOwnerAdditions, queueConfigurations } from './owner-additions';
import type { SourceTarget } from './source-target';

/**
 * A bucket to which a trail already delivers. By default its events come through EventBridge, which the
 * owner of the bucket has enabled, and the bucket is not changed.
 *
 * RISK of `notifications: 'direct'` in this account: a custom resource rewrites the notification
 * configuration of the bucket. It keeps the notifications of others, but updates can change their ids, and
 * two stacks that write at the same time can lose each other's notifications.
 */
export class ExistingBucket extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly source: ExistingBucketSettings,
    private readonly target: SourceTarget,
  ) {
    super(scope, id);
    target.grantRead(this, source);
    const { account } = Stack.of(this);
    const owner = source.bucketAccountId === account ? undefined : source.bucketAccountId;
    if (source.notifications === 'direct') this.notifyDirectly(owner);
    else if (owner === undefined) this.addRule();
    else if (Token.isUnresolved(account)) this.addRuleInOwnAccount(owner);
    else this.receiveFrom(owner);
  }

  private pattern() {
    return {
      source: ['aws.s3'],
      detailType: ['Object Created'],
      detail: {
        bucket: { name: [this.source.bucketName] },
        object: { key: keyPatterns(this.source, [LOG_FILES, DIGESTS]).map((wildcard) => ({ wildcard })) },
      },
    };
  }

  /** @param ownAccount condition under which the rule exists. Default: always. */
  private addRule(ownAccount?: CfnCondition): void {
    const { queue, deadLetterQueue } = this.target.queue;
    const rule = new Rule(this, 'Rule', {
      description: `CloudTrail log files and digests in ${this.source.bucketName}`,
      eventPattern: this.pattern(),
      targets: [
        { bind: () => ({ arn: queue.queueArn, deadLetterConfig: { arn: deadLetterQueue.queueArn } }) },
      ],
    });
    let arn = rule.ruleArn;
    if (ownAccount) {
      (rule.node.defaultChild as CfnRule).cfnOptions.condition = ownAccount;
      const noRule = Stack.of(this).formatArn({ service: 'events', resource: 'rule', resourceName: 'none' });
      arn = Fn.conditionIf(ownAccount.logicalId, arn, noRule).toString();
    }
    this.target.queue.allowSend('rule', { arn }, true);
  }

  /** In an environment-agnostic stack, only the deployment knows whether the bucket is in its own account. */
  private addRuleInOwnAccount(owner: string): void {
    const own = Fn.conditionEquals(Aws.ACCOUNT_ID, owner);
    this.addRule(new CfnCondition(this, 'OwnAccount', { expression: own }));
    this.receiveFrom(owner, new CfnCondition(this, 'OtherAccount', { expression: Fn.conditionNot(own) }));
  }

  private receiveFrom(owner: string, condition?: CfnCondition): void {
    const { queue } = this.target.queue;
    this.target.queue.allowSend('role', {
      arn: `arn:${Aws.PARTITION}:iam::${owner}:role/*`,
      account: owner,
    });
    const { source, detailType, detail } = this.pattern();
    this.printAdditions(
      owner,
      {
        eventBridgeRule: {
          EventPattern: { source, 'detail-type': detailType, detail },
          Target: {
            Arn: queue.queueArn,
            RoleArn: `a role of account ${owner} that is allowed sqs:SendMessage on Arn`,
          },
        },
      },
      condition,
    );
  }

  private notifyDirectly(otherOwner: string | undefined): void {
    const { queue } = this.target.queue;
    const bucket = Bucket.fromBucketName(this, 'Bucket', this.source.bucketName);
    const permission = this.target.queue.allowSend('bucket', {
      arn: bucket.bucketArn,
      account: otherOwner ?? Aws.ACCOUNT_ID,
    });
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
      `The deployment rewrites the notification configuration of ${this.source.bucketName}: notifications of other owners can get new ids or be lost. Prefer notifications: 'eventBridge', or a source of type existingTopic.`,
    );
  }

  /** One function of CDK writes the notifications of all buckets in the stack. */
  private acknowledgeHandler(): void {
    const handler = Stack.of(this).node.children.find(({ node }) =>
      node.id.startsWith('BucketNotificationsHandler'),
    );
    if (!handler) return;
    Validations.of(handler).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
      reason:
        'aws-cdk-lib creates this function to write the notifications of an existing bucket, with a role of its own.',
    });
  }

  private printAdditions(
    bucketAccountId: string,
    notification: Readonly<Record<string, unknown>>,
    condition?: CfnCondition,
  ): void {
    printOwnerAdditions(this, 'OwnerMustAdd', {
      source: this.source,
      bucketAccountId,
      target: this.target,
      notification,
      condition,
    });
  }
}
