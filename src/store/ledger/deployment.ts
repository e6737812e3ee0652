import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { abortOptions } from '../abort-signal';
import { LEDGER_KEYS } from '../indexes';
import { serviceFailure } from '../service-failure';

/** A setting of the deployment, as JSON in the attribute of its name: each has one writer. */
type Setting = 'deployment' | 'sources';

const toKey = (setting: Setting) => ({
  [LEDGER_KEYS.partition]: 'settings',
  [LEDGER_KEYS.sort]: setting,
});

async function readSetting(
  client: DynamoDBClient,
  ledgerTableName: string,
  setting: Setting,
  abortSignal?: AbortSignal,
): Promise<unknown> {
  const { Item } = await DynamoDBDocumentClient.from(client)
    .send(new GetCommand({ TableName: ledgerTableName, Key: toKey(setting) }), abortOptions(abortSignal))
    .catch(serviceFailure('Reading the settings of the deployment', abortSignal));
  return Item?.[setting] === undefined ? undefined : JSON.parse(Item[setting]);
}

/** Writes only if it changed. */
async function recordSetting(
  client: DynamoDBClient,
  ledgerTableName: string,
  setting: Setting,
  value: unknown,
  signal?: AbortSignal,
): Promise<void> {
  const json = JSON.stringify(value);
  if (JSON.stringify(await readSetting(client, ledgerTableName, setting, signal)) === json) return;
  const Item = { ...toKey(setting), [setting]: json };
  await DynamoDBDocumentClient.from(client)
    .send(new PutCommand({ TableName: ledgerTableName, Item }), abortOptions(signal))
    .catch(serviceFailure('Writing the settings of the deployment', signal));
}

/**
 * Reads what the deployment consists of, as it was recorded; `undefined` if no function has recorded it.
 * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
 */
export const readDeployment = (
  client: DynamoDBClient,
  ledgerTableName: string,
  signal?: AbortSignal,
): Promise<unknown> => readSetting(client, ledgerTableName, 'deployment', signal);

/**
 * Records what the deployment consists of, so that whoever knows the ledger finds the rest.
 * @param names values by the names of the outputs of the stack
 * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
 */
export const recordDeployment = (
  client: DynamoDBClient,
  ledgerTableName: string,
  names: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<void> => recordSetting(client, ledgerTableName, 'deployment', names, signal);

/**
 * Reads the buckets and prefixes of the sources, as they were recorded; `undefined` if no function has recorded them.
 * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
 */
export const readSources = (
  client: DynamoDBClient,
  ledgerTableName: string,
  signal?: AbortSignal,
): Promise<unknown> => readSetting(client, ledgerTableName, 'sources', signal);

/**
 * Records the buckets and prefixes of the sources. They may not fit into the environment of the ingest function,
 * which records the rest.
 * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
 */
export const recordSources = (
  client: DynamoDBClient,
  ledgerTableName: string,
  sources: unknown,
  signal?: AbortSignal,
): Promise<void> => recordSetting(client, ledgerTableName, 'sources', sources, signal);
