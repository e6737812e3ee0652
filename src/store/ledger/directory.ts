import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DayRangeWriter } from './day-range-writer';
import { type DirectoryEntry, directoryKey, parseDirectoryItem, toDirectoryItem } from './directory-item';
import type { NamedValues } from './named-values';

export type { DirectoryEntry, DirectoryKind } from './directory-item';

/** Writes the directory: every value that records name, with the days of its first and latest event. */
export interface Directory {
  /**
   * Records what stored records name. Writes only where the days of a value widen: a value known to this
   * process costs nothing, a new process reads it once, and each day that it is active costs one write.
   * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
   */
  upsert(named: NamedValues, signal?: AbortSignal): Promise<void>;
}

/** Opens the directory in the ledger table. Sends nothing before the first call. */
export const createDirectory = (client: DynamoDBClient, ledgerTableName: string): Directory =>
  new DayRangeWriter<DirectoryEntry>(client, ledgerTableName, {
    what: 'the directory',
    toId: ({ kind, value }) => `${kind}/${value}`,
    toKey: ({ kind, value }) => directoryKey(kind, value),
    toItem: toDirectoryItem,
    parse: parseDirectoryItem,
  });
