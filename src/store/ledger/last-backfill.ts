import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { AuditTrailError, toMessage } from '../../errors';
import { abortOptions } from '../abort-signal';
import { LEDGER_KEYS } from '../indexes';
import { serviceFailure } from '../service-failure';

const KEY = { [LEDGER_KEYS.partition]: 'settings', [LEDGER_KEYS.sort]: 'last-backfill' };

const backfillSchema = z.strictObject({
  finishedAt: z.string(),
  status: z.enum(['covered', 'failed', 'waiting', 'interrupted']),
  bucket: z.string(),
  since: z.string().optional(),
  until: z.string().optional(),
  listed: z.int(),
  sent: z.int(),
  failed: z.int(),
});

/** What the last backfill of a deployed audit came to. */
export interface LastBackfill {
  /** When it ended, ISO 8601. */
  readonly finishedAt: string;
  /** `covered`: the audit has every log file that it listed. `waiting`: some are not ingested yet. */
  readonly status: 'covered' | 'failed' | 'waiting' | 'interrupted';
  readonly bucket: string;
  /** Times of delivery that it was asked for, ISO 8601. Absent: all. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** Number of log files in the bucket, of those it sent to the queue, and of those that failed. */
  readonly listed: number;
  readonly sent: number;
  readonly failed: number;
}

/**
 * Reads what the last backfill came to; `undefined` if there was none.
 * @throws AuditTrailError `ServiceFailed`, `InvalidItem`, or the reason of the signal once it is aborted
 */
export async function readLastBackfill(
  client: DynamoDBDocumentClient,
  ledgerTableName: string,
  signal?: AbortSignal,
): Promise<LastBackfill | undefined> {
  const { Item } = await client
    .send(new GetCommand({ TableName: ledgerTableName, Key: KEY }), abortOptions(signal))
    .catch(serviceFailure('Reading the last backfill', signal));
  if (!Item) return undefined;
  try {
    return backfillSchema.parse(JSON.parse(String(Item.backfill)));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : toMessage(error);
    throw new AuditTrailError('InvalidItem', `The last backfill in the ledger cannot be read: ${reason}`, {
      cause: error,
    });
  }
}

/**
 * Records what a backfill came to, in place of the one before.
 * @throws AuditTrailError `ServiceFailed`
 */
export async function recordLastBackfill(
  client: DynamoDBClient,
  ledgerTableName: string,
  backfill: LastBackfill,
): Promise<void> {
  await DynamoDBDocumentClient.from(client)
    .send(
      new PutCommand({ TableName: ledgerTableName, Item: { ...KEY, backfill: JSON.stringify(backfill) } }),
    )
    .catch(serviceFailure('Recording the backfill', undefined));
}
