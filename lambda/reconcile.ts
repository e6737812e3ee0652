import type { ReconcileTask } from '../src/assure/assure-message';
import { groupBy } from '../src/assure/coverage/group-by';
import type { CoverageDay, CoverageState } from '../src/assure/coverage/known-coverage';
import { type LatestCoverage, toPastDay } from '../src/assure/coverage/latest-coverage';
import { findWorst } from '../src/assure/coverage/spans';
import { EXPECTED_DAYS } from '../src/assure/coverage/trail-parts';
import { mapLimit } from '../src/ingest/map-limit';
import { ledgerFiles } from '../src/store/ledger/read-ledger-range';
import { addDays } from '../src/time';
import { formatPlace } from '../src/trail/object-place';
import { parseRegionFolder } from '../src/trail/region-folder';
import type { AssureParts } from './assure-parts';
import { untilOutOfTime } from './continued-task';
import { reconcileFolder } from './reconcile-folder';
import { type ReconciledFolder, type ReconciledTrail, toReconciledFolder } from './reconciled-folder';

/** Folders that are compared at the same time. */
const FOLDERS_AT_ONCE = 8;

/**
 * Compares the log files of some folders with the ledger: see `reconcileFolder`. What is known of all places on past days
 * is corrected after that.
 * @param messageId of the message that asks for it
 * @throws AuditTrailError `ServiceFailed`, naming the missing permission if access is denied; the reason of the signal
 */
export async function reconcile(task: ReconcileTask, messageId: string, parts: AssureParts): Promise<void> {
  const { access, coverage, observer, signal } = parts;
  const { bucket, night, isUndigested } = task;
  const folders = task.folders.flatMap((path) => {
    const place = parseRegionFolder(path);
    if (place && access.mayRead({ bucket, key: path }))
      return [toReconciledFolder(bucket, path, place, isUndigested)];
    observer.onOutsideOfSources(formatPlace({ bucket, key: path }));
    return [];
  });
  const latest = new Map<string, readonly LatestCoverage[]>();
  for (const account of groupBy(folders, ({ accountId }) => accountId).keys()) {
    latest.set(account, await coverage.readLatest(account, signal));
  }
  const written = await readWritten(night, latest, parts);
  const dayParts = {
    ...parts,
    messageId,
    readLedger: ledgerFiles(parts.dynamodb, parts.ledgerTable, signal),
  };
  const work = async (part: readonly ReconciledFolder[]) => {
    const trails = await mapLimit(part, FOLDERS_AT_ONCE, (folder) =>
      reconcileFolder(folder, night, latest.get(folder.accountId) ?? [], dayParts),
    );
    await amendWritten(findChanged(trails.flat(), written), parts);
  };
  await untilOutOfTime(folders, { task, toName: ({ path }) => path, partSize: FOLDERS_AT_ONCE, work }, parts);
}

const toName = ({ accountId, region, trail, day }: CoverageDay): string =>
  `${day}/${accountId}/${region}/${trail}`;

/** The states of past days, as they were written for questions about all places. */
async function readWritten(
  night: string,
  accounts: ReadonlyMap<string, unknown>,
  { coverage, signal }: AssureParts,
): Promise<ReadonlyMap<string, CoverageState>> {
  const written = new Map<string, CoverageState>();
  const range = { first: addDays(night, -EXPECTED_DAYS), last: addDays(night, -1) };
  for await (const day of coverage.readAll(range, signal)) {
    if (accounts.has(day.accountId)) written.set(toName(day), toState(day));
  }
  return written;
}

const toState = ({ spans }: CoverageDay): CoverageState => findWorst(spans.map(({ state }) => state));

/** Days that are in another state than was written. */
const findChanged = (
  trails: readonly ReconciledTrail[],
  written: ReadonlyMap<string, CoverageState>,
): CoverageDay[] =>
  trails.flatMap(({ latest, days }) =>
    days.flatMap(({ day }) => {
      const past = toPastDay(latest, days, day);
      const before = past && written.get(toName(past));
      return past && before !== undefined && before !== toState(past) ? [past] : [];
    }),
  );

async function amendWritten(
  changed: readonly CoverageDay[],
  { coverage, observer, signal }: AssureParts,
): Promise<void> {
  for (const [day, ofDay] of groupBy(changed, (one) => one.day)) {
    await coverage.amendAll(day, ofDay, new Date(), signal);
    observer.count('daysAmended', ofDay.length);
  }
}
