import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { FileActivity } from '../activity/file-activity';
import { EXPIRES_AT } from '../store/indexes';
import { itemBytes } from '../store/item-size';
import {
  type ActivityEntry,
  activityKey,
  parseActivityItem,
  toFileName,
} from '../store/ledger/activity-item';
import { readFileActivity } from '../store/ledger/file-activity-item';
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
  /** What the item says of entries. */
  readonly listed: FileActivity;
  /** Those that have not expired. */
  readonly entries: readonly StoredActivity[];
  /** Hashes of the calls of the log file that no entry stands for. Only known while a run changes which entries there are. */
  readonly without: readonly number[] | undefined;
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
  const listed = await readFileActivity(documents, ledgerTableName, item);
  if (listed === undefined) return undefined;
  const keys = listed.entries.map((place) => activityKey(place, toFileName(file)));
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
  const { activityWithout } = item;
  return {
    ...{ file, item, listed },
    entries: live.map((one) => ({ entry: parseActivityItem(one), item: one })),
    without: activityWithout instanceof Uint8Array ? toHashes(activityWithout) : undefined,
  };
}

/** A hash of an event in `without`. */
export const HASH_BYTES = 6;

const toHashes = (bytes: Uint8Array): number[] =>
  Array.from({ length: bytes.length / HASH_BYTES }, (_, index) =>
    Buffer.from(bytes).readUIntBE(index * HASH_BYTES, HASH_BYTES),
  );
