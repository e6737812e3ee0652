import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { EncodedEntry } from '../activity/activity-entry';
import { ByteWriter } from '../activity/bytes';
import { MEANING_VERSION } from '../audit/meaning-version';
import { isWritten } from '../store/conditional-write';
import { LEDGER_KEYS } from '../store/indexes';
import { activityKey } from '../store/ledger/activity-item';
import type { FileActivityParts } from '../store/ledger/file-activity-item';
import { ledgerKey } from '../store/ledger/file-key';
import type { LedgerEntry, LedgerItem } from '../store/ledger/ledger-item';
import type { RawItem } from './raw-item';
import type { StoredActivity } from './stored-entries';

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

/** Adds an entry. Returns false if there is one by now. */
export function addEntry(client: DynamoDBClient, TableName: string, Item: RawItem): Promise<boolean> {
  const ConditionExpression = `attribute_not_exists(${LEDGER_KEYS.partition})`;
  return isWritten(client.send(new PutItemCommand({ TableName, Item, ConditionExpression })), rethrow);
}

/** Deletes an entry. Returns false if it is no longer the one that was read. */
export function deleteEntry(
  client: DynamoDBClient,
  TableName: string,
  { entry, item }: StoredActivity,
): Promise<boolean> {
  const command = new DeleteCommand({
    TableName,
    Key: activityKey(entry, entry.file),
    ConditionExpression: 'attribute_not_exists(#data) OR #data = :before',
    ExpressionAttributeNames: { '#data': 'data' },
    ExpressionAttributeValues: { ':before': item.data },
  });
  return isWritten(DynamoDBDocumentClient.from(client).send(command), rethrow);
}

/**
 * Lists entries that a content will have beside those that it has, and remembers the calls that have none. Returns false if the
 * content was ingested again since it was read.
 */
export const announceEntries = (
  client: DynamoDBClient,
  tableName: string,
  file: LedgerEntry,
  { activity }: Pick<FileActivityParts, 'activity'>,
  without: readonly number[],
): Promise<boolean> =>
  updateFile(client, tableName, file, 'SET activity = :activity, activityWithout = :without', {
    ':activity': activity,
    ':without': fromHashes(without),
  });

/**
 * Records that the entries of a content are of this version. Returns false if the content was ingested again since it was read.
 * @param activity what the item says of them
 */
export const replaceFile = (
  client: DynamoDBClient,
  tableName: string,
  file: LedgerEntry,
  { activity }: Pick<FileActivityParts, 'activity'>,
): Promise<boolean> =>
  updateFile(
    client,
    tableName,
    file,
    'SET activity = :activity, activityMeaning = :meaning REMOVE activityWithout',
    { ':activity': activity, ':meaning': MEANING_VERSION },
  );

function updateFile(
  client: DynamoDBClient,
  TableName: string,
  file: LedgerEntry,
  UpdateExpression: string,
  values: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const command = new UpdateCommand({
    TableName,
    Key: ledgerKey(file),
    UpdateExpression,
    ConditionExpression: 'finishedAt = :finishedAt',
    ExpressionAttributeValues: { ...values, ':finishedAt': file.finishedAt },
  });
  return isWritten(DynamoDBDocumentClient.from(client).send(command), rethrow);
}

const rethrow = (error: unknown): never => {
  throw error;
};

/** How an item has hashes of calls. */
export function fromHashes(hashes: readonly number[]): Buffer {
  const writer = new ByteWriter();
  for (const hash of hashes) writer.uint48(hash);
  return writer.toBytes();
}
