/** A message as ReceiveMessage gives it. */
export interface QueueMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly MD5OfBody: string;
  readonly Attributes: Readonly<Record<string, string>>;
}

/** As much of SQS as these tests use, by its JSON protocol. Queues go by their names. */
export interface SqsClient {
  createQueue(name: string, attributes: Readonly<Record<string, string>>): Promise<void>;
  send(queue: string, body: string): Promise<void>;
  /** What is visible now: at most `most` messages, and ten. */
  receive(queue: string, most: number): Promise<QueueMessage[]>;
  delete(queue: string, message: QueueMessage): Promise<void>;
  attributes(queue: string): Promise<Readonly<Record<string, string>>>;
}

export function sqsClient(endpoint: string): SqsClient {
  const call = async (action: string, input: Record<string, unknown>): Promise<Record<string, unknown>> => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` },
      body: JSON.stringify(input),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`SQS ${action} answered ${response.status}: ${text}`);
    return text ? JSON.parse(text) : {};
  };
  const urls = new Map<string, unknown>();
  const toUrl = (queue: string) => {
    if (urls.has(queue)) return urls.get(queue);
    throw new Error(`There is no queue ${queue}.`);
  };
  return {
    createQueue: async (name, attributes) => {
      const { QueueUrl } = await call('CreateQueue', { QueueName: name, Attributes: attributes });
      urls.set(name, QueueUrl);
    },
    send: async (queue, body) => {
      await call('SendMessage', { QueueUrl: toUrl(queue), MessageBody: body });
    },
    receive: async (queue, most) => {
      const { Messages = [] } = await call('ReceiveMessage', {
        QueueUrl: toUrl(queue),
        MaxNumberOfMessages: Math.min(most, 10),
        WaitTimeSeconds: 0,
        MessageSystemAttributeNames: ['All'],
      });
      return Messages as QueueMessage[];
    },
    delete: async (queue, { ReceiptHandle }) => {
      await call('DeleteMessage', { QueueUrl: toUrl(queue), ReceiptHandle });
    },
    attributes: async (queue) => {
      const { Attributes } = await call('GetQueueAttributes', {
        QueueUrl: toUrl(queue),
        AttributeNames: ['All'],
      });
      return Attributes as Record<string, string>;
    },
  };
}
