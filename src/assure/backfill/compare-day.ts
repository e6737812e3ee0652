import type { S3Client } from '@aws-sdk/client-s3';
import { classifyObjectKey, parseDeliveryTime } from '../../trail/object-key';
import type { DayFolder } from '../aws/day-folders';
import { type ListedObject, listPages } from '../aws/list-objects';
import type { LedgerRange } from '../known-files';

/** What the ledger has of one content of a log file, or of a failed attempt. */
export interface LedgerFile {
  readonly key: string;
  readonly etag: string;
  readonly status: 'done' | 'failed';
  readonly error?: string | undefined;
  /** ISO 8601. */
  readonly finishedAt: string;
  /** Why somebody decided that the file stays a gap. */
  readonly discarded?: string | undefined;
}

/** Reads the entries of some files of one day, in any order. */
export type ReadLedger = (
  range: LedgerRange & { readonly keys: readonly string[] },
) => AsyncIterable<LedgerFile>;

/**
 * A log file in the bucket. `done`: its content is ingested. `discarded`: somebody decided that it stays a gap.
 * `failed`: the last attempt failed. `missing`: the ledger does not know this content.
 */
export interface ComparedFile extends ListedObject {
  readonly state: 'done' | 'discarded' | 'failed' | 'missing';
  /** Why it failed, or why it was discarded. */
  readonly error?: string | undefined;
  /** When the last attempt failed. */
  readonly failedAt?: string | undefined;
}

/** A part of the log files of a day. */
export interface ComparedPage {
  readonly files: readonly ComparedFile[];
  /** Number of objects that are not log files. */
  readonly others: number;
}

/** The bucket, and the time of delivery, as texts such as `2026-03-14T10:00:00Z`. */
export interface DayRange {
  readonly bucket: string;
  readonly since?: string | undefined;
  readonly until: string;
  /** Role that reads the bucket, for messages. */
  readonly readRoleArn?: string | undefined;
  /** Aborted to end early. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Compares the log files of a day with the ledger. Reads the ledger in step with the listing, so that memory holds
 * 1,000 files, however many a day has.
 * @throws AuditTrailError `ServiceFailed`; the reason of the signal
 */
export async function* compareDay(
  client: S3Client,
  readLedger: ReadLedger,
  { path, accountId, region, day }: DayFolder,
  range: DayRange,
): AsyncGenerator<ComparedPage> {
  const { bucket, readRoleArn, signal } = range;
  for await (const { objects } of listPages(client, { bucket, prefix: path, readRoleArn, signal })) {
    const logFiles = objects.filter(({ key }) => classifyObjectKey(key).kind === 'log-file');
    const wanted = logFiles.filter(({ key }) => isDeliveredWithin(key, range));
    const keys = wanted.map(({ key }) => key);
    const entries = new Map<string, LedgerFile[]>();
    for await (const entry of readLedger({ bucket, accountId, region, since: day, until: day, keys })) {
      const known = entries.get(entry.key);
      if (known) known.push(entry);
      else entries.set(entry.key, [entry]);
    }
    const files = wanted.map((object) => compareFile(object, entries.get(object.key) ?? []));
    yield { files, others: objects.length - logFiles.length };
  }
}

/** A file whose name has no time counts by its day alone. */
function isDeliveredWithin(key: string, { since, until }: DayRange): boolean {
  const time = parseDeliveryTime(key);
  if (time === undefined) return true;
  return (since === undefined || time >= Date.parse(since)) && time < Date.parse(until);
}

/** An object that was replaced since it was ingested has another ETag. Old entries have none. */
function compareFile(object: ListedObject, entries: readonly LedgerFile[]): ComparedFile {
  if (entries.some(({ status, etag }) => status === 'done' && (etag === object.etag || etag === ''))) {
    return { ...object, state: 'done' };
  }
  const failure = entries.find(({ status }) => status === 'failed');
  if (!failure) return { ...object, state: 'missing' };
  const { error, discarded, finishedAt: failedAt } = failure;
  if (discarded !== undefined) return { ...object, state: 'discarded', error: discarded };
  return { ...object, state: 'failed', error, failedAt };
}
