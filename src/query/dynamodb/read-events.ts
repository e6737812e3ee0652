import { type DynamoDBDocumentClient, paginateQuery, paginateScan } from '@aws-sdk/lib-dynamodb';
import { EVENT_ID, EXPIRES_AT, PART } from '../../store/indexes';
import { decodeItem, type StoredItem, type StoredRecord } from '../../store/items/item';
import { serviceFailure } from '../../store/service-failure';
import { NOT_EXPIRED } from './filter-expression';

const EVENT_PARTS = 'event#';
const toNow = () => Math.floor(Date.now() / 1_000);

/** All variants of an event, ordered by content hash; none if there is no such event. */
export async function readEvent(
  client: DynamoDBDocumentClient,
  tableName: string,
  eventId: string,
  abortSignal?: AbortSignal,
): Promise<StoredRecord[]> {
  const pages = paginateQuery(
    { client },
    {
      TableName: tableName,
      KeyConditionExpression: '#id = :id AND begins_with(#part, :event)',
      FilterExpression: NOT_EXPIRED,
      ExpressionAttributeNames: { '#id': EVENT_ID, '#part': PART, '#expires': EXPIRES_AT },
      ExpressionAttributeValues: { ':id': eventId, ':event': EVENT_PARTS, ':now': toNow() },
    },
    { abortSignal },
  );
  const found: StoredRecord[] = [];
  const failed = serviceFailure(`Query of ${tableName}`, abortSignal);
  for await (const item of eachItem(pages, failed)) found.push(decodeItem(item));
  return found;
}

/** Every event of the table with all its variants, in no particular order. */
export async function* scanEvents(
  client: DynamoDBDocumentClient,
  tableName: string,
  abortSignal?: AbortSignal,
): AsyncIterable<readonly StoredRecord[]> {
  const pages = paginateScan(
    { client },
    {
      TableName: tableName,
      FilterExpression: `begins_with(#part, :event) AND ${NOT_EXPIRED}`,
      ExpressionAttributeNames: { '#part': PART, '#expires': EXPIRES_AT },
      ExpressionAttributeValues: { ':event': EVENT_PARTS, ':now': toNow() },
    },
    { abortSignal },
  );
  // A scan returns the items of one partition key one after the other.
  let variants: StoredRecord[] = [];
  for await (const item of eachItem(pages, serviceFailure(`Scan of ${tableName}`, abortSignal))) {
    const stored = decodeItem(item);
    if (variants.length > 0 && variants[0]?.record.eventId !== stored.record.eventId) {
      yield variants;
      variants = [];
    }
    variants.push(stored);
  }
  if (variants.length > 0) yield variants;
}

async function* eachItem(
  pages: AsyncIterator<{ Items?: StoredItem[] | undefined }>,
  failed: (cause: unknown) => never,
): AsyncIterable<StoredItem> {
  for (;;) {
    const page = await pages.next().catch(failed);
    if (page.done) return;
    yield* page.value.Items ?? [];
  }
}
