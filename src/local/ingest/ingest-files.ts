import { AuditTrailError, toMessage } from '../../errors';
import type { IngestReport } from '../../ingest/ingest-report';
import { claimFolder } from '../folder/claim-folder';
import { CommitLog } from '../folder/commit-log';
import { sweep } from '../folder/sweep';
import { type MergeOptions, mergeFolder } from '../merge/merge-folder';
import { findDoneFiles } from './done-files';
import { IngestResults, type NamedFile } from './ingest-results';
import { thisMachine, toJobCount } from './job-count';
import { Lanes } from './lanes';
import { limitOldMemory } from './limit-old-memory';
import { limitYoungMemory } from './limit-young-memory';
import { LookupDatabase } from './lookup-database';
import { addSkipped, inReadingOrder, type PlannedFile, type SkippedCounts } from './planned-file';
import { type IngestSource, plan } from './plans';
import { formatPrefix } from './s3-objects';
import { SegmentCommitter } from './segment-committer';

/** The result of ingesting files. */
export interface IngestedFiles {
  readonly report: IngestReport;
  /** The files that failed, by name. */
  readonly errors: readonly NamedFile[];
  /** Number of files that are not log files of a trail. */
  readonly skipped: SkippedCounts;
  /** Number of objects in S3 that do not look like log files. */
  readonly others: number;
  /** Addresses in S3 without a log file. */
  readonly empty: readonly string[];
  /** Number of files that were read before with the same content. */
  readonly alreadyDone: number;
  /** Files that were ingested, and what is unusual about them. */
  readonly warnings: readonly NamedFile[];
}

export interface IngestOptions {
  /** Number of threads that read. @default - one for each core, as far as the memory allows */
  readonly jobs?: number | undefined;
  /** Read files that were read before, too. @default false */
  readonly again?: boolean | undefined;
  /** Aborted to end early: what was read is committed. @default - never */
  readonly signal?: AbortSignal | undefined;
  /** Called when it is known that more bytes are to be read. */
  readonly onPlan?: ((bytes: number) => void) | undefined;
  /** Called with the number of bytes that were read since the last call. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/**
 * Ingests log files on this machine, or in S3, into a data folder, which is created if it does not exist. A file
 * that fails is reported and does not stop the others. Another file of CloudTrail, or of another AWS service, is
 * skipped.
 * @throws AuditTrailError when the folder cannot be opened or written, or is damaged; when S3 cannot be listed
 */
export async function ingestFiles(
  dir: string,
  source: IngestSource,
  options: IngestOptions = {},
): Promise<IngestedFiles> {
  const { again = false, signal = new AbortController().signal } = options;
  // Objects live as long as their segment or plan, so a larger young generation only means that V8 copies them more often.
  limitYoungMemory();
  const log = new CommitLog(claimFolder(dir, true));
  // Merging needs the memory that reading has, so the databases and threads of reading are closed first.
  const { isShared, ingested } = await readFiles(log, source, options);
  if (signal.aborted) return ingested;
  const reason = await tidyFolder(log, { wholeLedger: again || isShared, signal });
  if (reason === undefined) return ingested;
  return { ...ingested, warnings: [...ingested.warnings, { file: dir, reason }] };
}

async function readFiles(
  log: CommitLog,
  source: IngestSource,
  { jobs, again = false, signal = new AbortController().signal, onPlan, onBytes = () => {} }: IngestOptions,
): Promise<{ isShared: boolean; ingested: IngestedFiles }> {
  const { folder } = log;
  const lookup = new LookupDatabase();
  let lanes: Lanes | undefined;
  try {
    const committer = new SegmentCommitter(log, lookup.connect, await log.read());
    const results = new IngestResults();
    const skipped: SkippedCounts = {};
    let alreadyDone = 0;
    let others = 0;
    const empty = new Set((source.addresses ?? []).map(formatPrefix));
    // A function of its own: variables of the loop would hold one plan in memory while the next is made.
    const read = async (planned: readonly PlannedFile[]): Promise<void> => {
      const ledgers = committer.state.ledgers.values();
      const { same, hashes } = await findDoneFiles(lookup.connect, folder, ledgers, planned);
      const done = again ? new Set<PlannedFile>() : same;
      alreadyDone += done.size;
      const remaining = inReadingOrder(planned.filter((file) => !done.has(file))).map((file) => ({
        doneHashes: hashes.get(file) ?? [],
        // Spread last: on Node 20, adding a property to a spread copy is 100 times slower.
        ...file,
      }));
      if (remaining.length === 0) return;
      const bytes = remaining.reduce((sum, file) => sum + file.bytes, 0);
      onPlan?.(bytes);
      const s3 = source.addresses?.length ? (source.s3 ?? {}) : undefined;
      const threads = { jobs: jobs ?? toJobCount(bytes, thisMachine()), signal, onBytes };
      lanes ??= await Lanes.open({ folder, committer, results, s3, ...threads });
      await lanes.run(remaining);
    };
    for await (const next of plan(source, signal)) {
      if (signal.aborted) break;
      addSkipped(skipped, next.skipped);
      others += next.others;
      for (const address of next.addresses) empty.delete(formatPrefix(address));
      await read(next.planned);
    }
    const { report, errors, warnings } = results;
    const ingested = { report, errors, warnings, skipped, others, empty: [...empty], alreadyDone };
    return { isShared: committer.isShared, ingested };
  } finally {
    await lanes?.close();
    await lookup.close();
  }
}

/**
 * Merges small files, and deletes what no commit needs any more.
 * @returns why that failed. What was ingested is committed, so the report must not be lost for it.
 * @throws AuditTrailError `DamagedFile`
 */
async function tidyFolder(log: CommitLog, options: MergeOptions): Promise<string | undefined> {
  // Nothing else of this process needs a large heap any more.
  limitOldMemory();
  try {
    await mergeFolder(log, options);
    await sweep(log);
    return undefined;
  } catch (error) {
    if (error instanceof AuditTrailError && error.code === 'DamagedFile') throw error;
    return `its small files could not be merged: ${toMessage(error)}. The next ingest tries again.`;
  }
}
