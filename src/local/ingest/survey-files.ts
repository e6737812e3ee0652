import { AuditTrailError } from '../../errors';
import { claimFolder } from '../folder/claim-folder';
import { CommitLog } from '../folder/commit-log';
import { findDoneFiles } from './done-files';
import { LookupDatabase } from './lookup-database';
import { countSkipped, type PlannedFile } from './planned-file';
import { type IngestSource, plan } from './plans';

/** What a part of a source has, compared with a data folder. */
export interface SurveyedFiles {
  /** Files that the data folder does not have. */
  readonly open: readonly PlannedFile[];
  readonly done: readonly PlannedFile[];
  /** Number of files and objects that are not log files of a trail. */
  readonly others: number;
}

/** Looking files up takes as long for few as for many. Of a million files, memory must not hold too many. */
const FILES_AT_ONCE = 10_000;

/**
 * Finds what `ingestFiles` would read, and reads and writes nothing.
 * @param dir data folder, which need not exist
 * @throws AuditTrailError as `ingestFiles`
 */
export async function* surveyFiles(
  dir: string,
  source: IngestSource,
  signal: AbortSignal,
): AsyncGenerator<SurveyedFiles> {
  const folder = findFolder(dir);
  const lookup = new LookupDatabase();
  try {
    const ledgers = folder === undefined ? [] : [...(await new CommitLog(folder).read()).ledgers.values()];
    for await (const { planned, skipped, others } of plan(source, signal, FILES_AT_ONCE)) {
      if (signal.aborted) return;
      const { same } = await findDoneFiles(lookup.connect, folder ?? dir, ledgers, planned);
      yield {
        open: planned.filter((file) => !same.has(file)),
        done: [...same],
        others: others + countSkipped(skipped),
      };
    }
  } finally {
    await lookup.close();
  }
}

function findFolder(dir: string): string | undefined {
  try {
    return claimFolder(dir, false);
  } catch (error) {
    if (error instanceof AuditTrailError && error.code === 'NotFound') return undefined;
    throw error;
  }
}
