import { BatchWriteItemCommand, type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { AuditTrailError } from '../../errors';
import { abortOptions } from '../abort-signal';
import { MAXIMUM_ATTEMPTS, waitBeforeRetry } from '../backoff';
import { EVENT_ID, PART } from '../indexes';
import type { EventLinks } from '../items/event-links';
import { serviceFailure } from '../service-failure';
import { MAXIMUM_BATCH_ITEMS } from './batch-request';

const DOING = 'Finding and removing link items that no longer apply';

/**
 * Reads the sort keys of the stored link items of an event. Reads nothing but keys, because the ingest function may not
 * read more.
 * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
 */
export async function readLinkParts(
  client: DynamoDBClient,
  tableName: string,
  { eventId, contentHash }: Pick<EventLinks, 'eventId' | 'contentHash'>,
  signal?: AbortSignal,
): Promise<string[]> {
  const pages = paginateQuery(
    { client },
    {
      TableName: tableName,
      ConsistentRead: true,
      KeyConditionExpression: '#id = :id AND begins_with(#part, :links)',
      Select: 'SPECIFIC_ATTRIBUTES',
      ProjectionExpression: '#id, #part',
      ExpressionAttributeNames: { '#id': EVENT_ID, '#part': PART },
      ExpressionAttributeValues: { ':id': { S: eventId }, ':links': { S: `resource#${contentHash}#` } },
    },
    abortOptions(signal),
  )[Symbol.asyncIterator]();
  const parts: string[] = [];
  for (;;) {
    const { value: page, done } = await pages.next().catch(serviceFailure(DOING, signal));
    if (done) return parts;
    for (const { [PART]: part } of page.Items ?? []) if (part?.S !== undefined) parts.push(part.S);
  }
}

/** Events whose links are read at the same time. */
const EVENTS_AT_ONCE = 8;

/**
 * Deletes the stored link items that events no longer have: another version of the meaning may have found other
 * resources.
 * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
 */
export async function removeStaleLinks(
  client: DynamoDBClient,
  tableName: string,
  events: readonly EventLinks[],
  signal?: AbortSignal,
): Promise<void> {
  for (let start = 0; start < events.length; start += EVENTS_AT_ONCE) {
    const some = events.slice(start, start + EVENTS_AT_ONCE);
    await Promise.all(
      some.map(async (links) => {
        const stored = await readLinkParts(client, tableName, links, signal);
        const stale = stored.filter((part) => !links.parts.includes(part));
        await deleteLinks(client, tableName, links.eventId, stale, signal);
      }),
    );
  }
}

/**
 * Deletes link items of an event.
 * @param parts their sort keys
 * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
 */
export async function deleteLinks(
  client: DynamoDBClient,
  tableName: string,
  eventId: string,
  parts: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  for (let start = 0; start < parts.length; start += MAXIMUM_BATCH_ITEMS) {
    let requests = parts.slice(start, start + MAXIMUM_BATCH_ITEMS).map((part) => ({
      DeleteRequest: { Key: { [EVENT_ID]: { S: eventId }, [PART]: { S: part } } },
    }));
    for (let attempt = 0; requests.length > 0; attempt += 1) {
      if (attempt === MAXIMUM_ATTEMPTS) throw unprocessed(requests.length, tableName);
      if (attempt > 0) await waitBeforeRetry(attempt, signal);
      const command = new BatchWriteItemCommand({ RequestItems: { [tableName]: requests } });
      const { UnprocessedItems = {} } = await client
        .send(command, abortOptions(signal))
        .catch(serviceFailure(DOING, signal));
      requests = Object.values(UnprocessedItems).flat() as typeof requests;
    }
  }
}

const unprocessed = (items: number, tableName: string) =>
  new AuditTrailError(
    'ServiceFailed',
    `DynamoDB left ${items} deletions of ${tableName} unprocessed in ${MAXIMUM_ATTEMPTS} attempts.`,
  );
