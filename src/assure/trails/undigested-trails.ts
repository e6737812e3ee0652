import { parseArn } from '../../audit/arn';
import { toMessage } from '../../errors';
import type { CoveragePlace } from '../coverage/known-coverage';
import type { ListedTrail, TrailReader } from './trail-reader';

/** Where a trail without log file validation delivers: log files that no digest names. */
export interface UndigestedTrail {
  readonly trailArn: string;
  /** `s3://bucket/`, the prefix, and `AWSLogs/`. The folder of an organization's trail is below it. */
  readonly folder: string;
  readonly isOrganizationTrail: boolean;
  /** Its only Region. Absent if it logs all. */
  readonly region?: string | undefined;
}

/** Trails that were found, and why others may be missing. */
export interface FoundUndigested {
  readonly trails: readonly UndigestedTrail[];
  readonly failures: readonly string[];
}

/**
 * Asks CloudTrail for trails without log file validation, in each Region: trails of one Region are listed in no other.
 * Trails of other accounts are listed only if they are the organization's.
 */
export async function findUndigestedTrails(
  reader: TrailReader,
  regions: Iterable<string>,
): Promise<FoundUndigested> {
  const trails = new Map<string, UndigestedTrail>();
  const failures: string[] = [];
  for (const region of regions) {
    try {
      const listed = await reader.list(region);
      for (const trail of listed) if (!trail.hasDigests) trails.set(trail.trailArn, toUndigested(trail));
    } catch (error) {
      failures.push(toMessage(error));
    }
  }
  return { trails: [...trails.values()], failures };
}

const toUndigested = (trail: ListedTrail): UndigestedTrail => ({
  trailArn: trail.trailArn,
  folder: `s3://${trail.bucketName}/${trail.prefix ? `${trail.prefix}/` : ''}AWSLogs/`,
  isOrganizationTrail: trail.isOrganizationTrail,
  ...(!trail.isMultiRegion && { region: trail.homeRegion }),
});

/** Whether one of some trails without digests delivers log files of a place to a folder: see `LatestCoverage`. */
export const deliversUndigested = (
  trails: readonly UndigestedTrail[],
  { folder, accountId, region }: CoveragePlace & { readonly folder: string },
): boolean =>
  trails.some(
    (trail) =>
      (trail.region ?? region) === region &&
      (trail.isOrganizationTrail
        ? folder.startsWith(`${trail.folder}o-`)
        : folder === trail.folder && parseArn(trail.trailArn)?.account === accountId),
  );
