import type { SourceTask } from '../src/assure/assure-message';
import { toTrailFolder } from '../src/assure/aws/digest-place';
import { listPages } from '../src/assure/aws/list-objects';
import { toKeyRange } from '../src/assure/aws/trail-bucket';
import { hasDelivered, type LatestCoverage } from '../src/assure/coverage/latest-coverage';
import { formatTrail } from '../src/assure/verify-chain';
import { mapLimit } from '../src/ingest/map-limit';
import { DAY_MS, toTime } from '../src/time';
import { parseDigestKey } from '../src/trail/digest-key';
import type { ObjectPlace } from '../src/trail/object-place';
import type { RegionFolder } from '../src/trail/region-folder';
import type { AssureParts } from './assure-parts';
import { untilOutOfTime } from './continued-task';
import { sendDigests } from './find-digests';

/** Folders that are looked into at the same time. */
const FOLDERS_AT_ONCE = 8;
const FOLDERS_PER_PART = 64;

/**
 * Looks for trails in some folders. The newest digest of a trail of which none is known is sent to the assurance queue.
 * @param task continues after the folder that it names
 * @param latest what is known now, of all places
 */
export async function findNewPlaces(
  task: SourceTask,
  folders: readonly RegionFolder[],
  latest: readonly LatestCoverage[],
  parts: AssureParts,
): Promise<void> {
  const known = new Set(
    latest.filter(hasDelivered).map((one) => `${one.folder}${one.accountId}/${one.region}/${one.trail}`),
  );
  const work = async (part: readonly RegionFolder[]) => {
    await mapLimit(part, FOLDERS_AT_ONCE, (folder) => findNewTrails(task.bucket, folder, known, parts));
  };
  await untilOutOfTime(
    folders.filter(hasDigests),
    { task, toName: ({ path }) => path, partSize: FOLDERS_PER_PART, work },
    parts,
  );
}

/** Whether a folder is one of digests. */
export const hasDigests = ({ kind }: RegionFolder): boolean => kind === 'CloudTrail-Digest';

/** Sends the newest digest of each trail that is not known. */
async function findNewTrails(
  bucket: string,
  folder: RegionFolder,
  known: ReadonlySet<string>,
  parts: AssureParts,
): Promise<void> {
  const { accountId, region } = folder;
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
