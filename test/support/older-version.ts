import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import type { AuditedEvent } from '../../src/audit/audit-record';
import { MEANING_VERSION } from '../../src/audit/meaning-version';
import { type IngestSettingsInput, parseIngestSettings } from '../../src/settings/ingest-settings';
import { encodeItems, type ItemSettings } from '../../src/store/items/item';
import { recordMeaning } from '../../src/store/ledger/meaning';
import { createBatchWriter } from '../../src/store/write/batch-writer';
import { toAuditedEvent } from './audited';
import { type CloudTrailEvent, tableArn } from './events';

const SOURCE = { bucket: 'logs', key: 'any.json.gz' };

/** A table that no event names. An older version took it for a resource of each event. */
export const STALE_TABLE = tableArn('Stale');

/** Records what gives records their meaning, as a function does that was deployed long ago. */
export const recordSettings = (
  client: DynamoDBClient,
  ledgerTableName: string,
  settings: IngestSettingsInput = {},
  { meaningVersion = MEANING_VERSION, since = new Date(0) } = {},
): Promise<void> =>
  recordMeaning(
    client,
    ledgerTableName,
    { meaningVersion, settings: parseIngestSettings(settings), guardedResources: [] },
    since,
  );

/** What an event means to a version that knows no risk, and one table too many. */
export function toOlderMeaning({ record, ...audited }: AuditedEvent): AuditedEvent {
  const { risk: _, ...withoutRisk } = record;
  return { ...audited, record: { ...withoutRisk, resources: [...record.resources, STALE_TABLE] } };
}

/** Stores events as some version understands them. @param toMeaning default: as this version does */
export async function storeAs(
  client: DynamoDBClient,
  tableName: string,
  events: readonly CloudTrailEvent[],
  toMeaning = (audited: AuditedEvent): AuditedEvent => audited,
  settings: ItemSettings = { dataEventIndexes: [], indexApplicationFailures: false },
): Promise<void> {
  const items = events.flatMap((event) =>
    encodeItems({ ...toMeaning(toAuditedEvent(event)), source: SOURCE }, settings),
  );
  await createBatchWriter(client, tableName).write(items);
}

/** All items of a table, as texts that can be compared. */
export async function readItems(client: DynamoDBClient, TableName: string): Promise<string[]> {
  const texts: string[] = [];
  let ExclusiveStartKey: Record<string, never> | undefined;
  do {
    const page = await client.send(new ScanCommand({ TableName, ExclusiveStartKey }));
    for (const item of page.Items ?? []) texts.push(JSON.stringify(Object.entries(item).sort()));
    ExclusiveStartKey = page.LastEvaluatedKey as typeof ExclusiveStartKey;
  } while (ExclusiveStartKey);
  return texts.sort();
}
