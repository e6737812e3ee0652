import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { bundle } from '../support/bundle';
import { startDynamoDb } from '../support/dynamodb';
import { controlEvent, logFile } from '../support/events';
import { type LambdaFunction, startLambdaFunction } from '../support/lambda-function';
import { s3Notification, sqsEvent } from '../support/sqs';
import { ASSUMED_KEY, type StsServer, startStsServer } from '../support/sts-server';
import { auditTableDefinition, ledgerTableDefinition } from '../support/table-definitions';

const ROLE = 'arn:aws:iam::444455556666:role/read-logs';
const toKey = (name: string) =>
  `AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/14/111122223333_CloudTrail_us-east-1_20260314T0930Z_${name}.json.gz`;

async function listen(server: Server): Promise<string> {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('the bundled ingest function with a bucket that is read through a role', () => {
  const directory = mkdtempSync(join(tmpdir(), 'read-role-'));
  const reads: { bucket: string; authorization: string }[] = [];
  const s3 = createServer((request, response) => {
    const [, bucket = ''] = (request.url ?? '').split('/');
    reads.push({ bucket, authorization: request.headers.authorization ?? '' });
    response.setHeader('etag', '"1"').end(logFile([controlEvent()]));
  });
  let dynamodb: Awaited<ReturnType<typeof startDynamoDb>>;
  let lambda: LambdaFunction;
  let sts: StsServer;

  beforeAll(async () => {
    [dynamodb, sts] = await Promise.all([startDynamoDb(), startStsServer()]);
    await dynamodb.client.send(new CreateTableCommand(auditTableDefinition('audit')));
    await dynamodb.client.send(new CreateTableCommand(ledgerTableDefinition('ledger')));
    lambda = await startLambdaFunction({
      file: bundle('lambda/ingest.ts', join(directory, 'index.js')),
      environment: {
        AWS_ENDPOINT_URL_S3: await listen(s3),
        AWS_ENDPOINT_URL_STS: sts.endpoint,
        AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
        AUDIT_TABLE_NAME: 'audit',
        LEDGER_TABLE_NAME: 'ledger',
        AUDIT_WATCHED_BUCKETS: '["archive"]',
        AUDIT_BUCKETS: JSON.stringify([
          { bucketName: 'archive', region: 'ap-south-1', readRoleArn: ROLE },
          { bucketName: 'other-archive', readRoleArn: `${ROLE}-more` },
        ]),
      },
    });
  });
  afterAll(async () => {
    await lambda.stop();
    await dynamodb.stop();
    await sts.close();
    s3.close();
    rmSync(directory, { recursive: true });
  });

  const ingest = async (bucket: string, ...names: string[]) => {
    const result = await lambda.invoke(sqsEvent([s3Notification(bucket, names.map(toKey))]));
    expect(result).toEqual({ payload: { batchItemFailures: [] } });
  };

  it('assumes the role once, and reads all files with its credentials in the Region of the bucket', async () => {
    await ingest('archive', 'first', 'second');
    await ingest('archive', 'third');
    expect(sts.assumptions.map(({ roleArn }) => roleArn)).toEqual([ROLE]);
    expect(sts.assumptions[0]?.authorization).toMatch(/Credential=local\/\d+\/us-east-1\/sts\//);
    expect(reads).toHaveLength(3);
    for (const { authorization } of reads) {
      expect(authorization).toMatch(new RegExp(`Credential=${ASSUMED_KEY}/\\d+/ap-south-1/s3/`));
    }
  });

  it('reads other buckets with its own credentials', async () => {
    reads.length = 0;
    await ingest('other', 'fourth');
    expect(reads[0]?.authorization).toMatch(/Credential=local\/\d+\/us-east-1\/s3\//);
  });

  it('counts the files of a watched bucket separately, and of no other', () => {
    const counted = lambda.logs
      .filter((line) => line.includes('"_aws"'))
      .map((line) => JSON.parse(line) as { Bucket?: string; FilesRead: number })
      .filter(({ Bucket }) => Bucket !== undefined);
    expect(counted.map(({ Bucket, FilesRead }) => [Bucket, FilesRead])).toEqual([
      ['archive', 2],
      ['archive', 1],
    ]);
  });

  it('fails a file whose role cannot be assumed in time, with the reason, and nothing else', async () => {
    sts.isHanging = true;
    const event = sqsEvent([
      s3Notification('other-archive', [toKey('fifth')]),
      s3Notification('other', [toKey('sixth')]),
    ]);
    const result = await lambda.invoke(event);
    expect(result).toEqual({
      payload: { batchItemFailures: [{ itemIdentifier: event.Records[0]!.messageId }] },
    });
    const failed = lambda.logs.find((line) => line.includes('file failed'));
    expect(failed).toMatch(/"code":"ObjectUnavailable".*Cannot read s3:\/\/other-archive\//);
  }, 60_000);
});
