import type { CheckFile } from '../../assure/check-file';
import { CoverageFold, type FoldOptions } from '../../assure/coverage/fold-findings';
import type { Finding } from '../../assure/finding';
import { claimFolder } from '../folder/claim-folder';
import { CommitLog } from '../folder/commit-log';
import { sweep } from '../folder/sweep';
import { NamedFiles } from './named-files';
import { storeCoverage } from './store-coverage';

/** Follows a verification, and stores what it found in a data folder. */
export class CoverageRecorder {
  readonly #named = new NamedFiles();
  readonly #fold: CoverageFold;

  /**
   * @param dir path of the data folder
   * @param replacesAll whether what was stored before is damaged and therefore not kept
   */
  constructor(
    readonly dir: string,
    readonly options: FoldOptions,
    readonly replacesAll: boolean,
  ) {
    this.#fold = new CoverageFold(options);
  }

  /** Checks a file, and keeps what its digest says of it. */
  noting(checkFile: CheckFile): CheckFile {
    return this.#named.noting(checkFile);
  }

  add(finding: Finding): void {
    this.#fold.add(finding);
  }

  /**
   * Stores what was found, unless nothing was.
   * @throws AuditTrailError `Configuration` if the folder cannot be written; `DamagedFile`
   */
  async store(): Promise<void> {
    const days = this.#fold.finish();
    if (days.length === 0) return;
    const { range = {} } = this.options;
    const log = new CommitLog(claimFolder(this.dir, false));
    // Each verification leaves the files of the one before, and there may be no ingest for long.
    await sweep(log);
    await storeCoverage(log, { days, range, named: this.#named, replacesAll: this.replacesAll });
  }

  close(): Promise<void> {
    return this.#named.close();
  }
}
