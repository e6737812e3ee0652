import type { Context, SQSEvent } from 'aws-lambda';
import type { SqsServer } from '../support/sqs-server';

/** A function that takes messages of a queue, as Lambda's event source mapping does. */
export interface QueueConsumer {
  /** Set to let messages wait. */
  isPaused: boolean;
  stop(): Promise<void>;
}

/** How often a message is received before it goes to the dead-letter queue. */
const MAXIMUM_RECEIVES = 2;
const BATCH_SIZE = 10;

/**
 * Invokes the ingest function with the messages of the queue `ingest` until it is stopped. A message that fails
 * twice goes to the queue `dead-letters`.
 */
export async function startQueueConsumer(sqs: SqsServer): Promise<QueueConsumer> {
  const { handler } = await import('../../lambda/ingest');
  const context = { getRemainingTimeInMillis: () => 60_000, functionName: 'test', awsRequestId: 'test' };
  let isStopped = false;
  const consume = async () => {
    const messages = consumer.isPaused ? [] : sqs.take('ingest', BATCH_SIZE);
    if (messages.length === 0) return new Promise<void>((done) => setTimeout(done, 20));
    const Records = messages.map(({ id, body, receives }) => ({
      ...{ messageId: id, eventSource: 'aws:sqs', body },
      attributes: { ApproximateReceiveCount: String(receives) },
    }));
    const { batchItemFailures } = (await handler(
      { Records } as unknown as SQSEvent,
      context as unknown as Context,
    )) as { batchItemFailures: { itemIdentifier: string }[] };
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const message of messages) {
      if (failed.has(message.id) && message.receives < MAXIMUM_RECEIVES) message.visibleAt = 0;
      else {
        sqs.remove('ingest', message);
        if (failed.has(message.id)) sqs.put('dead-letters', message.body);
      }
    }
  };
  const run = async () => {
    while (!isStopped) await consume();
  };
  const consumer: QueueConsumer = {
    isPaused: false,
    stop: async () => {
      isStopped = true;
      await running;
    },
  };
  const running = run();
  return consumer;
}
