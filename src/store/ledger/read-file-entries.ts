import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { EntryPlace } from '../../activity/activity-entry';
import { AuditTrailError } from '../../errors';
import { storableString } from '../storable-record';
import {
  type ActivityEntry,
  activityKey,
  parseActivityItem,
  toActivityName,
  toFileName,
} from './activity-item';
import { readFileActivity } from './file-activity-item';
import type { FileId } from './file-key';
import { type LedgerEntry, type LedgerItem, parseLedgerItem } from './ledger-item';
import { readItems } from './read-items';
import { readLedgerItems } from './read-ledger-items';

/** What the ledger has of one content of a log file. */
export interface ContentActivity {
  readonly entry: LedgerEntry;
  /** Activity entries that the content had when it was ingested. */
  readonly listed: readonly EntryPlace[];
  /** Those of them that are there. */
  readonly entries: readonly ActivityEntry[];
  /** Those of them that are no entries of this content any more: they cannot be read, or name another log file. */
  readonly damaged: readonly EntryPlace[];
  /** Of those that are listed. */
  readonly entryNames: readonly string[];
  /** Whether the list itself cannot be read. */
  readonly isListDamaged: boolean;
}

/**
 * Reads the activity entries of a log file: of each content that has some.
 * @throws AuditTrailError `ServiceFailed`, `InvalidItem`, or the reason of the signal once it is aborted
 */
export async function readContentActivity(
  client: DynamoDBClient,
  tableName: string,
  file: FileId,
  signal?: AbortSignal,
): Promise<ContentActivity[]> {
  const documents = DynamoDBDocumentClient.from(client);
  const contents: ContentActivity[] = [];
  for (const item of await readLedgerItems(documents, tableName, file, signal)) {
    const { entry } = parseLedgerItem(item);
    if (entry.key !== file.key || entry.status !== 'done') continue;
    const activity = await readFileActivity(documents, tableName, item, signal).catch(takeDamaged);
    if (activity === undefined) continue;
    const listed = activity === DAMAGED ? [] : activity.entries;
    contents.push({
      entry,
      listed,
      isListDamaged: activity === DAMAGED,
      ...(await readEntries(documents, tableName, entry, listed, signal)),
    });
  }
  return contents;
}

async function readEntries(
  documents: DynamoDBDocumentClient,
  tableName: string,
  file: LedgerEntry,
  listed: readonly EntryPlace[],
  signal: AbortSignal | undefined,
): Promise<Pick<ContentActivity, 'entries' | 'damaged' | 'entryNames'>> {
  const keys = listed.map((place) => activityKey(place, toFileName(file)));
  const places = new Map(keys.map((key, index) => [toActivityName(key), listed[index]!]));
  const entries: ActivityEntry[] = [];
  const damaged: EntryPlace[] = [];
  for (const item of await readItems(documents, tableName, keys, 'Reading activity entries', signal)) {
    const entry = parseItem(item, file);
    if (entry === DAMAGED) damaged.push(places.get(toActivityName(item))!);
    else entries.push(entry);
  }
  return { entries, damaged, entryNames: [...places.keys()] };
}

const DAMAGED = Symbol('damaged');

/** A damaged item must not keep the others from being read. */
function takeDamaged(error: unknown): typeof DAMAGED {
  if (error instanceof AuditTrailError && error.code === 'InvalidItem') return DAMAGED;
  throw error;
}

function parseItem(item: LedgerItem, file: LedgerEntry): ActivityEntry | typeof DAMAGED {
  try {
    const entry = parseActivityItem(item);
    // Groups are decoded when they are asked for. Every entry has some.
    return entry.groups.length > 0 && isOf(file, entry) ? entry : DAMAGED;
  } catch (error) {
    return takeDamaged(error);
  }
}

const isOf = (file: LedgerEntry, { source, versionId, sha256 }: ActivityEntry): boolean =>
  source.bucket === file.bucket &&
  source.key === storableString(file.key) &&
  versionId === file.versionId &&
  sha256 === (file.sha256 ?? '');
