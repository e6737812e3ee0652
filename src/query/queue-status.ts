/** A queue of a deployment, by what its messages are. */
export type QueueRole =
  | 'notifications'
  | 'deadLetters'
  | 'failedInvocations'
  | 'assurance'
  | 'assuranceDeadLetters';

/** How many messages a queue holds. SQS counts approximately. */
export interface QueueStatus {
  readonly queue: QueueRole;
  readonly url: string;
  /** Messages that can be received now. In a dead-letter queue, those to redrive. */
  readonly waiting: number;
  /** Messages that were received and not deleted yet: a function works on them. */
  readonly inFlight: number;
  /** Messages that cannot be received yet. */
  readonly delayed: number;
}

/** The queues of a deployment, as far as they could be read. */
export interface QueueReport {
  readonly queues: readonly QueueStatus[];
  /** Why queues are missing. */
  readonly notices: readonly string[];
}
