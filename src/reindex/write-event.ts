import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Change } from '../audit/record-changes';
import { isWritten } from '../store/conditional-write';
import { EVENT_ID, PART } from '../store/indexes';
import { deleteLinks, readLinkParts } from '../store/write/stale-links';
import { type EventPlan, type MeaningOptions, planEvent, type StoredPlan } from './plan-event';
import type { RawItem } from './raw-item';
import { retry } from './retry';
import { LINK_DELETION_UNITS, toWriteUnits } from './write-units';

export interface WriteTarget {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly options: MeaningOptions;
  /** Waits until so many write units may be used. */
  readonly reserve: (writeUnits: number) => Promise<void>;
}

/** What writing an event takes. */
export interface EventWork {
  readonly changes: readonly Change[];
  /** Link items to write: all if the record changes, or else those that are missing. */
  readonly linkItems: readonly RawItem[];
  /** Sort keys of link items that no longer apply. */
  readonly staleLinks: readonly string[];
  readonly writeUnits: number;
}

/** How often an event is planned again because an ingest wrote it in between. */
const MAXIMUM_PLANS = 10;

const NO_WORK: EventWork = { changes: [], linkItems: [], staleLinks: [], writeUnits: 0 };

const toKey = (item: RawItem): RawItem => ({ [EVENT_ID]: item[EVENT_ID]!, [PART]: item[PART]! });

/** Finds out what writing an event would take. Nothing changes if there are no changes. */
export async function findWork(
  { client, tableName }: Pick<WriteTarget, 'client' | 'tableName'>,
  stored: RawItem,
  plan: StoredPlan,
): Promise<EventWork> {
  const parts = await readLinkParts(client, tableName, plan.links);
  const staleLinks = parts.filter((part) => !plan.links.parts.includes(part));
  const missing = plan.linkItems.filter((link) => !parts.includes(link[PART]?.S ?? ''));
  const isChanged = plan.changes.length > 0;
  const linkItems = isChanged ? plan.linkItems : missing;
  const linkUnits = linkItems.reduce((sum, link) => sum + toWriteUnits(undefined, link), 0);
  return {
    changes: [
      ...plan.changes,
      ...(missing.length > 0 ? [{ kind: 'link items added' }] : []),
      ...(staleLinks.length > 0 ? [{ kind: 'link items removed' }] : []),
    ],
    ...{ linkItems, staleLinks },
    writeUnits:
      (isChanged ? toWriteUnits(stored, plan.event) : 0) +
      linkUnits +
      staleLinks.length * LINK_DELETION_UNITS,
  };
}

/**
 * Writes what an event becomes. The event's item comes last: until it is written, a run that starts again finds the
 * event changed, and repeats the rest.
 * @returns what it took, without changes if the event has the meaning of this version by now or has expired; `busy` if
 * others wrote it each time
 */
export async function writeEvent(
  target: WriteTarget,
  stored: RawItem,
  plan: StoredPlan,
): Promise<EventWork | 'busy'> {
  const { client, tableName: TableName } = target;
  let current = stored;
  let next: EventPlan = plan;
  for (let plans = 0; plans < MAXIMUM_PLANS; plans += 1) {
    if (next.kind === 'left') return NO_WORK;
    const work = await findWork(target, current, next);
    await target.reserve(work.writeUnits);
    for (const Item of work.linkItems)
      await retry(() => client.send(new PutItemCommand({ TableName, Item })));
    await deleteLinks(client, TableName, next.links.eventId, work.staleLinks);
    const { event, changes } = next;
    if (changes.length === 0 || (await retry(() => replaceEvent(target, current, event)))) return work;
    const item = await readEvent(target, toKey(stored));
    if (!item) return NO_WORK;
    current = item;
    next = planEvent(current, target.options);
  }
  return 'busy';
}

/** Reads an event by its key; undefined if it has expired in the meantime. */
export async function readEvent(
  { client, tableName: TableName }: Pick<WriteTarget, 'client' | 'tableName'>,
  Key: RawItem,
): Promise<RawItem | undefined> {
  const command = new GetItemCommand({ TableName, Key, ConsistentRead: true });
  return (await retry(() => client.send(command))).Item;
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
