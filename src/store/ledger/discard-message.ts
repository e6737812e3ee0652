import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { LEDGER_KEYS } from '../indexes';
import { serviceFailure } from '../service-failure';
import { boundedString } from '../storable-record';

/** The partition key of messages that named no log file and were discarded. */
const BOOK = 'discarded';
const MAXIMUM_BODY_BYTES = 100_000;

/** A message that names no log file. */
export interface DiscardedMessage {
  readonly id: string;
  readonly body: string;
  readonly because: string;
  /** ISO 8601. */
  readonly discardedAt: string;
}

/**
 * Keeps a message that named no log file, and why it was discarded.
 * @throws AuditTrailError `ServiceFailed`
 */
export async function recordDiscardedMessage(
  client: DynamoDBClient,
  tableName: string,
  { id, body, because, discardedAt }: DiscardedMessage,
): Promise<void> {
  const Item = {
    [LEDGER_KEYS.partition]: BOOK,
    [LEDGER_KEYS.sort]: id,
    ...{ because, discardedAt, body: boundedString(body, MAXIMUM_BODY_BYTES) },
  };
  await DynamoDBDocumentClient.from(client)
    .send(new PutCommand({ TableName: tableName, Item }))
    .catch(serviceFailure(`Noting the discarded message ${id} in the ledger`));
}
