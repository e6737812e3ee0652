import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readQueues } from '../../../src/query/dynamodb/read-queues';
import { recordDeployment } from '../../../src/store/ledger/deployment';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import { type QueueServer, startQueueServer } from '../../support/queue-server';
import { createTables } from '../../support/tables';

const SIGNED_BY = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'test',
  region: 'us-east-1',
  service: 'sqs',
};

describe('readQueues', () => {
  let dynamodb: TestDynamoDb;
  let queues: QueueServer;
  let ledger: string;
  beforeAll(async () => {
    [dynamodb, queues] = await Promise.all([startDynamoDb(), startQueueServer(SIGNED_BY)]);
  });
  beforeEach(async () => {
    ({ ledger } = await createTables(dynamodb.client));
    queues.attributes = () => ({
      ApproximateNumberOfMessages: '12',
      ApproximateNumberOfMessagesNotVisible: '3',
      ApproximateNumberOfMessagesDelayed: '1',
    });
  });
  afterAll(async () => {
    await Promise.all([queues.close(), dynamodb.stop()]);
  });

  it('counts the messages of the queues that the ledger names', async () => {
    const url = queues.toUrl('notifications');
    await recordDeployment(dynamodb.client, ledger, { AuditTableName: 'audit', IngestQueueUrl: url });
    await expect(readQueues(dynamodb.client, ledger)).resolves.toEqual({
      queues: [{ queue: 'notifications', url, waiting: 12, inFlight: 3, delayed: 1 }],
      notices: [],
    });
  });

  it('counts those of the queues that are known, whatever the ledger names', async () => {
    const names = {
      DeadLetterQueueUrl: queues.toUrl('dead'),
      AssuranceDeadLetterQueueUrl: queues.toUrl('assurance-dead'),
    };
    const { queues: counted } = await readQueues(dynamodb.client, ledger, names);
    expect(counted.map(({ queue }) => queue)).toEqual(['deadLetters', 'assuranceDeadLetters']);
  });

  it('says that the ledger names none', async () => {
    await expect(readQueues(dynamodb.client, ledger)).resolves.toEqual({
      queues: [],
      notices: [expect.stringMatching(/^Queues were not read, because the ledger does not name them\./)],
    });
  });

  it.each([
    ['AccessDeniedException', 'because access is denied. Missing permission: sqs:GetQueueAttributes'],
    ['QueueDoesNotExist', 'QueueDoesNotExist'],
  ])('leaves out a queue that answers %s, and says so', async (code, notice) => {
    queues.attributes = (queue) => (queue === 'dead' ? code : { ApproximateNumberOfMessages: '2' });
    const names = { IngestQueueUrl: queues.toUrl('live'), DeadLetterQueueUrl: queues.toUrl('dead') };
    await expect(readQueues(dynamodb.client, ledger, names)).resolves.toEqual({
      queues: [expect.objectContaining({ queue: 'notifications', waiting: 2, inFlight: 0 })],
      notices: [expect.stringContaining(notice)],
    });
  });

  it('waits five seconds at most for SQS, as in a network that has no way to it', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await new Promise((listening) => silent.once('listening', listening));
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/1/queue`;
    const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort(new Error('late')));
    const { notices } = await readQueues(dynamodb.client, ledger, { IngestQueueUrl: url });
    expect(timeout).toHaveBeenCalledWith(5_000);
    timeout.mockRestore();
    silent.closeAllConnections();
    silent.close();
    expect(notices).toEqual([`Queue ${url} was not read: late`]);
  });

  it('ends if its caller aborts', async () => {
    const names = { IngestQueueUrl: queues.toUrl('live') };
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(readQueues(dynamodb.client, ledger, names, signal)).rejects.toThrow('enough');
  });
});
