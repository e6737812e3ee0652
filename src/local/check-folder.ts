import { AuditTrailError } from '../errors';
import { claimFolder } from './folder/claim-folder';
import { CommitLog } from './folder/commit-log';
import { findDamage, findFileDamage } from './folder/find-damage';
import { listAuditFiles, listCoverageFiles } from './folder/folder-state';

/** Damaged files of a data folder, one `DamagedFile` for each. */
export interface FolderDamage {
  /** Of what was ingested. Only one if the commits themselves cannot be read, because nothing is known of the rest then. */
  readonly audit: readonly AuditTrailError[];
  /** Of what was verified. The next verification replaces it. */
  readonly coverage: readonly AuditTrailError[];
}

/**
 * Checks every file of a data folder against the hash in its commit.
 * @param dir path of the folder
 * @throws AuditTrailError `NotFound` if there is no data folder; `Configuration` if it cannot be read
 */
export async function checkDataFolder(dir: string): Promise<FolderDamage> {
  try {
    const log = new CommitLog(claimFolder(dir, false));
    return {
      audit: await findDamage(log, listAuditFiles),
      coverage: await findFileDamage(log, ({ coverage }) => listCoverageFiles(coverage)),
    };
  } catch (error) {
    if (error instanceof AuditTrailError && error.code === 'DamagedFile') {
      return { audit: [error], coverage: [] };
    }
    throw error;
  }
}
