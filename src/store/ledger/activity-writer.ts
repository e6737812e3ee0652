import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { EncodedEntry, EntryPlace } from '../../activity/activity-entry';
import { AuditTrailError } from '../../errors';
import { abortOptions } from '../abort-signal';
import { MAXIMUM_ATTEMPTS, waitBeforeRetry } from '../backoff';
import { LEDGER_KEYS } from '../indexes';
import { serviceFailure } from '../service-failure';
import { MAXIMUM_BATCH_ITEMS } from '../write/batch-request';
import { type BatchWriter, createBatchWriter } from '../write/batch-writer';
import { activityKey, type FileContent, toActivityItems, toFileName } from './activity-item';
import { readFileActivity } from './file-activity-item';
import { ledgerKey } from './file-key';
import { type LedgerEntry, parseLedgerItem } from './ledger-item';
import { KEYS_PER_READ, readItems } from './read-items';

/** A file and the activity entries that it has now. */
export interface FileEntries {
  readonly file: LedgerEntry;
  readonly entries: readonly EntryPlace[];
}

/** Writes the activity entries of log files. */
export interface ActivityWriter {
  /**
   * Writes the entries of a file. Those of files ingested at the same time share requests.
   * @param retentionDays days to keep them after the time of their events. Absent: forever.
   * @throws AuditTrailError `WriteFailed`, `OutOfTime`
   */
  write(
    entries: readonly EncodedEntry[],
    file: FileContent,
    retentionDays: number | undefined,
    signal?: AbortSignal,
  ): Promise<void>;
  /**
   * Deletes entries that the ledger lists for the same contents of these files, from before they were ingested again, unless they
   * are still theirs. Call it before the ledger is changed: what it lists is then deleted, even if this fails once.
   * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
   */
  removeFormer(files: readonly FileEntries[], signal?: AbortSignal): Promise<void>;
}

type Key = Record<string, string>;

/** Opens the activity entries in the ledger table. Sends nothing before the first call. */
export function createActivityWriter(client: DynamoDBClient, tableName: string): ActivityWriter {
  const keys = [LEDGER_KEYS.partition, LEDGER_KEYS.sort] as const;
  const writer: BatchWriter = createBatchWriter(client, tableName, { keys });
  const documents = DynamoDBDocumentClient.from(client);
  return {
    async write(entries, file, retentionDays, signal) {
      if (entries.length > 0) await writer.write(toActivityItems(entries, file, retentionDays), { signal });
    },
    async removeFormer(files, signal) {
      for (let start = 0; start < files.length; start += KEYS_PER_READ) {
        const part = files.slice(start, start + KEYS_PER_READ);
        const keys = new Map(
          part.map(({ file }): [string, Key] => [toName(ledgerKey(file)), ledgerKey(file)]),
        );
        const what = 'Looking up activity in the ledger';
        const items = await readItems(documents, tableName, [...keys.values()], what, signal);
        const kept = new Set(part.flatMap(({ file, entries }) => toKeys(file, entries).map(toName)));
        for (const item of items) {
          const former = await readFileActivity(documents, tableName, item, signal);
          const listed = toKeys(parseLedgerItem(item).entry, former?.entries ?? []);
          const removed = listed.filter((key) => !kept.has(toName(key)));
          await deleteItems(documents, tableName, removed, signal);
        }
      }
    },
  };
}

function toKeys(file: FileContent, entries: readonly EntryPlace[]): Key[] {
  const fileName = toFileName(file);
  return entries.map((entry) => activityKey(entry, fileName));
}

const toName = (key: Key): string => Object.values(key).join('\n');

async function deleteItems(
  documents: DynamoDBDocumentClient,
  tableName: string,
  keys: readonly Key[],
  signal: AbortSignal | undefined,
): Promise<void> {
  let left = keys.map((Key) => ({ DeleteRequest: { Key } }));
  for (let attempt = 0; left.length > 0; ) {
    const batch = left.slice(0, MAXIMUM_BATCH_ITEMS);
    const { UnprocessedItems = {} } = await documents
      .send(new BatchWriteCommand({ RequestItems: { [tableName]: batch } }), abortOptions(signal))
      .catch(serviceFailure('Deleting former activity from the ledger', signal));
    const unprocessed = Object.values(UnprocessedItems).flat() as typeof batch;
    left = [...unprocessed, ...left.slice(batch.length)];
    if (unprocessed.length === 0) continue;
    attempt = unprocessed.length < batch.length ? 1 : attempt + 1;
    if (attempt === MAXIMUM_ATTEMPTS && !signal) throw notDeleted(left.length, tableName);
    await waitBeforeRetry(attempt, signal);
  }
}

const notDeleted = (entries: number, tableName: string) =>
  new AuditTrailError(
    'ServiceFailed',
    `DynamoDB left ${entries} activity entries of ${tableName} undeleted in ${MAXIMUM_ATTEMPTS} attempts.`,
  );
