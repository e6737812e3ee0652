import * as z from 'zod';
import type { QueueRequest } from '../../aws/queue-request';
import { MAXIMUM_ATTEMPTS, waitBeforeRetry } from '../../store/backoff';
import { notTaken, toQueueError, toRefusal } from './queue-errors';

/** What is in a queue. SQS counts approximately. */
export interface QueueDepth {
  /** Messages that wait. */
  readonly waiting: number;
  /** Messages that a function has received and not finished. */
  readonly inFlight: number;
}

/** A queue of SQS, by its URL. */
export interface Queue {
  readonly url: string;
  /**
   * Sends messages, ten at a time. A message may arrive twice.
   * @throws AuditTrailError `ServiceFailed`, naming the missing permission if access is denied
   */
  send(bodies: readonly string[]): Promise<void>;
  /**
   * Counts the messages, approximately.
   * @throws AuditTrailError as `send`
   */
  depth(): Promise<QueueDepth>;
  /**
   * Receives up to ten messages, which nobody else receives for some time. None does not mean that the queue is empty.
   * @throws AuditTrailError as `send`
   */
  receive(hiddenSeconds: number): Promise<readonly ReceivedMessage[]>;
  /**
   * Deletes received messages.
   * @throws AuditTrailError as `send`
   */
  delete(messages: readonly ReceivedMessage[]): Promise<void>;
  /**
   * Lets others receive messages at once.
   * @throws AuditTrailError as `send`
   */
  release(messages: readonly ReceivedMessage[]): Promise<void>;
}

/** A message as SQS hands it over. */
export interface ReceivedMessage {
  readonly id: string;
  readonly body: string;
  readonly receipt: string;
  /** When it was sent, ISO 8601. */
  readonly sentAt: string;
}

/** SQS's limit for one request. */
export const MESSAGES_PER_REQUEST = 10;

/** What SQS says about messages that it did not take. */
interface BatchAnswer {
  readonly Failed?: readonly {
    readonly Id: string;
    readonly SenderFault?: boolean;
    readonly Code?: string;
    readonly Message?: string;
  }[];
}

/** Opens a queue. Sends nothing before the first call. */
export function openQueue(request: QueueRequest, url: string): Queue {
  const failed = (doing: string, permission: string) => (error: unknown) => {
    throw toQueueError(doing, permission, url, error);
  };

  async function sendOnce(bodies: readonly string[]): Promise<string[]> {
    const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    const { Failed = [] } = (await request('SendMessageBatch', url, { Entries }).catch(
      failed('send to', 'sqs:SendMessage'),
    )) as BatchAnswer;
    const refused = Failed.find(({ SenderFault }) => SenderFault);
    if (refused) throw toRefusal(url, refused);
    return Failed.map(({ Id }) => bodies[Number(Id)]!);
  }

  async function settle(
    operation: 'DeleteMessageBatch' | 'ChangeMessageVisibilityBatch',
    doing: string,
    permission: string,
    messages: readonly ReceivedMessage[],
    input: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    for (let start = 0; start < messages.length; start += MESSAGES_PER_REQUEST) {
      const part = messages.slice(start, start + MESSAGES_PER_REQUEST);
      const Entries = part.map(({ receipt: ReceiptHandle }, index) => ({
        ...{ Id: String(index), ReceiptHandle },
        ...input,
      }));
      const { Failed = [] } = (await request(operation, url, { Entries }).catch(
        failed(doing, permission),
      )) as BatchAnswer;
      const [refused] = Failed;
      // A message that was hidden for too long can be received again anyway.
      if (refused && operation === 'DeleteMessageBatch') throw toRefusal(url, refused);
    }
  }

  return {
    url,
    async send(bodies) {
      for (const batch of toBatches(bodies)) {
        let open: readonly string[] = batch;
        for (let attempt = 0; open.length > 0; attempt += 1) {
          if (attempt === MAXIMUM_ATTEMPTS) throw notTaken(url, open.length, MAXIMUM_ATTEMPTS);
          if (attempt > 0) await waitBeforeRetry(attempt);
          open = await sendOnce(open);
        }
      }
    },
    async depth() {
      const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'];
      const answer = await request('GetQueueAttributes', url, { AttributeNames }).catch(
        failed('count the messages in', 'sqs:GetQueueAttributes'),
      );
      const { Attributes } = attributesSchema.parse(answer);
      return {
        waiting: Attributes.ApproximateNumberOfMessages,
        inFlight: Attributes.ApproximateNumberOfMessagesNotVisible,
      };
    },
    async receive(VisibilityTimeout) {
      const answer = await request('ReceiveMessage', url, {
        ...{ MaxNumberOfMessages: MESSAGES_PER_REQUEST, VisibilityTimeout, WaitTimeSeconds: 1 },
        MessageSystemAttributeNames: ['SentTimestamp'],
      }).catch(failed('receive from', 'sqs:ReceiveMessage'));
      return messagesSchema.parse(answer).Messages.map(({ MessageId, ReceiptHandle, Body, Attributes }) => ({
        ...{ id: MessageId, receipt: ReceiptHandle, body: Body },
        sentAt: new Date(Attributes.SentTimestamp).toISOString(),
      }));
    },
    delete: (messages) => settle('DeleteMessageBatch', 'delete from', 'sqs:DeleteMessage', messages),
    release: (messages) =>
      settle('ChangeMessageVisibilityBatch', 'release messages of', 'sqs:ChangeMessageVisibility', messages, {
        VisibilityTimeout: 0,
      }),
  };
}

/** SQS's limit for the messages of one request. */
const BYTES_PER_REQUEST = 262_144;

/** Splits messages into parts that fit into a request. */
function toBatches(bodies: readonly string[]): string[][] {
  const batches: string[][] = [];
  let bytes = 0;
  for (const body of bodies) {
    const last = batches.at(-1);
    bytes += Buffer.byteLength(body);
    if (last && last.length < MESSAGES_PER_REQUEST && bytes <= BYTES_PER_REQUEST) last.push(body);
    else {
      batches.push([body]);
      bytes = Buffer.byteLength(body);
    }
  }
  return batches;
}

const messagesSchema = z.object({
  Messages: z
    .array(
      z.object({
        MessageId: z.string(),
        ReceiptHandle: z.string(),
        Body: z.string(),
        Attributes: z.object({ SentTimestamp: z.coerce.number() }),
      }),
    )
    .nullish()
    .transform((messages) => messages ?? []),
});

const count = z.coerce.number();
const attributesSchema = z.object({
  Attributes: z.object({ ApproximateNumberOfMessages: count, ApproximateNumberOfMessagesNotVisible: count }),
});
