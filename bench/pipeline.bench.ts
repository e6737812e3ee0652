/**
 * Notifications to stored events: the ingest function's handler, with ledger and directory, against the
 * program that everyone writes first. S3 and DynamoDB are stand-ins on loopback that answer at once.
 */
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { s3Notification, sqsEvent } from '../test/support/sqs';
import { type Contestant, runBench } from './support/bench';
import { INPUTS } from './support/inputs';
import { type StandInInput, type StandIns, startStandIn } from './support/stand-ins';

const OURS = 'dynamodb-audit-trail';
const NAIVE = 'written first, events as maps';
const NAIVE_TEXT = 'written first, events as text';
const BUCKET = 'trail-bucket';
const MESSAGES_A_BATCH = 100;
const SOURCES = ['dynamodb.amazonaws.com', 'dax.amazonaws.com'];

/** Starts the stand-ins, points the SDK at them, and gives the batches of the queue. */
async function prepare(input: string): Promise<SQSEvent[]> {
  const program = join(__dirname, 'support', 'stand-in-process.ts');
  const { endpoint, objects } = await startStandIn<StandIns>(program, input);
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_ENDPOINT_URL: endpoint,
    AUDIT_TABLE_NAME: 'audit',
    LEDGER_TABLE_NAME: 'ledger',
  });
  const messages = objects.map(({ key, size, etag }) =>
    s3Notification(BUCKET, [key], { size, eTag: etag, sequencer: '0066E1B2C3D4E5F6A7' }),
  );
  const batches: SQSEvent[] = [];
  for (let start = 0; start < messages.length; start += MESSAGES_A_BATCH) {
    batches.push(sqsEvent(messages.slice(start, start + MESSAGES_A_BATCH)));
  }
  return batches;
}

const contestants: Record<string, Contestant> = {
  [OURS]: async (input) => {
    const batches = await prepare(input);
    const { handler } = await import('../lambda/ingest');
    let stored = 0;
    const log = console.log;
    console.log = (line: string) => {
      if (line.startsWith('{"_aws"'))
        stored += (JSON.parse(line) as { RecordsAudited: number }).RecordsAudited;
      else log(line);
    };
    return async () => {
      stored = 0;
      for (const batch of batches) {
        const context = { getRemainingTimeInMillis: () => 600_000 } as Context;
        const answer = (await handler(batch, context)) as SQSBatchResponse;
        if (answer.batchItemFailures.length > 0) throw new Error('A message failed.');
      }
      return { stored };
    };
  },

  [NAIVE]: (input) => writtenFirst(input, (event) => event),
  [NAIVE_TEXT]: (input) => writtenFirst(input, JSON.stringify),
};

/** The document client takes the events as they are; storing their text instead is the cheaper variant. */
async function writtenFirst(input: string, eventOf: (event: object) => unknown) {
  const batches = await prepare(input);
  const s3 = new S3Client({});
  const marshallOptions = { removeUndefinedValues: true };
  const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient({}), { marshallOptions });

  const ingest = async (message: string): Promise<number> => {
    let stored = 0;
    for (const { s3: source } of JSON.parse(message).Records) {
      const key = decodeURIComponent(source.object.key.replaceAll('+', ' '));
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: source.bucket.name, Key: key }));
      const text = gunzipSync(await Body!.transformToByteArray()).toString();
      const events = JSON.parse(text).Records.filter((event: { eventSource: string }) =>
        SOURCES.includes(event.eventSource),
      );
      for (let start = 0; start < events.length; start += 25) {
        let requests: Record<string, unknown>[] | undefined = events
          .slice(start, start + 25)
          .map((event: Record<string, unknown>) => ({
            PutRequest: { Item: { ...naiveKeys(event), event: eventOf(event) } },
          }));
        while (requests?.length) {
          const command: BatchWriteCommand = new BatchWriteCommand({ RequestItems: { audit: requests } });
          requests = (await dynamodb.send(command)).UnprocessedItems?.audit;
        }
      }
      stored += events.length;
    }
    return stored;
  };
  return async () => {
    let stored = 0;
    for (const batch of batches) {
      const counts = await Promise.all(batch.Records.map(({ body }) => ingest(body)));
      stored += counts.reduce((sum, count) => sum + count, 0);
    }
    return { stored };
  };
}

interface NaiveEvent {
  eventName?: string;
  userIdentity?: { arn?: string };
  requestParameters?: { tableName?: string } | null;
}

/** Keys for the questions that come to mind first. */
function naiveKeys(event: Record<string, unknown>) {
  const { eventName, userIdentity, requestParameters } = event as NaiveEvent;
  return {
    eventID: event.eventID,
    eventTime: event.eventTime,
    eventName,
    principal: userIdentity?.arn ?? 'unknown',
    tableName: requestParameters?.tableName ?? 'none',
  };
}

async function prepareInput(name: string, quick: boolean): Promise<string> {
  const input: StandInInput =
    name === 'S' ? { smallFiles: quick ? 200 : 2000 } : { file: await INPUTS[name as 'M' | 'D'](quick) };
  return JSON.stringify(input);
}

void runBench({
  name: 'pipeline',
  file: __filename,
  contestants,
  prepareInput,
  pairs: ['S', 'M', 'D'].flatMap((input) =>
    [NAIVE, NAIVE_TEXT, OURS].map((contestant) => ({ contestant, input })),
  ),
  goals(of) {
    const ratio = (naive: string, input: string) =>
      (of(naive, input)?.cpuMs ?? Number.NaN) / (of(OURS, input)?.cpuMs ?? Number.NaN);
    const limits = { S: 2, M: 4, D: 2 };
    return [NAIVE, NAIVE_TEXT].flatMap((naive) =>
      Object.entries(limits).map(([input, limit]) => ({
        goal: `${input}: CPU of ${naive} / ours`,
        value: ratio(naive, input),
        is: 'least' as const,
        limit,
      })),
    );
  },
});
