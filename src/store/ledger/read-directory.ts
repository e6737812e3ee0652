import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { LEDGER_KEYS } from '../indexes';
import { serviceFailure } from '../service-failure';
import { type DirectoryEntry, type DirectoryKind, directoryKey, parseDirectoryItem } from './directory-item';

export interface DirectoryRange {
  readonly kind: DirectoryKind;
  /** Only tables of this name and what belongs to them: indexes, streams, backups, exports, imports. */
  readonly table?: string | undefined;
  /** Value of the entry to continue after. */
  readonly after?: string | undefined;
  /** Maximum number of entries. */
  readonly limit: number;
}

/**
 * Reads a page of the directory, ordered by value; resources are ordered by table first.
 * @returns `next`: the value to continue after; absent on the last page
 * @throws AuditTrailError `ServiceFailed`
 */
export async function readDirectoryPage(
  client: DynamoDBClient,
  ledgerTableName: string,
  { kind, table, after, limit }: DirectoryRange,
  abortSignal?: AbortSignal,
): Promise<{ readonly entries: readonly DirectoryEntry[]; readonly next?: string }> {
  const command = new QueryCommand({
    TableName: ledgerTableName,
    KeyConditionExpression: `${LEDGER_KEYS.partition} = :kind${
      table === undefined ? '' : ` AND begins_with(${LEDGER_KEYS.sort}, :prefix)`
    }`,
    ExpressionAttributeValues: {
      ':kind': { S: `directory/${kind}` },
      ...(table !== undefined && { ':prefix': { S: `${table}#` } }),
    },
    Limit: limit,
    ...(after !== undefined && { ExclusiveStartKey: directoryKey(kind, after) }),
  });
  const answer = await client
    .send(command, { ...(abortSignal && { abortSignal }) })
    .catch(serviceFailure(`Reading the list of ${kind}`, abortSignal));
  const entries = (answer.Items ?? []).map((item) => parseDirectoryItem(kind, item));
  const next = answer.LastEvaluatedKey && entries.at(-1)?.value;
  return { entries, ...(next !== undefined && { next }) };
}
