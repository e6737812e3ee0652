import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { ByteReader } from '../activity/bytes';
import type { FileActivity } from '../activity/file-activity';
import { EXPIRES_AT } from '../store/indexes';
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
import { readItems } from '../store/ledger/read-items';
import { toUnits } from './write-units';

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

const KILOBYTES_PER_READ_UNIT = 4;

const toKilobytes = (item: LedgerItem): number => toUnits(marshall(item, { removeUndefinedValues: true }));

/** Read units of consistent reads: one for each 4 KB of an item. */
export const toReadUnits = (items: readonly LedgerItem[]): number =>
  items.reduce<number>((sum, item) => sum + Math.ceil(toKilobytes(item) / KILOBYTES_PER_READ_UNIT), 0);

/** Write units of an item that is replaced: one for each KB of the larger of both. */
export const toUpdateUnits = (before: LedgerItem, after: LedgerItem = before): number =>
  Math.max(toKilobytes(before), toKilobytes(after));

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
  const what = 'Reading activity entries';
  const items = await readItems(documents, ledgerTableName, keys, what, undefined, true);
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

function toHashes(bytes: Uint8Array): number[] {
  const reader = new ByteReader(bytes);
  const hashes: number[] = [];
  while (reader.position < bytes.length) hashes.push(reader.uint48());
  return hashes;
}
