import { findDaysToReconcile } from '../src/assure/coverage/days-to-reconcile';
import { NO_TRAIL } from '../src/assure/coverage/known-coverage';
import type { LatestCoverage } from '../src/assure/coverage/latest-coverage';
import { EXPECTED_DAYS } from '../src/assure/coverage/trail-parts';
import { addDays } from '../src/time';
import { type DayParts, reconcileDay } from './reconcile-day';
import type { ReconciledFolder, ReconciledTrail } from './reconciled-folder';
import { settleAgain } from './settle-again';

/**
 * Assesses past days of a folder again where that may prove more, and compares the days that are due with the bucket.
 * @param latest what is known now of the account
 * @returns what is known of each trail after that
 * @throws AuditTrailError as `reconcileDay`
 */
export async function reconcileFolder(
  folder: ReconciledFolder,
  night: string,
  latest: readonly LatestCoverage[],
  parts: DayParts,
): Promise<readonly ReconciledTrail[]> {
  const trails = latest.filter((known) => isOfFolder(known, folder));
  const first = addDays(night, -EXPECTED_DAYS);
  const read = async (): Promise<ReconciledTrail[]> => {
    const days = await parts.coverage.readDays(folder, { first, last: night }, parts.signal);
    return trails.map((known) => ({
      latest: known,
      days: days.filter(({ trail }) => trail === known.trail),
    }));
  };
  let known = await read();
  let isChanged = false;
  for (const trail of known) {
    if (trail.latest.trail === NO_TRAIL) continue;
    isChanged = (await settleAgain(trail, night, parts)) || isChanged;
  }
  if (isChanged) known = await read();
  const [firstSeen] = trails.map((trail) => trail.firstSeen).sort();
  const due = firstSeen
    ? findDaysToReconcile(
        night,
        known.flatMap(({ days }) => days),
        firstSeen,
      )
    : [addDays(night, -1)];
  for (const day of due) isChanged = (await reconcileDay(folder, day, firstSeen, parts)) || isChanged;
  return isChanged ? read() : known;
}

/** Log files without digests are known by account and Region alone. */
const isOfFolder = (
  { accountId, region, folder, trail }: LatestCoverage,
  { trailFolder, isUndigested, ...place }: ReconciledFolder,
): boolean =>
  accountId === place.accountId &&
  region === place.region &&
  (folder === trailFolder || (isUndigested && trail === NO_TRAIL));
