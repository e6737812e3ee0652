import { AuditTrailError } from '../../errors';
import { checkFile } from './check-file';
import type { CommitLog } from './commit-log';
import { listFiles } from './folder-state';
import { isMissingFile } from './fresh-state';
import { listLog, readCheckpoint, readCommit, Unsettled } from './read-state';

/**
 * Checks every file of a data folder: commits, checkpoints, and all files that the newest state names.
 * @returns one `DamagedFile` for each damaged file
 * @throws AuditTrailError `DamagedFile` when the log itself cannot be read, so that nothing is known of the
 * rest; `Configuration` when a file cannot be read
 */
export async function findDamage(log: CommitLog): Promise<AuditTrailError[]> {
  const state = await log.read();
  const { commits, checkpoints } = await listLog(log.folder);
  const damage: AuditTrailError[] = [];
  const collect = async (check: Promise<unknown>, isNeeded: () => Promise<boolean>) => {
    try {
      await check;
    } catch (thrown) {
      const error = thrown instanceof Unsettled ? thrown.damage : thrown;
      if (!(error instanceof AuditTrailError) || error.code !== 'DamagedFile') throw error;
      // What is missing may have been swept meanwhile.
      if (!isMissingFile(error) || (await isNeeded())) damage.push(error);
    }
  };
  // The log could be read, so whatever is missing from it since is covered by checkpoints.
  const isCovered = async () => false;
  for (const number of commits) await collect(readCommit(log.folder, number), isCovered);
  for (const number of checkpoints) await collect(readCheckpoint(log.folder, number), isCovered);
  for (const file of listFiles(state)) {
    const isNamed = async () => listFiles(await log.read()).some(({ path }) => path === file.path);
    await collect(checkFile(log.folder, file), isNamed);
  }
  return damage;
}
