import type { LocalFile } from './local-log-file';
import { type PlannedFile, planLocalFiles, type SkippedFile } from './planned-file';
import { createS3Client, listObjects, type S3Access, type S3Address } from './s3-objects';

/** What to ingest. */
export interface IngestSource {
  readonly files?: readonly LocalFile[] | undefined;
  /** Objects in S3. */
  readonly addresses?: readonly S3Address[] | undefined;
  readonly s3?: S3Access | undefined;
}

/** Files that are planned together. */
export interface Plan {
  readonly planned: readonly PlannedFile[];
  readonly skipped: readonly SkippedFile[];
  /** Number of objects that do not look like log files. */
  readonly others: number;
  /** Addresses in S3 that have log files. */
  readonly addresses: readonly S3Address[];
}

/** Objects that are planned together: enough to sort them by time, and not all that a bucket may have. */
const OBJECTS_AT_ONCE = 50_000;

/**
 * Finds out what there is to read.
 * @param atOnce how many files or objects are planned together at most, but for a page of a listing. Default: all files,
 * and 50,000 objects
 */
export async function* plan(
  source: IngestSource,
  signal: AbortSignal,
  atOnce?: number,
): AsyncGenerator<Plan> {
  const { files = [], addresses = [], s3 = {} } = source;
  for (let at = 0; at < files.length; at += atOnce ?? files.length) {
    yield { ...emptyPlan(), ...(await planLocalFiles(files.slice(at, atOnce && at + atOnce))) };
  }
  if (addresses.length === 0) return;
  const client = await createS3Client(s3);
  try {
    let next = emptyPlan();
    for (const address of addresses) {
      for await (const { planned, skipped, others } of listObjects(client, address, signal)) {
        next.planned.push(...planned);
        next.skipped.push(...skipped);
        next.others += others;
        if (planned.length > 0 && next.addresses.at(-1) !== address) next.addresses.push(address);
        if (next.planned.length < (atOnce ?? OBJECTS_AT_ONCE)) continue;
        yield next;
        next = emptyPlan();
      }
    }
    yield next;
  } finally {
    client.destroy();
  }
}

const emptyPlan = () => ({
  planned: [] as PlannedFile[],
  skipped: [] as SkippedFile[],
  others: 0,
  addresses: [] as S3Address[],
});
