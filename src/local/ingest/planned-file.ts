import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { LogFile } from '../../ingest/file-entries';
import { mapLimit } from '../../ingest/map-limit';
import {
  isDeliveredLogFile,
  localObjectKey,
  parseDeliveryTime,
  type SkipReason,
} from '../../trail/object-key';
import { type LocalFile, toLocalEtag } from './local-log-file';

/** A log file to read, as it is handed to a worker. */
export interface PlannedFile {
  /** For messages: a path, or the address of an object. */
  readonly name: string;
  readonly bucket: string;
  readonly key: string;
  readonly place: LogFile;
  /** Whether it must have the form in which CloudTrail delivers log files. */
  readonly isDelivered: boolean;
  /** Identifies the content when the file was found. Absent if the file cannot be read. */
  readonly etag?: string;
  readonly bytes: number;
  /** SHA-256 of each content with which a delivered file was read before. */
  readonly doneHashes?: readonly string[];
  /** A file on this machine. */
  readonly local?: LocalFile;
}

/** Why a file is not read. `digest-metadata`: it was saved beside a digest, for `verify`. */
export type SkippedReason = SkipReason | 'digest-metadata';

/** Number of files that are not log files of a trail. */
export type SkippedCounts = Partial<Record<SkippedReason, number>>;

const SAVED_METADATA = /\.metadata\.json$/;

export const toSkippedReason = (name: string, reason: SkipReason): SkippedReason =>
  reason === 'digest' && SAVED_METADATA.test(name) ? 'digest-metadata' : reason;

/** Why a file on this machine is not read, or undefined if it may be a log file. */
export function findSkippedReason(name: string): SkippedReason | undefined {
  const { object } = localObjectKey(resolve(name));
  return object.kind === 'skipped' ? toSkippedReason(name, object.reason) : undefined;
}

export function addSkipped(counts: SkippedCounts, more: SkippedCounts): void {
  for (const [reason, count] of Object.entries(more) as [SkippedReason, number][]) {
    counts[reason] = (counts[reason] ?? 0) + count;
  }
}

export const countSkipped = (counts: SkippedCounts): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** Bucket name of every file on this machine. */
const LOCAL_BUCKET = 'local';
const FILES_AT_ONCE = 16;

/** Finds out the key, content and size of files on this machine. */
export async function planLocalFiles(
  files: readonly LocalFile[],
): Promise<{ planned: PlannedFile[]; skipped: SkippedCounts }> {
  const planned: PlannedFile[] = [];
  const skipped: SkippedCounts = {};
  await mapLimit(files, FILES_AT_ONCE, async (local) => {
    const { name } = local;
    const path = resolve(name);
    const { key, object } = localObjectKey(path);
    if (object.kind === 'skipped') {
      addSkipped(skipped, { [toSkippedReason(name, object.reason)]: 1 });
      return;
    }
    // A file that cannot be read is reported when it is opened.
    const stats = await stat(local.path).catch(() => undefined);
    planned.push({
      name,
      bucket: LOCAL_BUCKET,
      key,
      place: object,
      isDelivered: isDeliveredLogFile(path),
      bytes: local.entry?.compressedSize ?? stats?.size ?? 0,
      local,
      ...(stats && { etag: toLocalEtag(stats, local.entry) }),
    });
  });
  return { planned, skipped };
}

/** As text that sorts by time. */
function toDeliveryTime({ key, place }: PlannedFile): string {
  const time = parseDeliveryTime(key);
  return time === undefined ? place.day : new Date(time).toISOString();
}

/**
 * The order in which files are read. Those that CloudTrail delivered come first, so that copies of their events
 * in other files are known to be copies. Then the time of delivery decides, so that each segment covers a
 * short time.
 */
export const inReadingOrder = (files: readonly PlannedFile[]): PlannedFile[] =>
  files
    .map((file) => ({ file, order: `${file.isDelivered ? 0 : 1} ${toDeliveryTime(file)} ${file.key}` }))
    .sort((one, other) => (one.order < other.order ? -1 : one.order > other.order ? 1 : 0))
    .map(({ file }) => file);
