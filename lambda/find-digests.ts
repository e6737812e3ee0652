import { listPages } from '../src/assure/aws/list-objects';
import { toKeyRange } from '../src/assure/aws/trail-bucket';
import type { CoverageState } from '../src/assure/coverage/known-coverage';
import {
  hasDelivered,
  isOverdue,
  type LatestCoverage,
  toLastSeen,
} from '../src/assure/coverage/latest-coverage';
import { settleState } from '../src/assure/coverage/settle-day';
import { EXPECTED_DAYS } from '../src/assure/coverage/trail-parts';
import { formatTrail } from '../src/assure/verify-chain';
import { mapLimit } from '../src/ingest/map-limit';
import { DAY_MS, toTime } from '../src/time';
import { parseDigestKey } from '../src/trail/digest-key';
import { formatObjectMessage } from '../src/trail/object-message';
import { formatPlace, type ObjectPlace, parseLocation } from '../src/trail/object-place';
import { parseRegionFolder } from '../src/trail/region-folder';
import type { AssureParts } from './assure-parts';
import { sendToAssurance, untilOutOfTime } from './continued-task';

/** Digests of one trail, account and Region that are sent at once: two days. The next hour finds more. */
const MAXIMUM_DIGESTS = 48;

/** Trails whose digests are listed at the same time. */
const TRAILS_AT_ONCE = 8;
const TRAILS_PER_PART = 64;

/**
 * Finds digests that arrived although nobody announced them, where one is overdue, and sends them to the assurance
 * queue. Counts the places that are not proven.
 * @param after continue after this trail
 * @param latest what is known now, of all places
 * @returns the number of trails that are known to have delivered
 */
export async function findOverdueDigests(
  after: string,
  latest: readonly LatestCoverage[],
  parts: AssureParts,
): Promise<number> {
  const now = new Date();
  const earliest = toTime(now.getTime() - EXPECTED_DAYS * DAY_MS);
  const expected = latest.filter((known) => toLastSeen(known) > earliest);
  if (after === '') parts.observer.add('PlacesUnproven', countUnproven(expected, now));
  const overdue = expected.filter((known) => isOverdue(known, now));
  const work = async (part: readonly LatestCoverage[]) => {
    const found = await mapLimit(part, TRAILS_AT_ONCE, (known) => listNewDigests(known, parts));
    await sendDigests(found.flat(), parts);
  };
  await untilOutOfTime(
    overdue,
    { task: { task: 'hourly', after }, toName, partSize: TRAILS_PER_PART, work },
    parts,
  );
  return latest.filter(hasDelivered).length;
}

const toName = ({ accountId, region, trail }: LatestCoverage): string => `${accountId}/${region}#${trail}`;

/** States that somebody should look at. */
const FAULTS: ReadonlySet<CoverageState> = new Set([
  ...(['digestMissing', 'gap', 'incomplete', 'unreferenced'] as const),
]);

function countUnproven(latest: readonly LatestCoverage[], now: Date): number {
  const isUnproven = (known: LatestCoverage): boolean =>
    isOverdue(known, now) ||
    known.runs.some(({ state, until }) => FAULTS.has(settleState(state, until, now)));
  return new Set(latest.filter(isUnproven).map(({ accountId, region }) => `${accountId}/${region}`)).size;
}

/** The digests of a trail after its last one, the oldest first. */
async function listNewDigests(
  { accountId, region, folder, trail, lastDigest, firstSeen }: LatestCoverage,
  { access, observer }: AssureParts,
): Promise<ObjectPlace[]> {
  const last = lastDigest ?? firstSeen;
  const { bucket, key } = parseLocation(`${folder}${accountId}/CloudTrail-Digest/${region}/`);
  const place = parseRegionFolder(key);
  if (!place || !access.mayRead({ bucket, key })) {
    observer.onOutsideOfSources(formatPlace({ bucket, key }));
    return [];
  }
  const digests: ObjectPlace[] = [];
  const listing = { bucket, prefix: key, ...toKeyRange(place, { since: last }) };
  for await (const { objects } of listPages(access.toClient(bucket), listing)) {
    for (const { key: listed } of objects) {
      const digest = parseDigestKey(listed);
      if (!digest || formatTrail(digest) !== trail || digest.endTime <= last) continue;
      digests.push({ bucket, key: listed });
      if (digests.length === MAXIMUM_DIGESTS) return digests;
    }
  }
  return digests;
}

/** Sends digests to the assurance queue. */
export const sendDigests = (digests: readonly ObjectPlace[], parts: AssureParts): Promise<void> =>
  sendToAssurance(
    digests.map(({ bucket, key }) => formatObjectMessage(bucket, [key])),
    parts,
  );
