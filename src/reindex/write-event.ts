import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
} from '@aws-sdk/client-dynamodb';
import { isWritten } from '../store/conditional-write';
import { EVENT_ID, PART } from '../store/indexes';
import { type EventPlan, type MeaningOptions, planEvent, type RawItem } from './plan-event';

export interface WriteTarget {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly options: MeaningOptions;
}

type StoredPlan = Extract<EventPlan, { kind: 'stored' }>;

/** How often an event is planned again because an ingest wrote it in between. */
const MAXIMUM_PLANS = 10;

const toKey = (item: RawItem): RawItem => ({ [EVENT_ID]: item[EVENT_ID]!, [PART]: item[PART]! });

/** The keys of the stored link items of one variant. */
async function readLinks({ client, tableName }: WriteTarget, event: RawItem): Promise<RawItem[]> {
  const hash = event[PART]?.S?.slice('event#'.length);
  const pages = paginateQuery(
    { client },
    {
      TableName: tableName,
      ConsistentRead: true,
      KeyConditionExpression: '#id = :id AND begins_with(#part, :links)',
      ProjectionExpression: '#id, #part',
      ExpressionAttributeNames: { '#id': EVENT_ID, '#part': PART },
      ExpressionAttributeValues: { ':id': event[EVENT_ID]!, ':links': { S: `resource#${hash}#` } },
    },
  );
  const links: RawItem[] = [];
  for await (const { Items = [] } of pages) links.push(...Items);
  return links;
}

/** The stored link items that no longer apply. */
export async function findStaleLinks(target: WriteTarget, plan: StoredPlan): Promise<RawItem[]> {
  const kept = new Set(plan.links.map((link) => link[PART]?.S));
  return (await readLinks(target, plan.event)).filter((link) => !kept.has(link[PART]?.S));
}

/**
 * Writes what a changed event becomes. The event's item comes last: until it is written, a run that starts again
 * finds the event changed, and repeats the rest.
 * @returns number of stale link items that were removed; `unchanged` if the event has the meaning of this version by now
 * or has expired, `busy` if others wrote it each time
 */
export async function writeEvent(
  target: WriteTarget,
  stored: RawItem,
  plan: StoredPlan,
): Promise<number | 'unchanged' | 'busy'> {
  const { client, tableName: TableName } = target;
  let current = stored;
  let next: EventPlan = plan;
  for (let plans = 0; plans < MAXIMUM_PLANS; plans += 1) {
    if (next.kind === 'left' || next.changes.length === 0) return 'unchanged';
    for (const Item of next.links) await client.send(new PutItemCommand({ TableName, Item }));
    const stale = await findStaleLinks(target, next);
    for (const link of stale) await client.send(new DeleteItemCommand({ TableName, Key: toKey(link) }));
    if (await replaceEvent(target, current, next.event)) return stale.length;
    const { Item } = await client.send(
      new GetItemCommand({ TableName, Key: toKey(stored), ConsistentRead: true }),
    );
    // It has expired in the meantime.
    if (!Item) return 'unchanged';
    current = Item;
    next = planEvent(current, target.options);
  }
  return 'busy';
}

/** Returns false if the item is no longer the one that was read. */
function replaceEvent(
  { client, tableName: TableName }: WriteTarget,
  before: RawItem,
  Item: RawItem,
): Promise<boolean> {
  const command = new PutItemCommand({
    TableName,
    Item,
    ConditionExpression: '#source = :source AND #original = :original',
    ExpressionAttributeNames: { '#source': 'source', '#original': 'original' },
    ExpressionAttributeValues: { ':source': before.source!, ':original': before.original! },
  });
  return isWritten(client.send(command), (error) => {
    throw error;
  });
}
