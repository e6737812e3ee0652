import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { LogFileLifecycle } from '../../assure/lifecycle/log-file-lifecycle';
import { AuditTrailError, toMessage } from '../../errors';
import { DAY_MS } from '../../time';
import { abortOptions } from '../abort-signal';
import { LEDGER_KEYS } from '../indexes';
import { serviceFailure } from '../service-failure';
import type { LedgerItem } from './ledger-item';

/** The partition key of what lifecycle rules do. */
const LIFECYCLE_BOOK = 'lifecycle';
/** What was not checked for so long, such as a source that was removed, is not known any more. */
const KNOWN_MS = 31 * DAY_MS;
/** Sources of a deployment are fewer. */
const MAXIMUM_ENTRIES = 1_000;

const end = z.strictObject({
  effect: z.enum(['deleted', 'archived']),
  rule: z.string(),
  afterDays: z.int().exactOptional(),
  on: z.string().exactOptional(),
  prefix: z.string().exactOptional(),
  storageClass: z.string().exactOptional(),
});

const lifecycle = z.strictObject({
  place: z.string(),
  checkedAt: z.string(),
  state: z.enum(['kept', 'early', 'unreadable']),
  retentionDays: z.int().exactOptional(),
  ends: z.array(end).exactOptional(),
  oldVersionsDays: z.int().exactOptional(),
  reason: z.string().exactOptional(),
});

/**
 * Records what lifecycle rules do with the log files of a source, in place of what was known.
 * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
 */
export async function recordLifecycle(
  client: DynamoDBClient,
  ledgerTableName: string,
  found: LogFileLifecycle,
  signal?: AbortSignal,
): Promise<void> {
  const Item = {
    [LEDGER_KEYS.partition]: LIFECYCLE_BOOK,
    [LEDGER_KEYS.sort]: found.place,
    lifecycle: JSON.stringify(found),
  };
  await DynamoDBDocumentClient.from(client)
    .send(new PutCommand({ TableName: ledgerTableName, Item }), abortOptions(signal))
    .catch(serviceFailure('Recording lifecycle rules', signal));
}

/**
 * Reads what lifecycle rules do with the log files of the sources, as it was found in the last 31 days: 1,000
 * entries at most.
 * @throws AuditTrailError `ServiceFailed` `InvalidItem`, or the reason of the signal once it is aborted
 */
export async function readLifecycles(
  client: DynamoDBDocumentClient,
  ledgerTableName: string,
  signal?: AbortSignal,
): Promise<readonly LogFileLifecycle[]> {
  const command = new QueryCommand({
    TableName: ledgerTableName,
    KeyConditionExpression: `${LEDGER_KEYS.partition} = :book`,
    ExpressionAttributeValues: { ':book': LIFECYCLE_BOOK },
    Limit: MAXIMUM_ENTRIES,
  });
  const { Items = [] } = await client
    .send(command, abortOptions(signal))
    .catch(serviceFailure('Reading lifecycle rules', signal));
  return Items.map(parseLifecycle).filter(({ checkedAt }) => Date.now() - Date.parse(checkedAt) <= KNOWN_MS);
}

function parseLifecycle(item: LedgerItem): LogFileLifecycle {
  try {
    return lifecycle.parse(JSON.parse(String(item.lifecycle)));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : toMessage(error);
    const message = `The lifecycle rules of ${item[LEDGER_KEYS.sort]} in the ledger cannot be read: ${reason}`;
    throw new AuditTrailError('InvalidItem', message, { cause: error });
  }
}
