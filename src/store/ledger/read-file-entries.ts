import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { EntryPlace } from '../../activity/activity-entry';
import { type ActivityEntry, activityKey, parseActivityItem, toFileName } from './activity-item';
import { readFileActivity } from './file-activity-item';
import type { FileId } from './file-key';
import { type LedgerEntry, parseLedgerItem } from './ledger-item';
import { readItems } from './read-items';
import { readLedgerItems } from './read-ledger-items';

/** What the ledger has of one content of a log file. */
export interface ContentActivity {
  readonly entry: LedgerEntry;
  /** Activity entries that the content had when it was ingested. */
  readonly listed: readonly EntryPlace[];
  /** Those of them that are there. */
  readonly entries: readonly ActivityEntry[];
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
    const activity = await readFileActivity(documents, tableName, item, signal);
    if (activity === undefined) continue;
    const keys = activity.entries.map((place) => activityKey(place, toFileName(entry)));
    const items = await readItems(documents, tableName, keys, 'Reading activity entries', signal);
    contents.push({ entry, listed: activity.entries, entries: items.map(parseActivityItem) });
  }
  return contents;
}
