import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { AuditTrailError } from '../../errors';
import { MAXIMUM_ATTEMPTS, waitBeforeRetry } from '../../store/backoff';
import { EVENT_ID, PART } from '../../store/indexes';
import { decodeItem, eventPart, type StoredItem, type StoredRecord } from '../../store/items/item';
import { parseEventId, toIdentity } from '../../store/lanes';
import { serviceFailure } from '../../store/service-failure';

/** DynamoDB's limit for one BatchGetItem. */
const KEYS_PER_READ = 100;

/** Reads events by identity, with their exact bytes. An event that is no longer there is left out. */
export type ReadOriginals = (
  identities: readonly string[],
  signal: AbortSignal | undefined,
) => Promise<ReadonlyMap<string, StoredRecord>>;

/** Makes a function that reads events of the audit table, 100 for each request, all requests at once. */
export const originalsReader =
  (documents: DynamoDBDocumentClient, tableName: string): ReadOriginals =>
  async (identities, signal) => {
    const found = new Map<string, StoredRecord>();
    const read = async (keys: readonly Key[]) => {
      for (const item of await readItems(documents, tableName, keys, signal)) {
        const stored = decodeItem(item);
        found.set(toIdentity(stored.record.eventId, stored.contentHash), stored);
      }
    };
    const keys = identities.map(toKey);
    const batches = [];
    for (let start = 0; start < keys.length; start += KEYS_PER_READ) {
      batches.push(read(keys.slice(start, start + KEYS_PER_READ)));
    }
    await Promise.all(batches);
    return found;
  };

type Key = Readonly<Record<string, string>>;

function toKey(identity: string): Key {
  const eventId = parseEventId(identity);
  return { [EVENT_ID]: eventId, [PART]: eventPart(identity.slice(eventId.length + 1)) };
}

async function readItems(
  documents: DynamoDBDocumentClient,
  tableName: string,
  keys: readonly Key[],
  signal: AbortSignal | undefined,
): Promise<StoredItem[]> {
  const items: StoredItem[] = [];
  let unread = keys;
  // A response has at most 16 MB, and a table may be throttled.
  for (let attempt = 0; unread.length > 0; ) {
    const command = new BatchGetCommand({ RequestItems: { [tableName]: { Keys: [...unread] } } });
    const { Responses = {}, UnprocessedKeys = {} } = await documents
      .send(command, { ...(signal && { abortSignal: signal }) })
      .catch(serviceFailure(`BatchGetItem of ${tableName}`, signal));
    items.push(...(Responses[tableName] ?? []));
    const left = (UnprocessedKeys[tableName]?.Keys ?? []) as readonly Key[];
    attempt = left.length < unread.length ? 0 : attempt + 1;
    if (attempt === MAXIMUM_ATTEMPTS) {
      throw new AuditTrailError(
        'ServiceFailed',
        `BatchGetItem of ${tableName} left ${left.length} events unread after ${attempt} attempts. Try again later.`,
      );
    }
    unread = left;
    if (unread.length > 0) await waitBeforeRetry(attempt, signal);
  }
  return items;
}
