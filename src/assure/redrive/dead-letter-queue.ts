import type { Queue } from '../aws/queue';

/** A queue with messages that failed, and the queue that they belong to. */
export interface DeadLetterQueue {
  readonly name: 'notifications' | 'failed invocations' | 'digests';
  readonly queue: Queue;
  readonly target: Queue;
}
