import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { EntryPlace } from '../../activity/activity-entry';
import { AuditTrailError } from '../../errors';
import { abortOptions } from '../abort-signal';
import { LEDGER_KEYS } from '../indexes';
import type { ItemSource } from '../items/item-source';
import { serviceFailure } from '../service-failure';
import { ACTIVITY_BOOK, parseActivityItem, toActivityName } from './activity-item';
import type { LedgerItem } from './ledger-item';

/** An item among activity entries. */
export interface ScannedEntry {
  /** Names it among all. */
  readonly name: string;
  /** Its key, for messages. */
  readonly key: string;
  /** The entry, and the log file that it was made of. Absent if it cannot be read. */
  readonly read?: { readonly place: EntryPlace; readonly source: ItemSource };
}

/**
 * Reads every activity entry of the ledger, in no particular order.
 * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
 */
export async function* scanEntries(
  client: DynamoDBClient,
  tableName: string,
  signal?: AbortSignal,
): AsyncGenerator<ScannedEntry> {
  const pages = paginateScan(
    { client: DynamoDBDocumentClient.from(client) },
    {
      TableName: tableName,
      FilterExpression: 'begins_with(#book, :activity)',
      ExpressionAttributeNames: { '#book': LEDGER_KEYS.partition },
      ExpressionAttributeValues: { ':activity': ACTIVITY_BOOK },
    },
    abortOptions(signal),
  );
  try {
    for await (const { Items = [] } of pages) yield* Items.map(toScanned);
  } catch (error) {
    serviceFailure('Reading activity entries', signal)(error);
  }
}

function toScanned(item: LedgerItem): ScannedEntry {
  const key = `${item[LEDGER_KEYS.partition]} ${item[LEDGER_KEYS.sort]}`;
  const name = toActivityName(item);
  try {
    const entry = parseActivityItem(item);
    return { name, key, read: { place: entry, source: entry.source } };
  } catch (error) {
    if (!(error instanceof AuditTrailError) || error.code !== 'InvalidItem') throw error;
    return { name, key };
  }
}
