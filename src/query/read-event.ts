import { type DynamoDBClient, paginateQuery, paginateScan } from '@aws-sdk/client-dynamodb';
import type { AuditRecord } from '../audit/audit-record';
import { EVENT_ID, EXPIRES_AT, PART } from '../store/indexes';
import { decodeItem, type ItemSource, type StoredRecord } from '../store/items/item';
import { serviceFailure } from '../store/service-failure';
import type { Item } from './read-index';

/** A record with the evidence for it. */
export interface DetailedRecord extends AuditRecord {
  /** The log file that carried the event. */
  readonly source?: ItemSource;
  /** How many different events came under this id. Absent where it is one, as it should be. */
  readonly variants?: number;
  /** Which of them this is: the hash of its content. Absent where there is one. */
  readonly contentHash?: string;
  /** Something was cut to fit DynamoDB's limits; the log file has it all. */
  readonly truncated?: true;
}

/** All variants of an event, as `show` and `export` give them. */
export const detailed = (variants: readonly StoredRecord[]): DetailedRecord[] =>
  variants.map(({ record, source, truncated, contentHash }) => ({
    ...record,
    ...(source && { source }),
    ...(truncated && { truncated }),
    ...(variants.length > 1 && { variants: variants.length, contentHash }),
  }));

const EVENT_PARTS = 'event#';
const NOT_EXPIRED = '(attribute_not_exists(#expires) OR #expires > :now)';
const now = () => ({ N: String(Math.floor(Date.now() / 1_000)) });

/** All variants of an event, in the order of their content hashes; none if there is no such event. */
export async function readEvent(
  client: DynamoDBClient,
  tableName: string,
  eventId: string,
): Promise<StoredRecord[]> {
  const pages = paginateQuery(
    { client },
    {
      TableName: tableName,
      KeyConditionExpression: '#id = :id AND begins_with(#part, :event)',
      FilterExpression: NOT_EXPIRED,
      ExpressionAttributeNames: { '#id': EVENT_ID, '#part': PART, '#expires': EXPIRES_AT },
      ExpressionAttributeValues: { ':id': { S: eventId }, ':event': { S: EVENT_PARTS }, ':now': now() },
    },
  );
  const found: StoredRecord[] = [];
  for await (const item of eachItem(pages, `Query of ${tableName}`)) found.push(decodeItem(item));
  return found;
}

/** Every event of the table with all its variants, in no order. */
export async function* scanEvents(
  client: DynamoDBClient,
  tableName: string,
): AsyncIterable<readonly StoredRecord[]> {
  const pages = paginateScan(
    { client },
    {
      TableName: tableName,
      FilterExpression: `begins_with(#part, :event) AND ${NOT_EXPIRED}`,
      ExpressionAttributeNames: { '#part': PART, '#expires': EXPIRES_AT },
      ExpressionAttributeValues: { ':event': { S: EVENT_PARTS }, ':now': now() },
    },
  );
  // A scan gives the items of one partition key one after the other.
  let variants: StoredRecord[] = [];
  for await (const item of eachItem(pages, `Scan of ${tableName}`)) {
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
  pages: AsyncIterator<{ Items?: Item[] | undefined }>,
  what: string,
): AsyncIterable<Item> {
  for (;;) {
    const page = await pages.next().catch(serviceFailure(what));
    if (page.done) return;
    yield* page.value.Items ?? [];
  }
}
