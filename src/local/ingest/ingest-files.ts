import { addOutcome, emptyReport, type IngestReport } from '../../ingest/ingest-report';
import { openDatabase } from '../duckdb/database';
import { claimFolder } from '../folder/claim-folder';
import { CommitLog } from '../folder/commit-log';
import { sweep } from '../folder/sweep';
import { mergeFolder } from '../merge/merge-folder';
import { findDoneFiles } from './done-files';
import type { FileResult } from './ingest-lane';
import { thisMachine, toJobCount } from './job-count';
import type { LocalFile } from './local-log-file';
import { inReadingOrder, type PlannedFile, planLocalFiles, type SkippedFile } from './planned-file';
import { runLanes } from './run-lanes';
import { SegmentCommitter } from './segment-committer';
import { findWarnings } from './warnings';

/** The result of ingesting files. */
export interface IngestedFiles {
  readonly report: IngestReport;
  /** The files that failed, by name. */
  readonly errors: readonly { readonly file: string; readonly reason: string }[];
  /** The files that are not log files of a trail. */
  readonly skipped: readonly SkippedFile[];
  /** Number of files that were read before with the same content. */
  readonly alreadyDone: number;
  /** Files that were ingested, and what is unusual about them. */
  readonly warnings: readonly { readonly file: string; readonly reason: string }[];
}

export interface IngestOptions {
  /** Number of threads that read. @default - one for each core, as far as the memory allows */
  readonly jobs?: number | undefined;
  /** Read files that were read before, too. @default false */
  readonly again?: boolean | undefined;
  /** Aborted to end early: what was read is committed. @default - never */
  readonly signal?: AbortSignal | undefined;
  /** Called once it is known how many bytes are to be read. */
  readonly onStart?: ((bytes: number) => void) | undefined;
  /** Called with the number of bytes that were read since the last call. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** MiB for the database that looks up what is stored. */
const LOOKUP_MEMORY_MIB = 100;

/**
 * Ingests log files on this machine into a data folder, which is created if it does not exist. A file that
 * fails is reported and does not stop the others. Another file of CloudTrail, or of another AWS service, is
 * skipped.
 * @throws AuditTrailError when the folder cannot be opened or written, or is damaged
 */
export async function ingestFiles(
  dir: string,
  files: readonly LocalFile[],
  {
    jobs,
    again = false,
    signal = new AbortController().signal,
    onStart,
    onBytes = () => {},
  }: IngestOptions = {},
): Promise<IngestedFiles> {
  const folder = claimFolder(dir, true);
  const log = new CommitLog(folder);
  const database = await openDatabase({ threads: 1, memoryMiB: LOOKUP_MEMORY_MIB });
  try {
    const { connection } = database;
    const state = await log.read();
    const { planned, skipped } = await planLocalFiles(files);
    const done = again
      ? new Set<PlannedFile>()
      : await findDoneFiles(connection, folder, state.ledgers.values(), planned);
    const remaining = inReadingOrder(planned.filter((file) => !done.has(file)));
    const bytes = remaining.reduce((sum, file) => sum + file.bytes, 0);
    onStart?.(bytes);
    const committer = new SegmentCommitter(log, connection, state);
    const results = await runLanes(remaining, {
      folder,
      committer,
      jobs: jobs ?? toJobCount(bytes, thisMachine()),
      signal,
      onBytes,
    });
    if (!signal.aborted) {
      await mergeFolder(log, { wholeLedger: again, signal });
      await sweep(log);
    }
    return { ...toIngestedFiles(results), skipped, alreadyDone: done.size };
  } finally {
    database.close();
  }
}

function toIngestedFiles(results: readonly FileResult[]) {
  const report = emptyReport();
  for (const { outcome } of results) addOutcome(report, outcome);
  return {
    report,
    errors: results.flatMap(({ name, outcome }) =>
      outcome.status === 'failed' ? [{ file: name, reason: outcome.reason }] : [],
    ),
    warnings: results.flatMap(({ name, outcome }) =>
      findWarnings(outcome).map((reason) => ({ file: name, reason })),
    ),
  };
}
