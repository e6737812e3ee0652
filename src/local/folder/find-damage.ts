import { AuditTrailError } from '../../errors';
import { checkFile } from './check-file';
import type { SegmentFile } from './commit';
import type { CommitLog } from './commit-log';
import { type FolderState, listFiles } from './folder-state';
import { isMissingFile } from './fresh-state';
import { listLog, readCheckpoint, readCommit, Unsettled } from './read-state';

/**
 * Checks every file of a data folder: commits, checkpoints, and all files that the newest state names.
 * @param list which files of the state to check. Default: all.
 * @returns one `DamagedFile` for each damaged file
 * @throws AuditTrailError `DamagedFile` when the log itself cannot be read, so that nothing is known of the
 * rest; `Configuration` when a file cannot be read
 */
export async function findDamage(log: CommitLog, list = listFiles): Promise<AuditTrailError[]> {
  await log.read();
  const { commits, checkpoints } = await listLog(log.folder);
  // The log could be read, so whatever is missing from it since is covered by checkpoints.
  const isCovered = async () => false;
  const damage: AuditTrailError[] = [];
  for (const number of commits) damage.push(...(await collect(readCommit(log.folder, number), isCovered)));
  for (const number of checkpoints) {
    damage.push(...(await collect(readCheckpoint(log.folder, number), isCovered)));
  }
  return [...damage, ...(await findFileDamage(log, list))];
}

/** Does the same for files that the newest state names, without commits and checkpoints. */
export async function findFileDamage(
  log: CommitLog,
  list: (state: FolderState) => readonly SegmentFile[],
): Promise<AuditTrailError[]> {
  const damage: AuditTrailError[] = [];
  for (const file of list(await log.read())) {
    const isNamed = async () => list(await log.read()).some(({ path }) => path === file.path);
    damage.push(...(await collect(checkFile(log.folder, file), isNamed)));
  }
  return damage;
}

/** @returns the damage, if a check finds any */
async function collect(
  check: Promise<unknown>,
  isNeeded: () => Promise<boolean>,
): Promise<readonly AuditTrailError[]> {
  try {
    await check;
    return [];
  } catch (thrown) {
    const error = thrown instanceof Unsettled ? thrown.damage : thrown;
    if (!(error instanceof AuditTrailError) || error.code !== 'DamagedFile') throw error;
    // What is missing may have been swept meanwhile.
    return !isMissingFile(error) || (await isNeeded()) ? [error] : [];
  }
}
