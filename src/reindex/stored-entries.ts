import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { EncodedEntry } from '../activity/activity-entry';
import { MEANING_VERSION } from '../audit/meaning-version';
import { isWritten } from '../store/conditional-write';
import { EXPIRES_AT } from '../store/indexes';
import { itemBytes } from '../store/item-size';
import {
  type ActivityEntry,
  activityKey,
  parseActivityItem,
  toFileName,
} from '../store/ledger/activity-item';
import { type FileActivityParts, readFileActivity } from '../store/ledger/file-activity-item';
import { ledgerKey } from '../store/ledger/file-key';
import {
  hasOutdatedEntries,
  type LedgerEntry,
  type LedgerItem,
  parseLedgerItem,
} from '../store/ledger/ledger-item';
import { KEYS_PER_READ, readItems } from '../store/ledger/read-items';

/** An activity entry, and its item as it was read. */
export interface StoredActivity {
  readonly entry: ActivityEntry;
  readonly item: LedgerItem;
}

/** What the ledger has of one content of a log file. */
export interface StoredFile {
  readonly file: LedgerEntry;
  readonly item: LedgerItem;
  /** Those that have not expired. */
  readonly entries: readonly StoredActivity[];
}

const KILOBYTE = 1_024;

const toBytes = (item: LedgerItem): number => itemBytes(marshall(item, { removeUndefinedValues: true }));

/** Read units of consistent reads: one for each 4 KB of an item. */
export const toReadUnits = (items: readonly LedgerItem[]): number =>
  items.reduce<number>((sum, item) => sum + Math.ceil(toBytes(item) / (4 * KILOBYTE)), 0);

/** Write units of an item that is replaced: one for each KB of the larger of both. */
export const toUpdateUnits = (before: LedgerItem, after: LedgerItem = before): number =>
  Math.ceil(Math.max(toBytes(before), toBytes(after)) / KILOBYTE);

/**
 * Reads the activity entries of a content of a log file, and nothing that is older than the last write.
 * @returns undefined if they are of this version by now
 * @throws the error of DynamoDB; AuditTrailError `ServiceFailed`, `InvalidItem`
 */
export async function readStoredFile(
  client: DynamoDBClient,
  ledgerTableName: string,
  content: LedgerEntry,
): Promise<StoredFile | undefined> {
  const documents = DynamoDBDocumentClient.from(client);
  const get = new GetCommand({ TableName: ledgerTableName, Key: ledgerKey(content), ConsistentRead: true });
  const { Item: item } = await documents.send(get);
  if (item === undefined) return undefined;
  const { entry: file } = parseLedgerItem(item);
  if (!hasOutdatedEntries(file)) return undefined;
  const listed = (await readFileActivity(documents, ledgerTableName, item))?.entries ?? [];
  const keys = listed.map((place) => activityKey(place, toFileName(file)));
  const items: LedgerItem[] = [];
  for (let start = 0; start < keys.length; start += KEYS_PER_READ) {
    const some = keys.slice(start, start + KEYS_PER_READ);
    items.push(
      ...(await readItems(documents, ledgerTableName, some, 'Reading activity entries', undefined, true)),
    );
  }
  const now = Date.now() / 1_000;
  const live = items.filter(
    ({ [EXPIRES_AT]: expiresAt = Number.POSITIVE_INFINITY }) => Number(expiresAt) > now,
  );
  return { file, item, entries: live.map((one) => ({ entry: parseActivityItem(one), item: one })) };
}

/** What an item becomes: the same place, log file and time of expiry. */
export const withBytes = (item: LedgerItem, { bytes }: EncodedEntry): LedgerItem => ({
  ...item,
  data: bytes,
});

/** Replaces the content of an entry. Returns false if the item is no longer the one that was read. */
export function replaceEntry(
  client: DynamoDBClient,
  TableName: string,
  { entry, item }: StoredActivity,
  { bytes }: EncodedEntry,
): Promise<boolean> {
  const command = new UpdateCommand({
    TableName,
    Key: activityKey(entry, entry.file),
    UpdateExpression: 'SET #data = :after',
    ConditionExpression: '#data = :before',
    ExpressionAttributeNames: { '#data': 'data' },
    ExpressionAttributeValues: { ':before': item.data, ':after': bytes },
  });
  return isWritten(DynamoDBDocumentClient.from(client).send(command), rethrow);
}

/**
 * Records that the entries of a content are of this version. Returns false if the content was ingested again since it was read.
 * @param activity what the item says of them
 */
export function replaceFile(
  client: DynamoDBClient,
  TableName: string,
  file: LedgerEntry,
  { activity }: Pick<FileActivityParts, 'activity'>,
): Promise<boolean> {
  const command = new UpdateCommand({
    TableName,
    Key: ledgerKey(file),
    UpdateExpression: 'SET activity = :activity, activityMeaning = :meaning',
    ConditionExpression: 'finishedAt = :finishedAt',
    ExpressionAttributeValues: {
      ':activity': activity,
      ':meaning': MEANING_VERSION,
      ':finishedAt': file.finishedAt,
    },
  });
  return isWritten(DynamoDBDocumentClient.from(client).send(command), rethrow);
}

const rethrow = (error: unknown): never => {
  throw error;
};
