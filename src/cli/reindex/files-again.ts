import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ListedObject } from '../../assure/aws/list-objects';
import { FileSender } from '../../assure/backfill/file-sender';
import type { AuditStore } from '../../query/audit-store';
import { hasOutdatedEntries, type LedgerEntry } from '../../store/ledger/ledger-item';
import { type Deployment, requireName } from '../shell/deployment';
import { queueOpener } from '../shell/queues';
import type { ReindexRange } from './options';

export interface FilesAgain extends ReindexRange {
  readonly client: DynamoDBClient;
  readonly store: Pick<AuditStore, 'files'>;
  readonly readDeployment: () => Promise<Deployment>;
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
}

/**
 * Sends the log files to the ingest queue that have activity entries of an earlier version of the meaning: entries are made of
 * log files, and only ingesting them again gives events without a record the meaning of this version.
 * @returns how many there are
 * @throws AuditTrailError `ServiceFailed`, `OutOfTime`; `Configuration` if nothing names the queue
 */
export async function sendFilesAgain({ client, store, readDeployment, ...run }: FilesAgain): Promise<number> {
  const { dryRun, signal } = run;
  const senders = new Map<string, FileSender>();
  const openSender = async (bucket: string): Promise<FileSender> => {
    const known = senders.get(bucket);
    if (known) return known;
    const open = await queueOpener(client);
    const queue = open(requireName(await readDeployment(), 'IngestQueueUrl'));
    const sender = new FileSender({ queue, bucket, signal });
    senders.set(bucket, sender);
    return sender;
  };
  let files = 0;
  for await (const batch of store.files({ signal })) {
    const entries = batch.files.flatMap((file) => file.entries.filter((entry) => isOutdated(entry, run)));
    files += entries.length;
    if (dryRun) continue;
    for (const [bucket, objects] of toObjects(entries)) await (await openSender(bucket)).send(objects);
  }
  return files;
}

const isOutdated = (entry: LedgerEntry, { since, until }: ReindexRange): boolean =>
  hasOutdatedEntries(entry) &&
  (since === undefined || (entry.lastEventTime ?? since) >= since) &&
  (until === undefined || (entry.firstEventTime ?? '') < until);

function toObjects(entries: readonly LedgerEntry[]): Map<string, ListedObject[]> {
  const byBucket = new Map<string, ListedObject[]>();
  for (const { bucket, key, etag, compressedBytes = 0 } of entries) {
    const objects = byBucket.get(bucket) ?? [];
    objects.push({ key, etag, bytes: compressedBytes });
    byBucket.set(bucket, objects);
  }
  return byBucket;
}
