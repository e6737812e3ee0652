import { setTimeout as sleep } from 'node:timers/promises';
import { AuditTrailError } from '../errors';
import { mapLimit } from '../ingest/map-limit';
import { hasOutdatedEntries, type LedgerEntry } from '../store/ledger/ledger-item';
import { NEVER, type WrittenIndexes } from '../store/ledger/reindexed-coverage';
import { serviceFailure } from '../store/service-failure';
import { later, secondAfter } from '../time';
import { formatPlace } from '../trail/object-place';
import { countByEntries, countPastByRecords } from './activity-bound';
import { type EntryTarget, type FileWork, remakeFile } from './remake-file';

export interface EntryRun extends Omit<EntryTarget, 'countByRecords'> {
  /** Everything that the ledger has of log files. */
  readonly files: AsyncIterable<readonly LedgerEntry[]>;
  /** Range of `eventTime`: `since` is included, `until` is not. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** What the indexes held when the run began. */
  readonly written: WrittenIndexes;
  /** How long readers may go by what they know of the indexes. */
  readonly readersMs: number;
}

/** What a run has found of activity entries of earlier versions. Changed while it runs. */
export interface EntryCounts {
  /** Log files whose entries were made again, or would be. */
  files: number;
  /** Their compressed bytes. */
  bytes: number;
  /** Those of which calls move to other entries: until all are made again, no answer counts by entries of the past. */
  moved: number;
  /** Log files whose entries stay as they are. */
  left: number;
  /** The first ten of them, and why. */
  readonly leftExamples: { readonly file: string; readonly reason: string }[];
  writeUnits: number;
  readUnits: number;
}

export const noEntryCounts = (): EntryCounts => ({
  ...{ files: 0, bytes: 0, moved: 0, left: 0, leftExamples: [], writeUnits: 0, readUnits: 0 },
});

const MAXIMUM_EXAMPLES = 10;
/** Enough to hide latency. */
const FILES_AT_ONCE = 8;
/** The events of a larger file take much memory, so such files are read one after the other. */
const LARGE_BYTES = 2 ** 22;

/**
 * Makes the activity entries of earlier versions again, of all log files whose events lie in a range. For a deployment in which
 * each event has a record: these are not written again. Then calls are counted by entries where these say the same as records.
 * @param counts changed while it runs
 * @returns false if interrupted: what was begun is finished
 * @throws AuditTrailError `ServiceFailed`
 */
export async function remakeEntries(run: EntryRun, counts: EntryCounts): Promise<boolean> {
  const { client, ledgerTableName, signal, readersMs } = run;
  let counted: Promise<void> | undefined;
  const countByRecords = () => {
    counted ??= countPastByRecords(client, ledgerTableName).then(() =>
      sleep(readersMs, undefined, { signal }).catch(() => signal.throwIfAborted()),
    );
    return counted;
  };
  /** Later than all calls of files whose entries stay. */
  let outdatedUntil: string | undefined;
  const keep = ({ lastEventTime }: LedgerEntry): void => {
    outdatedUntil = later(
      outdatedUntil ?? '',
      lastEventTime === undefined ? NEVER : secondAfter(lastEventTime),
    );
  };
  const remake = async (file: LedgerEntry): Promise<void> => {
    if (signal.aborted) return;
    const fail = serviceFailure(`Making the activity entries of ${formatPlace(file)} again`, signal);
    const work = await remakeFile({ ...run, countByRecords }, file)
      .catch(leaveDamaged)
      .catch(fail)
      .catch(leaveInterrupted);
    // Whoever waits for the files must not go on while others of them are being written.
    if (work === undefined) return;
    count(counts, file, work);
    if (work.kind === 'left') keep(file);
  };
  const leaveInterrupted = (error: unknown): undefined => {
    if (!signal.aborted || error !== signal.reason) throw error;
  };
  try {
    for await (const batch of run.files) {
      const files: LedgerEntry[] = [];
      for (const file of batch.filter(hasOutdatedEntries)) {
        if (isWithin(file, run)) files.push(file);
        else keep(file);
      }
      await mapLimit(
        files.filter((file) => !isLarge(file)),
        FILES_AT_ONCE,
        remake,
      );
      await mapLimit(files.filter(isLarge), 1, remake);
    }
  } catch (error) {
    if (error !== signal.reason) throw error;
  }
  if (signal.aborted) return false;
  if (!run.dryRun) await countByEntries(client, ledgerTableName, run.written, outdatedUntil);
  return true;
}

/** Nobody can say what a damaged entry stands for, but others can still be made again. */
function leaveDamaged(error: unknown): FileWork {
  if (!(error instanceof AuditTrailError) || error.code !== 'InvalidItem') throw error;
  return { kind: 'left', reason: error.message, readUnits: 0 };
}

const isLarge = ({ inflatedBytes = 0 }: LedgerEntry): boolean => inflatedBytes > LARGE_BYTES;

/** Whether all events of a file are in the range: records outside of it keep their meaning. */
const isWithin = (
  { firstEventTime, lastEventTime }: LedgerEntry,
  { since, until }: Pick<EntryRun, 'since' | 'until'>,
): boolean =>
  (since === undefined || (firstEventTime !== undefined && firstEventTime >= since)) &&
  (until === undefined || (lastEventTime !== undefined && lastEventTime < until));

function count(counts: EntryCounts, file: LedgerEntry, work: FileWork): void {
  counts.readUnits += work.readUnits;
  if (work.kind === 'remade') {
    counts.files += 1;
    counts.bytes += file.compressedBytes ?? 0;
    if (work.isMoved) counts.moved += 1;
    counts.writeUnits += work.writeUnits;
  } else if (work.kind === 'left') {
    counts.left += 1;
    if (counts.leftExamples.length < MAXIMUM_EXAMPLES) {
      counts.leftExamples.push({ file: formatPlace(file), reason: work.reason });
    }
  }
}
