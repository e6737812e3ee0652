import { Duration } from 'aws-cdk-lib';
import type { IPrincipal } from 'aws-cdk-lib/aws-iam';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct, type IDependable } from 'constructs';
import { minimumVisibilityTimeout } from '../src/settings/deployment-contradictions';
import type { DeploymentSettings } from '../src/settings/deployment-settings';

/** SQS keeps a message no longer. */
const RETENTION = Duration.days(14);

/**
 * The queue of notifications, and the dead-letter queue behind it. Encrypted by SQS itself: S3 and SNS
 * can write to such a queue without a grant on a key, and a message names an object, nothing more.
 */
export class IngestQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;

  constructor(scope: Construct, id: string, settings: DeploymentSettings) {
    super(scope, id);
    const common = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: RETENTION };
    this.deadLetterQueue = new Queue(this, 'DeadLetterQueue', common);
    this.queue = new Queue(this, 'Queue', {
      ...common,
      visibilityTimeout: Duration.seconds(
        settings.visibilityTimeoutSeconds ?? minimumVisibilityTimeout(settings),
      ),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: settings.maxReceiveCount },
    });
  }

  /**
   * Lets a service send notifications on behalf of one source of one account, and of no other.
   * @returns the policy, for whoever must wait until it is there.
   */
  allowSend(
    sid: string,
    sender: IPrincipal,
    conditions: Record<string, Record<string, string>>,
  ): IDependable {
    const { policyDependable } = this.queue.addToResourcePolicy(
      new PolicyStatement({
        sid: sid.replaceAll(/[^A-Za-z0-9]/g, ''),
        principals: [sender],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
        conditions,
      }),
    );
    return policyDependable ?? this.queue;
  }
}
