import { type ComparedFile, compareDay, type ReadLedger } from '../src/assure/backfill/compare-day';
import { NOT_INGESTED, toNotIngested } from '../src/assure/check-file';
import { Causes } from '../src/assure/coverage/causes';
import { toOpenFile, toUndigestedDay, type UndigestedFiles } from '../src/assure/coverage/undigested-day';
import type { FileFinding } from '../src/assure/finding';
import type { HealedFile } from '../src/store/ledger/healing';
import { addDays, DAY_MS } from '../src/time';
import { toDeliveryTime } from '../src/trail/digest-key';
import { formatPlace } from '../src/trail/object-place';
import { formatBackfillCommand } from './assure-healing';
import type { AssureParts } from './assure-parts';
import type { ReconciledFolder } from './reconciled-folder';

/** A failed file is tried again so long after it failed: by then its message is in the dead-letter queue. */
const RETRIED_AFTER_MS = DAY_MS;

/** What the comparison of a day needs beside the parts of the function. */
export interface DayParts extends AssureParts {
  readonly readLedger: ReadLedger;
  readonly messageId: string;
}

/**
 * Compares the log files of a day with the ledger, and queues those that are missing, and those that failed long ago.
 * Notes what is known of the day if no digests speak of it.
 * @param firstSeen what was delivered before this time was never expected. Undefined if nothing is known of the folder:
 *   then what was delivered before the first file that was read
 * @returns whether anything was noted
 * @throws AuditTrailError `ServiceFailed`, naming the missing permission if access is denied; the reason of the signal
 */
export async function reconcileDay(
  folder: ReconciledFolder,
  day: string,
  firstSeen: string | undefined,
  parts: DayParts,
): Promise<boolean> {
  const { bucket, path, accountId, region } = folder;
  const { access, observer, signal, readLedger } = parts;
  const midnight = `${day}T00:00:00Z`;
  let since = firstSeen && (firstSeen > midnight ? firstSeen : midnight);
  const range = { bucket, since, until: `${addDays(day, 1)}T00:00:00Z`, signal };
  const place = { path: `${path}${day.replaceAll('-', '/')}/`, accountId, region, day };
  let [compared, beyondLimit] = [0, 0];
  const open = new Causes();
  for await (const page of compareDay(access.toClient(bucket), readLedger, place, range)) {
    const files = since ? page.files : skipUnknown(page.files);
    const [first] = files;
    if (!first) continue;
    since ??= toDeliveryTime(first.key) ?? midnight;
    compared += files.length;
    for (const file of files) {
      observer.count(`compared:${file.state}`);
      if (file.state !== 'done') open.add(toOpenFile(formatPlace({ bucket, key: file.key }), toReason(file)));
    }
    beyondLimit += await healFiles(folder, day, files, parts);
  }
  observer.count('daysCompared');
  if (beyondLimit > 0) {
    const command = formatBackfillCommand({ bucket, key: path, accountId, region }, midnight);
    observer.onTooMany(beyondLimit, command);
  }
  if (!folder.isUndigested || since === undefined || compared === 0) return false;
  await noteUndigested(folder, { accountId, region, bucket, day, since, files: compared, open }, parts);
  return true;
}

/** Names are in the order of time, so what comes before the first file that was read was delivered earlier. */
function skipUnknown(files: readonly ComparedFile[]): readonly ComparedFile[] {
  const first = files.findIndex(({ state }) => state !== 'missing');
  return first < 0 ? [] : files.slice(first);
}

async function noteUndigested(
  { trailFolder }: ReconciledFolder,
  files: UndigestedFiles,
  { coverage, signal }: DayParts,
): Promise<void> {
  const day = toUndigestedDay(files, new Date());
  const { accountId, region, trail } = day;
  const range = { since: files.since, until: `${addDays(files.day, 1)}T00:00:00Z` };
  await coverage.record({ accountId, region, trail, folder: trailFolder, range, days: [day] }, signal);
}

const toReason = ({ state, error = '' }: ComparedFile): string =>
  state === 'missing' ? NOT_INGESTED : toNotIngested(error);

/**
 * Queues what should be queued, and counts what was queued before without success.
 * @returns the number of files beyond the limit of the day
 */
async function healFiles(
  { bucket, accountId, region }: ReconciledFolder,
  day: string,
  files: readonly ComparedFile[],
  { healing, observer, messageId, signal }: DayParts,
): Promise<number> {
  const failedBefore = new Date(Date.now() - RETRIED_AFTER_MS).toISOString();
  const reasons = new Map<string, string>();
  const open: HealedFile[] = [];
  for (const file of files) {
    const { key, state, failedAt = '' } = file;
    if (state !== 'missing' && !(state === 'failed' && failedAt < failedBefore)) continue;
    open.push({ bucket, key, hasFailed: state === 'failed' });
    reasons.set(key, toReason(file));
  }
  const healed = await healing.queue({ accountId, region }, open, messageId, signal);
  const toLost = ({ key }: HealedFile): FileFinding => ({
    ...{ kind: 'file', state: 'notIngested', account: accountId, region, day },
    ...{ object: formatPlace({ bucket, key }), reason: reasons.get(key) ?? NOT_INGESTED },
  });
  if (healed.queued > 0) observer.count('filesQueued', healed.queued);
  if (healed.lost.length > 0) observer.onLost(healed.lost.map(toLost));
  return healed.beyondLimit;
}
