import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { openQueue, type Queue } from '../../../src/assure/aws/queue';
import { FileSender } from '../../../src/assure/backfill/file-sender';
import { createQueueRequest } from '../../../src/aws/queue-request';
import { type SqsServer, startSqsServer } from '../../support/sqs-server';

describe('sending log files to a queue', () => {
  let sqs: SqsServer;
  let client: DynamoDBClient;
  let queue: Queue;
  let queues = 0;
  beforeAll(async () => {
    sqs = await startSqsServer();
    client = new DynamoDBClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    });
  });
  beforeEach(() => {
    queue = openQueue(createQueueRequest(client.config, 'us-east-1'), sqs.toUrl(`queue-${++queues}`));
    sqs.refuse = () => undefined;
  });
  afterAll(async () => {
    client.destroy();
    await sqs.close();
  });

  const queued = () => sqs.messages(`queue-${queues}`);
  const { signal } = new AbortController();
  /** Too large to share a message. */
  const files = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ key: `file-${index}`, bytes: 2 ** 20, etag: '' }));

  it('waits while 100 messages are not finished', async () => {
    const sender = new FileSender({ queue, bucket: 'trail', signal });
    const sending = sender.send(files(150));
    while (queued().length < 100) await sleep(10);
    await sleep(1_200);
    expect(queued()).toHaveLength(100);
    for (const message of sqs.take(`queue-${queues}`, 80)) sqs.remove(`queue-${queues}`, message);
    await sending;
    expect(sender.sent).toBe(150);
  });

  it('sends no more files in a second than the rate', async () => {
    const sender = new FileSender({ queue, bucket: 'trail', rate: 40, signal });
    const started = performance.now();
    await sender.send(files(50));
    expect(performance.now() - started).toBeGreaterThan(1_000);
    expect(queued()).toHaveLength(50);
  });

  it('gets over a service that fails for a moment', async () => {
    let failures = 2;
    sqs.refuse = (operation) =>
      operation === 'SendMessageBatch' && failures-- > 0
        ? { status: 503, code: 'ServiceUnavailable' }
        : undefined;
    await new FileSender({ queue, bucket: 'trail', signal }).send(files(5));
    expect(queued()).toHaveLength(5);
  });

  it('ends when it is aborted', async () => {
    const interruption = new AbortController();
    const sender = new FileSender({ queue, bucket: 'trail', signal: interruption.signal });
    const sending = sender.send(files(500));
    while (queued().length < 100) await sleep(10);
    interruption.abort();
    await sending;
    expect(queued().length).toBe(100);
  });
});
