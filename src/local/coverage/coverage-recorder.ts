import type { CheckFile } from '../../assure/check-file';
import { CoverageFold, type FoldOptions } from '../../assure/coverage/fold-findings';
import type { TrailLogging } from '../../assure/coverage/trail-logging';
import type { Finding } from '../../assure/finding';
import { type SavedTrail, toSavedLogging } from '../../assure/trails/saved-trail';
import type { TrailChange } from '../../assure/trails/trail-changes';
import { parseDigestKey } from '../../trail/digest-key';
import { parseLocation } from '../../trail/object-place';
import { claimFolder } from '../folder/claim-folder';
import { CommitLog } from '../folder/commit-log';
import { sweep } from '../folder/sweep';
import { NamedFiles } from './named-files';
import { storeCoverage } from './store-coverage';

/** What is known of trails beside their digests. */
export interface KnownTrails {
  readonly saved: readonly SavedTrail[];
  /** Calls that changed trails, in order. */
  readonly changes: readonly TrailChange[];
}

/** Follows a verification, and stores what it found in a data folder. */
export class CoverageRecorder {
  readonly #named = new NamedFiles();
  readonly #fold: CoverageFold;
  readonly #ofOrganization = new Set<string>();

  /**
   * @param dir path of the data folder
   * @param replacesAll whether what was stored before is damaged and therefore not kept
   */
  constructor(
    readonly dir: string,
    readonly options: FoldOptions,
    readonly replacesAll: boolean,
    readonly known: KnownTrails,
  ) {
    this.#fold = new CoverageFold(options);
  }

  /** Checks a file, and keeps what its digest says of it. */
  noting(checkFile: CheckFile): CheckFile {
    return this.#named.noting(checkFile);
  }

  add(finding: Finding): void {
    this.#fold.add(finding);
    if (finding.kind !== 'digest' || finding.state !== 'valid' || finding.trail === undefined) return;
    const { key } = parseLocation(finding.object);
    if (parseDigestKey(key)?.organizationId !== undefined) this.#ofOrganization.add(finding.trail);
  }

  /**
   * Stores what was found, unless nothing was.
   * @returns why saved event selectors are not used, as sentences
   * @throws AuditTrailError `Configuration` if the folder cannot be written; `DamagedFile`
   */
  async store(): Promise<readonly string[]> {
    const days = this.#fold.finish();
    if (days.length === 0) return [];
    const { range = {} } = this.options;
    const { saved, changes } = this.known;
    const found = saved.map((trail) => ({
      trail,
      logging: toSavedLogging(trail, { days, ofOrganization: this.#ofOrganization, changes }),
    }));
    const trails = found.flatMap(({ logging }): TrailLogging[] =>
      typeof logging === 'string' ? [] : [logging],
    );
    const log = new CommitLog(claimFolder(this.dir, false));
    // Each verification leaves the files of the one before, and there may be no ingest for long.
    await sweep(log);
    await storeCoverage(log, { days, range, named: this.#named, trails, replacesAll: this.replacesAll });
    return found.flatMap(({ trail, logging }) =>
      typeof logging === 'string'
        ? [`When ${trail.trailArn} logged what its event selectors say is not known: ${logging}.`]
        : [],
    );
  }

  close(): Promise<void> {
    return this.#named.close();
  }
}
