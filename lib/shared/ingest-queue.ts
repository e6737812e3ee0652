import { Duration, Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct, type IDependable } from 'constructs';
import { minimumVisibilityTimeout } from '../../src/settings/deployment-contradictions';
import type { DeploymentSettings } from '../../src/settings/deployment-settings';
import { NotificationSenders, type Sender, type SenderKind } from './notification-senders';

/** Maximum retention of SQS. */
const RETENTION = Duration.days(14);

/**
 * The queue of notifications and its dead-letter queue, and a queue for direct invocations that failed.
 * SQS encrypts them with its own key, so that S3 and SNS can send without access to a KMS key. Messages
 * contain object names only.
 */
export class IngestQueue extends Construct {
  readonly queue: Queue;
  /** Notifications that were not ingested, in the form in which the queue received them. */
  readonly deadLetterQueue: Queue;
  /** Failed asynchronous invocations. The function reads such a message if it is sent to the queue. */
  readonly failedInvocations: Queue;
  private readonly senders: NotificationSenders;
  private readonly deadLetterSenders: NotificationSenders;

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
    this.failedInvocations = new Queue(this, 'FailedInvocations', common);
    Validations.of(this.failedInvocations).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'Messages of this queue already failed, and nothing reads it automatically.',
    });
    this.senders = new NotificationSenders(this.queue);
    this.deadLetterSenders = new NotificationSenders(this.deadLetterQueue);
  }

  /**
   * Lets a sender of notifications send to the queue.
   * @param undeliverable true if the sender also puts undeliverable notifications into the dead-letter queue
   * @returns the policy of the queue, for resources that need it to exist
   */
  allowSend(kind: SenderKind, sender: Sender, undeliverable = false): IDependable {
    if (undeliverable) this.deadLetterSenders.allow(kind, sender);
    return this.senders.allow(kind, sender);
  }
}
