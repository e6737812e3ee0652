import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type SigningKey, signatureFault } from './signed-requests';

/** A message that was sent to a queue. */
export interface SentMessage {
  readonly queue: string;
  /** The body, parsed. */
  readonly body: Record<string, unknown>;
  readonly delaySeconds: number;
}

/** The part of SQS that is asked without its client: SendMessageBatch and GetQueueAttributes. */
export interface QueueServer {
  /** Sent since the last call. */
  take(queue: string): SentMessage[];
  /** The URL of a queue. Every queue exists. */
  toUrl(queue: string): string;
  /** Decides which messages are refused, and with what code. */
  refuse: (body: string) => string | undefined;
  /** Answers GetQueueAttributes: attributes, or the code of an error. */
  attributes: (queue: string) => Readonly<Record<string, string>> | string;
  close(): Promise<void>;
}

interface Batch {
  readonly QueueUrl: string;
  readonly Entries: readonly { Id: string; MessageBody: string; DelaySeconds?: number }[];
}

const COUNTING = 'AmazonSQS.GetQueueAttributes';
const OPERATIONS = new Set([COUNTING, 'AmazonSQS.SendMessageBatch']);

const SIGNED_BY = { accessKeyId: 'local', secretAccessKey: 'local', region: 'us-east-1', service: 'sqs' };

/** @param signedBy whose requests are accepted */
export async function startQueueServer(signedBy: SigningKey = SIGNED_BY): Promise<QueueServer> {
  let sent: SentMessage[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const fault = await signatureFault(request, signedBy);
    const operation = request.headers['x-amz-target'];
    if (fault || !OPERATIONS.has(String(operation))) {
      response.writeHead(400).end(JSON.stringify({ __type: 'InvalidSignature', message: fault }));
      return;
    }
    const { QueueUrl, Entries } = JSON.parse(Buffer.concat(chunks).toString()) as Batch;
    if (operation === COUNTING) {
      const Attributes = queues.attributes(QueueUrl.split('/').at(-1)!);
      if (typeof Attributes === 'string') {
        response.writeHead(400).end(JSON.stringify({ __type: `com.amazonaws.sqs#${Attributes}` }));
      } else response.end(JSON.stringify({ Attributes }));
      return;
    }
    if (Entries.length > 10) {
      response.writeHead(400).end(JSON.stringify({ __type: 'TooManyEntriesInBatchRequest' }));
      return;
    }
    const Successful: unknown[] = [];
    const Failed: unknown[] = [];
    for (const { Id, MessageBody, DelaySeconds = 0 } of Entries) {
      const Code = queues.refuse(MessageBody);
      if (Code) Failed.push({ Id, Code, SenderFault: false });
      else {
        Successful.push({ Id, MessageId: Id });
        const queue = QueueUrl.split('/').at(-1)!;
        sent.push({ queue, body: JSON.parse(MessageBody), delaySeconds: DelaySeconds });
      }
    }
    response.end(JSON.stringify({ Successful, Failed }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const queues: QueueServer = {
    take(queue) {
      const taken = sent.filter((message) => message.queue === queue);
      sent = sent.filter((message) => message.queue !== queue);
      return taken;
    },
    toUrl: (queue) => `${endpoint}/111122223333/${queue}`,
    refuse: () => undefined,
    attributes: () => ({ ApproximateNumberOfMessages: '0' }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  return queues;
}
