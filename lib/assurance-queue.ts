import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** Timeout of the assure function. A digest takes a second; the hourly run of a large organization takes minutes. */
export const ASSURE_TIMEOUT_SECONDS = 300;

/** Maximum retention of SQS. */
const RETENTION = Duration.days(14);
/** AWS recommends six times the function timeout, so that a slow batch is not delivered twice. */
const VISIBILITY_TIMEOUT = Duration.seconds(6 * ASSURE_TIMEOUT_SECONDS);
const MAXIMUM_RECEIVES = 5;

/** The queue of digests to verify and of log files to look at again, and its dead-letter queue. */
export class AssuranceQueue extends Construct {
  readonly queue: Queue;
  /** Messages that failed five times. */
  readonly deadLetterQueue: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const common = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: RETENTION };
    this.deadLetterQueue = new Queue(this, 'DeadLetterQueue', common);
    this.queue = new Queue(this, 'Queue', {
      ...common,
      visibilityTimeout: VISIBILITY_TIMEOUT,
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: MAXIMUM_RECEIVES },
    });
  }
}
