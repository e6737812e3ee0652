/**
 * Audited events to a DynamoDB stand-in on loopback that answers at once, in a process of its own:
 * CPU of the writing side alone.
 */
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mapLimit } from '../src/ingest/map-limit';
import { encodeItems } from '../src/store/items/item';
import { createBatchWriter } from '../src/store/write/batch-writer';
import type { WireItem, WireValue } from '../test/support/dynamodb-cost';
import { runBench } from './support/bench';
import type { Contestant } from './support/contestant';
import { dataEvents, SETTINGS } from './support/data-events';
import { type StandIns, startStandIn } from './support/stand-ins';

const SAME = 'lib-dynamodb, same items';
const OURS = 'dynamodb-audit-trail, same items';
const RAW = 'lib-dynamodb, raw event as a JSON string';
const OURS_WHOLE = 'dynamodb-audit-trail, from audited events';
const TABLE = 'audit';
const BATCH_ITEMS = 25;
const REQUESTS_IN_FLIGHT = 8;

async function connect(): Promise<DynamoDBClient> {
  const program = join(__dirname, 'support', 'stand-in-process.ts');
  const { endpoint } = await startStandIn<StandIns>(program, JSON.stringify({ smallFiles: 0 }));
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'bench' };
  return new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
}

/** The program that uses the document client: batches of 25, several at a time. */
function writeDocuments(client: DynamoDBClient, documents: readonly Record<string, unknown>[]) {
  const document = DynamoDBDocumentClient.from(client);
  const batches: Record<string, unknown>[][] = [];
  for (let start = 0; start < documents.length; start += BATCH_ITEMS) {
    batches.push(documents.slice(start, start + BATCH_ITEMS));
  }
  return mapLimit(batches, REQUESTS_IN_FLIGHT, async (batch) => {
    const RequestItems = { [TABLE]: batch.map((Item) => ({ PutRequest: { Item } })) };
    const { UnprocessedItems } = await document.send(new BatchWriteCommand({ RequestItems }));
    if (Object.keys(UnprocessedItems ?? {}).length > 0) throw new Error('The stand-in takes everything.');
  });
}

const encoded = (count: number) =>
  [...dataEvents(count)].flatMap(({ event }) => encodeItems(event, SETTINGS));

/** An item as the document client takes it. */
const toDocument = (item: WireItem): Record<string, unknown> =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plain(value)]));

function plain(value: WireValue): unknown {
  if ('S' in value) return value.S;
  if ('N' in value) return Number(value.N);
  if ('B' in value) return Buffer.from(value.B as string, 'base64');
  if ('L' in value) return value.L.map(plain);
  if ('M' in value) return toDocument(value.M);
  return 'BOOL' in value ? value.BOOL : null;
}

const contestants: Record<string, Contestant> = {
  [SAME]: async (count) => {
    const client = await connect();
    const documents = encoded(Number(count)).map(({ json }) => toDocument(JSON.parse(json)));
    return async () => {
      await writeDocuments(client, documents);
      return { items: documents.length };
    };
  },

  [OURS]: async (count) => {
    const items = encoded(Number(count));
    const writer = createBatchWriter(await connect(), TABLE);
    return async () => {
      await writer.write(items);
      return { items: items.length };
    };
  },

  [RAW]: async (count) => {
    const client = await connect();
    const events = [...dataEvents(Number(count))].map(({ text }) => JSON.parse(text));
    return async () => {
      const documents = events.map((event) => ({
        eventId: event.eventID,
        eventTime: event.eventTime,
        resource: event.resources?.[0]?.ARN,
        principal: event.userIdentity.arn,
        eventName: event.eventName,
        event: JSON.stringify(event),
      }));
      await writeDocuments(client, documents);
      return { items: documents.length };
    };
  },

  [OURS_WHOLE]: async (count) => {
    const events = [...dataEvents(Number(count))].map(({ event }) => event);
    const writer = createBatchWriter(await connect(), TABLE);
    return async () => {
      const items = events.flatMap((event) => encodeItems(event, SETTINGS));
      await writer.write(items);
      return { items: items.length };
    };
  },
};

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
const INPUT = 'data events';

void runBench({
  name: 'write',
  file: __filename,
  contestants,
  pairs: Object.keys(contestants).map((contestant) => ({ contestant, input: INPUT })),
  prepareInput: async (_input, quick) => (quick ? '2000' : '10000'),
  goals: (of) => [
    {
      goal: 'CPU per item, of the document client with the same items',
      limit: 1 / 4,
      value: (of(OURS, INPUT)?.cpuMs ?? Number.NaN) / (of(SAME, INPUT)?.cpuMs ?? Number.NaN),
      is: 'most',
    },
  ],
});
