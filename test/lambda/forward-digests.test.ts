import { join } from 'node:path';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { startS3Server } from '../../src/local/s3-server';
import { bundle } from '../support/bundle';
import { SignedChain, signingKey } from '../support/digests';
import { startDynamoDb } from '../support/dynamodb';
import { type LambdaFunction, startLambdaFunction } from '../support/lambda-function';
import { type QueueServer, startQueueServer } from '../support/queue-server';
import { s3Notification, sqsEvent } from '../support/sqs';
import { auditTableDefinition, ledgerTableDefinition } from '../support/table-definitions';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(6));

const BUCKET = 'trail-logs';
const [digest, other] = new SignedChain({ key: signingKey() }).addHours(2).digests.map(({ key }) => key);

describe('the bundled ingest function, told of digests', () => {
  const folder = temporaryFolder();
  let dynamodb: Awaited<ReturnType<typeof startDynamoDb>>;
  let s3: Awaited<ReturnType<typeof startS3Server>>;
  let queues: QueueServer;
  let lambda: LambdaFunction;

  beforeAll(async () => {
    [dynamodb, s3, queues] = await Promise.all([startDynamoDb(), startS3Server(folder), startQueueServer()]);
    await dynamodb.client.send(new CreateTableCommand(auditTableDefinition('audit')));
    await dynamodb.client.send(new CreateTableCommand(ledgerTableDefinition('ledger')));
    lambda = await startLambdaFunction({
      file: bundle('lambda/ingest.ts', join(folder, 'bundle', 'index.js')),
      environment: {
        AWS_ENDPOINT_URL_S3: s3.endpoint,
        AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
        AUDIT_TABLE_NAME: 'audit',
        LEDGER_TABLE_NAME: 'ledger',
        AUDIT_ASSURANCE_QUEUE_URL: queues.toUrl('assurance'),
      },
    });
  });
  afterEach(() => {
    queues.refuse = () => undefined;
  });
  afterAll(async () => {
    await lambda.stop();
    await Promise.all([queues.close(), s3.close(), dynamodb.stop()]);
  });

  const forwarded = () => queues.take('assurance').map(({ body }) => body);

  it.each<[string, unknown]>([
    ['S3', s3Notification(BUCKET, [digest!])],
    ['S3 through SNS', { Type: 'Notification', Message: JSON.stringify(s3Notification(BUCKET, [digest!])) }],
    [
      'EventBridge',
      {
        source: 'aws.s3',
        'detail-type': 'Object Created',
        detail: { bucket: { name: BUCKET }, object: { key: digest, size: 1024 } },
      },
    ],
  ])('forwards a digest that %s announces, through the queue and directly', async (_from, message) => {
    expect(await lambda.invoke(sqsEvent([message]))).toEqual({ payload: { batchItemFailures: [] } });
    expect(await lambda.invoke(message)).toEqual({ payload: null });
    const reference = { s3Bucket: BUCKET, s3ObjectKey: [digest] };
    expect(forwarded()).toEqual([reference, reference]);
  });

  it('ignores other objects in the folder of digests', async () => {
    const odd = `${digest!.slice(0, digest!.lastIndexOf('/'))}/digest.json.gz`;
    expect(await lambda.invoke(sqsEvent([s3Notification(BUCKET, [odd])]))).toEqual({
      payload: { batchItemFailures: [] },
    });
    expect(forwarded()).toEqual([]);
  });

  it('fails only the message whose digest the queue refuses, so that nothing is lost', async () => {
    queues.refuse = (body) => (body.includes(other!) ? 'InternalError' : undefined);
    const result = await lambda.invoke(
      sqsEvent([s3Notification(BUCKET, [digest!]), s3Notification(BUCKET, [other!])]),
    );
    expect(result).toEqual({ payload: { batchItemFailures: [{ itemIdentifier: 'message-1' }] } });
    expect(forwarded()).toEqual([{ s3Bucket: BUCKET, s3ObjectKey: [digest] }]);
    expect(lambda.logs.join('\n')).toContain('could not be forwarded: InternalError');
  });

  it('forwards more digests than one request takes', async () => {
    const messages = Array.from({ length: 25 }, () => s3Notification(BUCKET, [digest!]));
    await lambda.invoke(sqsEvent(messages));
    expect(forwarded()).toHaveLength(25);
  });
});
