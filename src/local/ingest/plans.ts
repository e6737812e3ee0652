import type { LocalFile } from './local-log-file';
import { addSkipped, type PlannedFile, planLocalFiles, type SkippedCounts } from './planned-file';
import { createS3Client, listObjects, type S3Access, type S3Address } from './s3-objects';

/** What to ingest. */
export interface IngestSource {
  /** Files on this machine. Those that CloudTrail delivered must come first if there are more than are planned together. */
  readonly files?: Iterable<LocalFile> | AsyncIterable<LocalFile> | undefined;
  /** Objects in S3. */
  readonly addresses?: readonly S3Address[] | undefined;
  readonly s3?: S3Access | undefined;
}

/** Files that are planned together. */
export interface Plan {
  readonly planned: readonly PlannedFile[];
  readonly skipped: SkippedCounts;
  /** Number of objects that do not look like log files. */
  readonly others: number;
  /** Addresses in S3 that have log files. */
  readonly addresses: readonly S3Address[];
}

/** Files that are planned together: enough to sort them by time, and not all that a trail may have. 20,000 take 40 MB more. */
const FILES_AT_ONCE = 10_000;

/**
 * Finds out what there is to read.
 * @param atOnce how many files are planned together at most, but for a page of a listing
 */
export async function* plan(
  source: IngestSource,
  signal: AbortSignal,
  atOnce = FILES_AT_ONCE,
): AsyncGenerator<Plan> {
  const { files = [], addresses = [], s3 = {} } = source;
  let group: LocalFile[] = [];
  for await (const file of files) {
    if (signal.aborted) return;
    group.push(file);
    if (group.length < atOnce) continue;
    yield { ...emptyPlan(), ...(await planLocalFiles(group)) };
    group = [];
  }
  if (group.length > 0) yield { ...emptyPlan(), ...(await planLocalFiles(group)) };
  if (addresses.length === 0) return;
  const client = await createS3Client(s3);
  try {
    let next = emptyPlan();
    for (const address of addresses) {
      for await (const { planned, skipped, others } of listObjects(client, address, signal)) {
        next.planned.push(...planned);
        addSkipped(next.skipped, skipped);
        next.others += others;
        if (planned.length > 0 && next.addresses.at(-1) !== address) next.addresses.push(address);
        if (next.planned.length < atOnce) continue;
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
  skipped: {} as SkippedCounts,
  others: 0,
  addresses: [] as S3Address[],
});
