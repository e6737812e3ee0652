import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { AuditTrailError, toMessage } from '../../errors';
import { abortOptions } from '../abort-signal';
import { LEDGER_KEYS } from '../indexes';
import { serviceFailure } from '../service-failure';

const KEY = { [LEDGER_KEYS.partition]: 'settings', [LEDGER_KEYS.sort]: 'meaning' };

/** What gives records their meaning besides their events, as the deployed ingest function has it. */
export interface Meaning {
  /** The version of operations, resources, principals, outcomes and risk rules. */
  readonly meaningVersion: number;
  /** Settings of ingest. */
  readonly settings: object;
  /** Resources that the audit needs, as ARNs; buckets may be given by name. */
  readonly guardedResources: readonly string[];
}

/** A meaning in the ledger. */
export interface RecordedMeaning extends Meaning {
  /** When the last function with another meaning has ended, ISO 8601. */
  readonly since: string;
}

const meaningSchema = z.object({
  meaningVersion: z.int(),
  settings: z.record(z.string(), z.unknown()),
  guardedResources: z.array(z.string()),
});

/**
 * Reads what gives records their meaning; `undefined` if no function has recorded it.
 * @throws AuditTrailError `ServiceFailed`, `InvalidItem`, or the reason of the signal once it is aborted
 */
export async function readMeaning(
  client: DynamoDBClient,
  ledgerTableName: string,
  signal?: AbortSignal,
): Promise<RecordedMeaning | undefined> {
  const item = await readItem(client, ledgerTableName, signal);
  if (!item) return undefined;
  try {
    return { ...meaningSchema.parse(JSON.parse(item.meaning)), since: item.since };
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : toMessage(error);
    throw new AuditTrailError(
      'InvalidItem',
      `The settings of the ingest function in the ledger cannot be read: ${reason}`,
      { cause: error },
    );
  }
}

/**
 * Records what gives records their meaning from now on, so that `reindex` gives stored records the same. Writes only
 * if it changed.
 * @param since when the last function with another meaning has ended
 * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
 */
export async function recordMeaning(
  client: DynamoDBClient,
  ledgerTableName: string,
  { meaningVersion, settings, guardedResources }: Meaning,
  since: Date,
  signal?: AbortSignal,
): Promise<void> {
  const meaning = JSON.stringify({ meaningVersion, settings, guardedResources });
  if ((await readItem(client, ledgerTableName, signal))?.meaning === meaning) return;
  const Item = { ...KEY, meaning, since: since.toISOString() };
  await DynamoDBDocumentClient.from(client)
    .send(new PutCommand({ TableName: ledgerTableName, Item }), abortOptions(signal))
    .catch(serviceFailure('Writing the settings of the ingest function', signal));
}

async function readItem(client: DynamoDBClient, TableName: string, signal: AbortSignal | undefined) {
  const { Item } = await DynamoDBDocumentClient.from(client)
    .send(new GetCommand({ TableName, Key: KEY, ConsistentRead: true }), abortOptions(signal))
    .catch(serviceFailure('Reading the settings of the ingest function', signal));
  return Item && { meaning: String(Item.meaning), since: String(Item.since) };
}
