import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A message as it lies in a queue. */
export interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  receipt: string;
  receives: number;
  /** When it can be received, in milliseconds of the clock of the process. */
  visibleAt: number;
}

/** The part of SQS that sending, receiving and counting need, over its JSON protocol. */
export interface SqsServer {
  readonly endpoint: string;
  /** The URL of a queue. Every queue exists. */
  toUrl(queue: string): string;
  /** The messages of a queue, received or not. */
  messages(queue: string): QueuedMessage[];
  put(queue: string, body: unknown): void;
  /** Receives messages as Lambda does, for a visibility timeout of a minute. */
  take(queue: string, most: number): QueuedMessage[];
  remove(queue: string, message: QueuedMessage): void;
  /** Deletes all messages of all queues. */
  clear(): void;
  /** Decides which requests are refused. */
  refuse: (
    operation: string,
    queue: string,
  ) => { readonly status: number; readonly code: string } | undefined;
  /** Operations in their order. */
  readonly requests: string[];
  close(): Promise<void>;
}

interface Input {
  readonly QueueUrl: string;
  readonly Entries?: readonly {
    Id: string;
    MessageBody: string;
    ReceiptHandle: string;
    VisibilityTimeout: number;
  }[];
  readonly MaxNumberOfMessages?: number;
  readonly VisibilityTimeout?: number;
  readonly ReceiptHandle?: string;
}

const MAXIMUM_BATCH_BYTES = 262_144;
const MAXIMUM_ENTRIES = 10;
/** SQS takes the characters of XML 1.0 only. */
const REFUSED_CHARACTERS = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

class Refusal extends Error {
  constructor(
    readonly code: string,
    readonly status = 400,
  ) {
    super(code);
  }
}

export async function startSqsServer(): Promise<SqsServer> {
  const queues = new Map<string, QueuedMessage[]>();
  const messages = (queue: string) => {
    const known = queues.get(queue) ?? [];
    queues.set(queue, known);
    return known;
  };
  const toQueue = (url: string) => url.split('/').at(-1)!;

  const put = (queue: string, body: string) => {
    if (REFUSED_CHARACTERS.test(body)) throw new Refusal('InvalidMessageContents');
    const message = { id: randomUUID(), body, sentAt: Date.now(), receipt: '', receives: 0, visibleAt: 0 };
    messages(queue).push(message);
    return message;
  };
  const take = (queue: string, most: number, seconds = 60) => {
    const now = Date.now();
    const taken = messages(queue)
      .filter(({ visibleAt }) => visibleAt <= now)
      .slice(0, most);
    for (const message of taken) {
      Object.assign(message, { receipt: randomUUID(), visibleAt: now + seconds * 1_000 });
      message.receives += 1;
    }
    return taken;
  };
  const remove = (queue: string, receipt: string) =>
    queues.set(
      queue,
      messages(queue).filter((message) => message.receipt !== receipt),
    );

  const OPERATIONS: Readonly<Record<string, (queue: string, input: Input) => unknown>> = {
    SendMessageBatch(queue, { Entries = [] }) {
      const bytes = Entries.reduce((sum, { MessageBody }) => sum + Buffer.byteLength(MessageBody), 0);
      if (Entries.length === 0) throw new Refusal('EmptyBatchRequest');
      if (Entries.length > MAXIMUM_ENTRIES) throw new Refusal('TooManyEntriesInBatchRequest');
      if (bytes > MAXIMUM_BATCH_BYTES) throw new Refusal('BatchRequestTooLong');
      const Successful = Entries.map(({ Id, MessageBody }) => {
        const { id: MessageId } = put(queue, MessageBody);
        return { Id, MessageId, MD5OfMessageBody: md5(MessageBody) };
      });
      return { Successful, Failed: [] };
    },
    ReceiveMessage: (queue, { MaxNumberOfMessages = 1, VisibilityTimeout = 30 }) => ({
      Messages: take(queue, MaxNumberOfMessages, VisibilityTimeout).map((message) => ({
        MessageId: message.id,
        ReceiptHandle: message.receipt,
        Body: message.body,
        MD5OfBody: md5(message.body),
        Attributes: {
          SentTimestamp: String(message.sentAt),
          ApproximateReceiveCount: String(message.receives),
          ApproximateFirstReceiveTimestamp: String(message.sentAt),
        },
      })),
    }),
    DeleteMessageBatch(queue, { Entries = [] }) {
      for (const { ReceiptHandle } of Entries) remove(queue, ReceiptHandle);
      return { Successful: Entries.map(({ Id }) => ({ Id })), Failed: [] };
    },
    ChangeMessageVisibilityBatch(queue, { Entries = [] }) {
      for (const { ReceiptHandle, VisibilityTimeout } of Entries) {
        const message = messages(queue).find(({ receipt }) => receipt === ReceiptHandle);
        if (message) message.visibleAt = Date.now() + VisibilityTimeout * 1_000;
      }
      return { Successful: Entries.map(({ Id }) => ({ Id })), Failed: [] };
    },
    GetQueueAttributes(queue) {
      const now = Date.now();
      const waiting = messages(queue).filter(({ visibleAt }) => visibleAt <= now).length;
      return {
        Attributes: {
          ApproximateNumberOfMessages: String(waiting),
          ApproximateNumberOfMessagesNotVisible: String(messages(queue).length - waiting),
        },
      };
    },
  };

  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).replace('AmazonSQS.', '');
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    try {
      const input = (await json(request)) as Input;
      const queue = toQueue(input.QueueUrl);
      sqs.requests.push(operation);
      const refusal = sqs.refuse(operation, queue);
      if (refusal) throw new Refusal(refusal.code, refusal.status);
      const answer = OPERATIONS[operation];
      if (!answer) throw new Refusal('UnknownOperationException');
      response.end(JSON.stringify(answer(queue, input)));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const body = { __type: `com.amazonaws.sqs#${error.code}`, message: error.code };
      response.writeHead(error.status).end(JSON.stringify(body));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sqs: SqsServer = {
    ...{ endpoint, messages, take },
    toUrl: (queue) => `${endpoint}/111122223333/${queue}`,
    put: (queue, body) => void put(queue, typeof body === 'string' ? body : JSON.stringify(body)),
    remove: (queue, { receipt }) => void remove(queue, receipt),
    clear: () => queues.clear(),
    refuse: () => undefined,
    requests: [],
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  return sqs;
}
