import { randomBytes } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { abortOptions } from '../abort-signal';
import { isWritten } from '../conditional-write';
import { LEDGER_KEYS } from '../indexes';
import { serviceFailure } from '../service-failure';

/** Key of the item of the ledger that holds the salt. */
export const ACTIVITY_SALT_KEY = { [LEDGER_KEYS.partition]: 'settings', [LEDGER_KEYS.sort]: 'activitySalt' };
const SALT_BYTES = 16;

/**
 * Reads the salt of the tokens in activity entries; `undefined` if none was made, so that there are no entries.
 * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
 */
export async function readActivitySalt(
  client: DynamoDBClient,
  TableName: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const { Item } = await DynamoDBDocumentClient.from(client)
    .send(new GetCommand({ TableName, Key: ACTIVITY_SALT_KEY, ConsistentRead: true }), abortOptions(signal))
    .catch(serviceFailure('Reading the salt of activity entries', signal));
  return typeof Item?.salt === 'string' ? Item.salt : undefined;
}

/**
 * Reads the salt, or makes it if there is none: once for a deployment, whoever writes first. Tokens made with another salt could
 * not be found, so it never changes.
 * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
 */
export async function ensureActivitySalt(
  client: DynamoDBClient,
  TableName: string,
  signal?: AbortSignal,
): Promise<string> {
  const known = await readActivitySalt(client, TableName, signal);
  if (known !== undefined) return known;
  const salt = randomBytes(SALT_BYTES).toString('base64url');
  const ConditionExpression = `attribute_not_exists(${LEDGER_KEYS.partition})`;
  const command = new PutCommand({ TableName, Item: { ...ACTIVITY_SALT_KEY, salt }, ConditionExpression });
  const write = DynamoDBDocumentClient.from(client).send(command, abortOptions(signal));
  await isWritten(write, serviceFailure('Writing the salt of activity entries', signal));
  return (await readActivitySalt(client, TableName, signal)) ?? salt;
}
