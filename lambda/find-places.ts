import { findBucketFolders } from '../src/assure/aws/bucket-folders';
import { toTrailFolder } from '../src/assure/aws/digest-place';
import { listPages } from '../src/assure/aws/list-objects';
import { toKeyRange } from '../src/assure/aws/trail-bucket';
import { hasDelivered, type LatestCoverage } from '../src/assure/coverage/latest-coverage';
import { DAY_MS, toTime } from '../src/assure/covered-time';
import { formatTrail } from '../src/assure/verify-chain';
import { mapLimit } from '../src/ingest/map-limit';
import { parseDigestKey } from '../src/trail/digest-key';
import type { ObjectPlace } from '../src/trail/object-place';
import type { RegionFolder } from '../src/trail/region-folder';
import type { AssureParts } from './assure-parts';
import { untilOutOfTime } from './continued-task';
import { sendDigests } from './find-digests';

/** A folder of an account and Region, in its bucket. */
export type BucketFolder = RegionFolder & Pick<ObjectPlace, 'bucket'>;

/** Folders that are looked into at the same time. */
const FOLDERS_AT_ONCE = 8;
const FOLDERS_PER_PART = 64;

/**
 * Looks for trails in the sources. The newest digest of a trail of which none is known is sent to the assurance queue.
 * @param after continue after this folder
 * @param latest what is known now, of all places
 */
export async function findNewPlaces(
  after: string,
  folders: readonly BucketFolder[],
  latest: readonly LatestCoverage[],
  parts: AssureParts,
): Promise<void> {
  const known = new Set(
    latest.filter(hasDelivered).map((one) => `${one.folder}${one.accountId}/${one.region}/${one.trail}`),
  );
  const work = async (part: readonly BucketFolder[]) => {
    await mapLimit(part, FOLDERS_AT_ONCE, (folder) => findNewTrails(folder, known, parts));
  };
  const task = { task: 'nightly', after } as const;
  await untilOutOfTime(
    folders.filter(hasDigests),
    { task, toName: toSortName, partSize: FOLDERS_PER_PART, work },
    parts,
  );
}

/** Whether a folder is one of digests. */
export const hasDigests = ({ kind }: BucketFolder): boolean => kind === 'CloudTrail-Digest';

/** The folders of accounts and Regions in all sources. */
export async function findFolders({ access }: AssureParts): Promise<BucketFolder[]> {
  const folders = new Map<string, BucketFolder>();
  for (const { bucketName: bucket, prefixes } of access.sources) {
    for (const prefix of prefixes) {
      for (const found of await findBucketFolders(access.toClient(bucket), { bucket, prefix })) {
        const folder = { ...found, bucket };
        folders.set(toSortName(folder), folder);
      }
    }
  }
  return [...folders.values()];
}

const toSortName = ({ bucket, path }: BucketFolder): string => `${bucket}/${path}`;

/** The same for the folders of log files and of digests of one place. */
export const toPlaceName = ({ bucket, root, organizationId, accountId, region }: BucketFolder): string =>
  `${bucket}/${root}/${organizationId}/${accountId}/${region}`;

/** Sends the newest digest of each trail that is not known. */
async function findNewTrails(
  folder: BucketFolder,
  known: ReadonlySet<string>,
  parts: AssureParts,
): Promise<void> {
  const { bucket, accountId, region } = folder;
  const newest = new Map<string, ObjectPlace>();
  const since = toTime(Date.now() - DAY_MS);
  const listing = { bucket, prefix: folder.path, ...toKeyRange(folder, { since }) };
  for await (const { objects } of listPages(parts.access.toClient(bucket), listing)) {
    for (const { key } of objects) {
      const digest = parseDigestKey(key);
      // Keys of one trail are in the order of time.
      if (digest && !digest.isBackfill) newest.set(formatTrail(digest), { bucket, key });
    }
  }
  const isNew = ([trail, place]: [string, ObjectPlace]) =>
    !known.has(`${toTrailFolder(place)}${accountId}/${region}/${trail}`);
  const digests = [...newest].filter(isNew).map(([, place]) => place);
  if (digests.length > 0) await sendDigests(digests, parts);
}
