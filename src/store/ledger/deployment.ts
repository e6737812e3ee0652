import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { abortOptions } from '../abort-signal';
import { LEDGER_KEYS } from '../indexes';
import { serviceFailure } from '../service-failure';

const KEY = { [LEDGER_KEYS.partition]: 'settings', [LEDGER_KEYS.sort]: 'deployment' };

/**
 * Reads what the deployment consists of, as it was recorded; `undefined` if no function has recorded it.
 * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
 */
export async function readDeployment(
  client: DynamoDBClient,
  ledgerTableName: string,
  abortSignal?: AbortSignal,
): Promise<unknown> {
  const { Item } = await DynamoDBDocumentClient.from(client)
    .send(new GetCommand({ TableName: ledgerTableName, Key: KEY }), abortOptions(abortSignal))
    .catch(serviceFailure('Reading the settings of the deployment', abortSignal));
  return Item?.deployment === undefined ? undefined : JSON.parse(Item.deployment);
}

/**
 * Records what the deployment consists of, so that whoever knows the ledger finds the rest. Writes only if it changed.
 * @param names values by the names of the outputs of the stack
 * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
 */
export async function recordDeployment(
  client: DynamoDBClient,
  ledgerTableName: string,
  names: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<void> {
  const deployment = JSON.stringify(names);
  if (JSON.stringify(await readDeployment(client, ledgerTableName, signal)) === deployment) return;
  await DynamoDBDocumentClient.from(client)
    .send(new PutCommand({ TableName: ledgerTableName, Item: { ...KEY, deployment } }), abortOptions(signal))
    .catch(serviceFailure('Writing the settings of the deployment', signal));
}
