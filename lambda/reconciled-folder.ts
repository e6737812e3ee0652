import { toTrailFolder } from '../src/assure/aws/digest-place';
import type { CoverageDay, CoveragePlace } from '../src/assure/coverage/known-coverage';
import type { LatestCoverage } from '../src/assure/coverage/latest-coverage';

/** A folder with the log files of an account and Region. */
export interface ReconciledFolder extends CoveragePlace {
  readonly bucket: string;
  /** Ends with the Region and `/`. */
  readonly path: string;
  /** The folder of the trail: see `LatestCoverage`. */
  readonly trailFolder: string;
  /** Whether no digests are delivered beside it. */
  readonly isUndigested: boolean;
}

/** A trail that delivers to a folder, and what is known of its days. */
export interface ReconciledTrail {
  readonly latest: LatestCoverage;
  readonly days: readonly CoverageDay[];
}

export const toReconciledFolder = (
  bucket: string,
  path: string,
  place: CoveragePlace,
  isUndigested: boolean,
): ReconciledFolder => ({
  ...{ bucket, path, isUndigested, accountId: place.accountId, region: place.region },
  trailFolder: toTrailFolder({ bucket, key: path }),
});
