import type { S3Client } from '@aws-sdk/client-s3';
import { AuditTrailError } from '../../errors';
import { formatPlace, type ObjectPlace, parseLocation } from '../../trail/object-place';
import { parseRegionFolder } from '../../trail/region-folder';
import { type ArrivedDigest, parseArrivedDigest } from '../assess-place';
import type { LatestCoverage } from '../coverage/latest-coverage';
import type { TrailSource } from '../trail-source';
import { listPages } from './list-objects';
import { toKeyRange, trailBucket } from './trail-bucket';

/** How to see the account and Region of a digest. */
export interface DigestPlaceOptions {
  /** Whether an object belongs to what may be read. No request is made for any other. */
  readonly mayRead: (place: ObjectPlace) => boolean;
  /** Lists log files instead of the bucket: those that were ingested. */
  readonly listLogFiles: TrailSource['listLogFiles'];
  /** Whether to know this digest only, and those that it leads to, instead of all in its folder. */
  readonly isAlone: boolean;
}

/**
 * The account and Region of one digest as a source.
 * @throws AuditTrailError from its methods: those of `trailBucket`; `ObjectUnavailable` for an object that must not be
 *   read
 */
export function digestPlace(
  client: S3Client,
  digest: ObjectPlace,
  { mayRead, listLogFiles, isAlone }: DigestPlaceOptions,
): TrailSource {
  const { bucket, key } = digest;
  const source = trailBucket(client, { bucket, prefix: '' });
  const folder = toDigestFolder(key);
  const guard =
    <Result>(read: (place: ObjectPlace) => Promise<Result>) =>
    async (place: ObjectPlace): Promise<Result> => {
      if (!mayRead(place)) throw outside(place);
      return read(place);
    };
  return {
    async *listPlaces() {
      if (folder) yield folder;
    },
    async *listDigests(_place, days = {}) {
      if (isAlone || !folder) yield digest;
      else {
        const listing = { bucket, prefix: folder.path, ...toKeyRange(folder, days) };
        for await (const { objects } of listPages(client, listing)) {
          for (const { key: listed } of objects) yield { bucket, key: listed };
        }
      }
    },
    listLogFiles,
    openDigest: guard(source.openDigest),
    openLogFile: guard(source.openLogFile),
    hasLogFile: guard(source.hasLogFile),
    toLocation: formatPlace,
  };
}

/** The folder of all digests of the account and Region of a digest. */
function toDigestFolder(key: string) {
  const folder = parseRegionFolder(key);
  if (folder?.kind !== 'CloudTrail-Digest') return undefined;
  const start = `/CloudTrail-Digest/${folder.region}/`;
  return { ...folder, path: key.slice(0, key.lastIndexOf(start) + start.length) };
}

const outside = (place: ObjectPlace) =>
  new AuditTrailError('ObjectUnavailable', `${formatPlace(place)} is not in a source of this audit`);

/** The folder of the log files of the account and Region of a digest. */
export const toLogFolder = (key: string): string | undefined =>
  toDigestFolder(key)?.path.replace(/\/CloudTrail-Digest\/([^/]+)\/$/, '/CloudTrail/$1/');

/** The folder of the trail of an object, with those of all its accounts: `s3://bucket/`, and the key to `AWSLogs/`. */
export const toTrailFolder = ({ bucket, key }: ObjectPlace): string => {
  const { root = '', organizationId } = parseRegionFolder(key) ?? {};
  return `s3://${bucket}/${root}AWSLogs/${organizationId ? `${organizationId}/` : ''}`;
};

/**
 * The digest of a trail in an account and Region with this end, whether it exists or not.
 * @param folder the folder of the trail, as `toTrailFolder` says it
 */
export function toDigest(
  { accountId, region, trail, folder }: Pick<LatestCoverage, 'accountId' | 'region' | 'trail' | 'folder'>,
  endTime: string,
): ArrivedDigest | undefined {
  const { bucket, key } = parseLocation(folder);
  const at = trail.lastIndexOf('@');
  const [name, homeRegion] = [trail.slice(0, at), trail.slice(at + 1)];
  const path = `${key}${accountId}/CloudTrail-Digest/${region}/${endTime.slice(0, 10).replaceAll('-', '/')}`;
  const file = `${accountId}_CloudTrail-Digest_${region}_${name}_${homeRegion}_${endTime.replaceAll(/[-:]/g, '')}.json.gz`;
  return parseArrivedDigest({ bucket, key: `${path}/${file}` });
}
