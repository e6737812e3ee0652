import { AuditTrailError } from '../errors';
import { claimFolder } from './folder/claim-folder';
import { CommitLog } from './folder/commit-log';
import { findDamage } from './folder/find-damage';

/**
 * Checks every file of a data folder against the hash in its commit.
 * @param dir path of the folder
 * @returns one `DamagedFile` for each damaged file; only one if the commits themselves cannot be read, because nothing
 *   is known of the rest then
 * @throws AuditTrailError `NotFound` if there is no data folder; `Configuration` if it cannot be read
 */
export async function checkDataFolder(dir: string): Promise<AuditTrailError[]> {
  try {
    return await findDamage(new CommitLog(claimFolder(dir, false)));
  } catch (error) {
    if (error instanceof AuditTrailError && error.code === 'DamagedFile') return [error];
    throw error;
  }
}
