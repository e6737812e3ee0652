import type { S3Client } from '@aws-sdk/client-s3';
import { createQueueRequest } from './queue-request';

/** A message for a queue. */
export interface QueueMessage {
  readonly body: string;
  /** Seconds until the message can be received: at most 900. Default: 0. */
  readonly delaySeconds?: number;
}

/** A message that SQS did not take. */
export interface RefusedMessage {
  readonly message: QueueMessage;
  readonly reason: string;
}

/**
 * Sends messages to a queue, ten at a time.
 * @returns the messages that SQS refused
 * @throws an error of SQS or the network, once the client's retry strategy gives up. Earlier messages were sent.
 */
export type SendMessages = (
  queueUrl: string,
  messages: readonly QueueMessage[],
  signal?: AbortSignal,
) => Promise<readonly RefusedMessage[]>;

/** SQS's limit for one SendMessageBatch. */
const ENTRIES_PER_CALL = 10;

/**
 * Makes `sqs:SendMessageBatch` with the credentials, HTTP handler and retries of a client of S3.
 * @param region of the queues
 */
export function createSendMessages({ config }: S3Client, region: string): SendMessages {
  const send = createQueueRequest(config, region);
  return async (queueUrl, messages, signal) => {
    const refused: RefusedMessage[] = [];
    for (let start = 0; start < messages.length; start += ENTRIES_PER_CALL) {
      const part = messages.slice(start, start + ENTRIES_PER_CALL);
      const answer = await send('SendMessageBatch', queueUrl, { Entries: part.map(toEntry) }, signal);
      const { Failed = [] } = answer as Answer;
      for (const { Id, Code, Message } of Failed) {
        const reason = [Code, Message].filter(Boolean).join(': ');
        refused.push({ message: part[Number(Id)]!, reason });
      }
    }
    return refused;
  };
}

const toEntry = ({ body, delaySeconds }: QueueMessage, index: number) => ({
  Id: String(index),
  MessageBody: body,
  ...(delaySeconds !== undefined && { DelaySeconds: delaySeconds }),
});

interface Answer {
  readonly Failed?: readonly { readonly Id: string; readonly Code?: string; readonly Message?: string }[];
}
