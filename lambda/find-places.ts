import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { findBucketFolders } from '../src/assure/aws/bucket-folders';
import { toTrailFolder } from '../src/assure/aws/digest-place';
import { listPages } from '../src/assure/aws/list-objects';
import { toKeyRange } from '../src/assure/aws/trail-bucket';
import { foldFindings } from '../src/assure/coverage/fold-findings';
import { NO_TRAIL } from '../src/assure/coverage/known-coverage';
import { hasDelivered, type LatestCoverage } from '../src/assure/coverage/latest-coverage';
import { addDays, DAY_MS, toTime } from '../src/assure/covered-time';
import type { FileFinding } from '../src/assure/finding';
import { formatTrail } from '../src/assure/verify-chain';
import { mapLimit } from '../src/ingest/map-limit';
import { IngestedFiles } from '../src/store/ledger/ingested-files';
import { parseDigestKey, toDeliveryTime } from '../src/trail/digest-key';
import { formatPlace, type ObjectPlace } from '../src/trail/object-place';
import type { RegionFolder } from '../src/trail/region-folder';
import type { AssureParts } from './assure-parts';
import { untilOutOfTime } from './continued-task';
import { sendDigests } from './find-digests';

/** A folder of an account and Region, in its bucket. */
type BucketFolder = RegionFolder & Pick<ObjectPlace, 'bucket'>;

/** Folders that are looked into at the same time. */
const FOLDERS_AT_ONCE = 8;

/**
 * Looks for accounts and Regions in the sources. The newest digest of a trail of which none is known is sent to the
 * assurance queue. Where log files have no digests, it is noted that nothing is provable.
 * @param after continue after this folder
 * @param latest what is known now, of all places
 */
export async function findNewPlaces(
  after: string,
  latest: readonly LatestCoverage[],
  parts: AssureParts,
): Promise<void> {
  const known = new Set(
    latest.filter(hasDelivered).map((one) => `${one.folder}${one.accountId}/${one.region}/${one.trail}`),
  );
  const folders = await findFolders(parts);
  const digested = new Set(folders.filter(hasDigests).map(toName));
  const wanted = folders.filter((folder) => hasDigests(folder) || !digested.has(toName(folder)));
  await untilOutOfTime({ task: 'nightly', after }, wanted, toSortName, parts, async (part) => {
    await mapLimit(part, FOLDERS_AT_ONCE, (folder) =>
      hasDigests(folder) ? findNewTrails(folder, known, parts) : noteUndigested(folder, parts),
    );
  });
}

const hasDigests = ({ kind }: BucketFolder): boolean => kind === 'CloudTrail-Digest';

/** The folders of accounts and Regions in all sources. */
async function findFolders({ access }: AssureParts): Promise<BucketFolder[]> {
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

const toName = ({ bucket, root, organizationId, accountId, region }: BucketFolder): string =>
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

/** Notes that nothing of the log files of yesterday can be proven, because the trail has no digests. */
async function noteUndigested(folder: BucketFolder, parts: AssureParts): Promise<void> {
  const { bucket, accountId, region, path } = folder;
  const now = new Date();
  const day = addDays(now.toISOString(), -1);
  const files = new IngestedFiles(
    DynamoDBDocumentClient.from(parts.dynamodb),
    parts.ledgerTable,
    parts.signal,
  );
  const findings: FileFinding[] = [];
  for await (const file of files.read({ bucket, accountId, region, since: day, until: day })) {
    if (!file.key.startsWith(path)) continue;
    const deliveredAt = toDeliveryTime(file.key);
    const at = { account: accountId, region, day, object: formatPlace(file) };
    findings.push({ kind: 'file', state: 'uncovered', ...at, ...(deliveredAt && { deliveredAt }) });
  }
  if (findings.length === 0) return;
  const range = { since: `${day}T00:00:00Z`, until: `${now.toISOString().slice(0, 10)}T00:00:00Z` };
  const place = { accountId, region, trail: NO_TRAIL, folder: toTrailFolder({ bucket, key: path }) };
  const days = foldFindings(findings, { range, now });
  await parts.coverage.record({ ...place, range, days }, parts.signal);
}
