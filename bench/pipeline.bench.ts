/**
 * Notifications to stored events: the ingest function's handler, with ledger and directory, against the
 * program that everyone writes first. S3 and DynamoDB are stand-ins on loopback that answer at once.
 */
import { gunzipSync } from 'node:zlib';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { runBench } from './support/bench';
import type { Contestant } from './support/contestant';
import { ingestFunction, queueBatches } from './support/ingest-function';
import { INPUTS } from './support/inputs';
import type { StandInInput } from './support/stand-ins';

const OURS = 'dynamodb-audit-trail';
const NO_ENTRIES = 'dynamodb-audit-trail, activity: false';
const IN_ACTIVITY = 'dynamodb-audit-trail, dataEventDetail: activity';
const NAIVE = 'written first, events as maps';
const NAIVE_TEXT = 'written first, events as text';
const SOURCES = ['dynamodb.amazonaws.com', 'dax.amazonaws.com'];

const contestants: Record<string, Contestant> = {
  [OURS]: ingestFunction,
  [NO_ENTRIES]: (input) => ingestFunction(input, { activity: false }),
  [IN_ACTIVITY]: (input) => ingestFunction(input, { dataEventDetail: 'activity' }),

  [NAIVE]: (input) => writtenFirst(input, (event) => event),
  [NAIVE_TEXT]: (input) => writtenFirst(input, JSON.stringify),
};

/** The document client takes the events as they are; storing their text instead is the cheaper variant. */
async function writtenFirst(input: string, eventOf: (event: object) => unknown) {
  const batches = await queueBatches(input);
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
    name === 'S'
      ? { smallFiles: quick ? 200 : 2000 }
      : { file: await INPUTS[name as 'M' | 'R' | 'D'](quick) };
  return JSON.stringify(input);
}

void runBench({
  name: 'pipeline',
  file: __filename,
  contestants,
  prepareInput,
  pairs: ['S', 'M', 'R', 'D'].flatMap((input) =>
    [NAIVE, NAIVE_TEXT, OURS, ...(input === 'D' ? [NO_ENTRIES, IN_ACTIVITY] : [])].map((contestant) => ({
      contestant,
      input,
    })),
  ),
  goals(of) {
    const ratio = (one: string, input: string, other = OURS) =>
      (of(one, input)?.cpuMs ?? Number.NaN) / (of(other, input)?.cpuMs ?? Number.NaN);
    const limits = { S: 2, M: 4, D: 2 };
    const entries = {
      goal: 'D: CPU with activity entries / without',
      value: ratio(OURS, 'D', NO_ENTRIES),
      is: 'most' as const,
      limit: 1.5,
    };
    const naives = [NAIVE, NAIVE_TEXT].flatMap((naive) =>
      Object.entries(limits).map(([input, limit]) => ({
        goal: `${input}: CPU of ${naive} / ours`,
        value: ratio(naive, input),
        is: 'least' as const,
        limit,
      })),
    );
    const summarized = [NAIVE, NAIVE_TEXT].map((naive) => ({
      goal: `D: CPU of ${naive} / ours with dataEventDetail: activity`,
      value: ratio(naive, 'D', IN_ACTIVITY),
      is: 'least' as const,
      limit: 5,
    }));
    return [...naives, entries, ...summarized];
  },
});
