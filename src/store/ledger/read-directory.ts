import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { abortOptions } from '../abort-signal';
import { LEDGER_KEYS } from '../indexes';
import { serviceFailure } from '../service-failure';
import {
  boundedEntry,
  type DirectoryEntry,
  type DirectoryKind,
  directoryBook,
  directoryKey,
  parseDirectoryItem,
} from './directory-item';

export interface DirectoryRange {
  readonly kind: DirectoryKind;
  /** Only tables of this name and what belongs to them: indexes, streams, backups, exports, imports. */
  readonly table?: string | undefined;
  /** Only values that begin with this; of resources, those whose table's name does. Excludes `table`. */
  readonly prefix?: string | undefined;
  /** Only this value. Excludes `table` and `prefix`. */
  readonly value?: string | undefined;
  /** Value of the entry to continue after. */
  readonly after?: string | undefined;
  /** Maximum number of entries. */
  readonly limit: number;
}

/**
 * Reads a page of the directory, ordered by value; resources are ordered by table first.
 * @returns `next`: the value to continue after; absent on the last page
 * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
 */
export async function readDirectoryPage(
  documents: DynamoDBDocumentClient,
  ledgerTableName: string,
  range: DirectoryRange,
  signal?: AbortSignal,
): Promise<{ readonly entries: readonly DirectoryEntry[]; readonly next?: string }> {
  const { kind, after, limit } = range;
  const bound = toEntryBound(range);
  const command = new QueryCommand({
    TableName: ledgerTableName,
    KeyConditionExpression: `${LEDGER_KEYS.partition} = :kind${bound ? ` AND ${bound.condition}` : ''}`,
    ExpressionAttributeValues: {
      ':kind': directoryBook(kind),
      ...(bound && { ':entry': bound.entry }),
    },
    Limit: limit,
    ...(after !== undefined && { ExclusiveStartKey: directoryKey(kind, after) }),
  });
  const answer = await documents
    .send(command, abortOptions(signal))
    .catch(serviceFailure(`Reading the list of ${kind}`, signal));
  const entries = (answer.Items ?? []).map(parseDirectoryItem);
  const next = answer.LastEvaluatedKey && entries.at(-1)?.value;
  return { entries, ...(next !== undefined && { next }) };
}

/** The condition on the sort key. */
function toEntryBound({ kind, table, prefix, value }: DirectoryRange) {
  if (value !== undefined) {
    return { condition: `${LEDGER_KEYS.sort} = :entry`, entry: directoryKey(kind, value)[LEDGER_KEYS.sort] };
  }
  const start = table === undefined ? prefix : `${table}#`;
  if (start === undefined || start === '') return undefined;
  // A start that is too long for a key becomes one that no key has.
  return { condition: `begins_with(${LEDGER_KEYS.sort}, :entry)`, entry: boundedEntry(start) };
}
