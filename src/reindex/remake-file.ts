import { Identities, type IdentityWriter } from '../store/ledger/identities';
import type { LedgerEntry } from '../store/ledger/ledger-item';
import { type MadeAgain, type MakingTarget, makeAgain } from './make-again';
import { type EntryPlan, type EntryWrite, planEntries } from './plan-entries';
import { retry } from './retry';
import { readStoredFile, toReadUnits } from './stored-entries';

/** What making activity entries again needs. */
export interface EntryTarget extends MakingTarget, EntryPlan {
  readonly identities: IdentityWriter;
  readonly dryRun: boolean;
  /** Waits until so many write units may be used. */
  readonly reserve: (writeUnits: number) => Promise<void>;
  /** Has no answer count by entries that already exist, and returns once that is so. */
  readonly countByRecords: () => Promise<void>;
}

/**
 * What became of a log file, or would become of it. `current`: its entries are of this version by now, or have expired. `left`:
 * they stay as they are.
 */
export type FileWork = { readonly readUnits: number } & (
  | { readonly kind: 'current' }
  | {
      readonly kind: 'remade';
      readonly writeUnits: number;
      /** Whether calls belong to other entries than before. */
      readonly isMoved: boolean;
    }
  | { readonly kind: 'left'; readonly reason: string }
);

/** How often a file is read again because an ingest wrote its entries in between. */
const MAXIMUM_PLANS = 5;

/**
 * Makes the activity entries of a content of a log file again, for the calls that they stand for. Most entries are replaced at
 * once, by one with the same calls, so answers are complete at any time. If calls belong to other entries in this version, no
 * answer counts by entries meanwhile. The item of the file comes last: until it is written, a run that starts again finds the
 * file as it was, and repeats the rest.
 * @throws AuditTrailError `ServiceFailed`; the error of DynamoDB; the reason of the signal once it is aborted
 */
export async function remakeFile(target: EntryTarget, file: LedgerEntry): Promise<FileWork> {
  const { client, ledgerTableName } = target;
  let readUnits = 0;
  for (let plans = 0; plans < MAXIMUM_PLANS; plans += 1) {
    const stored = await retry(() => readStoredFile(client, ledgerTableName, file));
    if (stored === undefined) return { kind: 'current', readUnits };
    readUnits += toReadUnits([stored.item, ...stored.entries.map(({ item }) => item)]);
    if (stored.entries.length === 0) return { kind: 'current', readUnits };
    const again = await makeAgain(target, stored);
    if ('reason' in again) return { kind: 'left', reason: again.reason, readUnits };
    const writes = planEntries(target, stored, again);
    if (writes === undefined) return { kind: 'left', reason: TOO_LARGE, readUnits };
    if (target.dryRun || (await writeEntries(target, again, writes))) {
      const writeUnits = writes.reduce((sum, { units }) => sum + units, 0);
      return { kind: 'remade', writeUnits, isMoved: !again.isInPlace, readUnits };
    }
  }
  return { kind: 'left', reason: BUSY, readUnits };
}

const TOO_LARGE =
  'The list of its activity entries is too large to be replaced at once. Ingest the file again.';
const BUSY = 'Other writers changed its activity entries each time. Run reindex again.';

/** @returns false if others wrote the file in the meantime */
async function writeEntries(
  { identities, reserve, countByRecords }: EntryTarget,
  { made, isInPlace }: MadeAgain,
  writes: readonly EntryWrite[],
): Promise<boolean> {
  const named = new Identities();
  for (const identity of made.identities) named.add(identity);
  await identities.upsert(named);
  if (!isInPlace) await countByRecords();
  for (const { units, send } of writes) {
    await reserve(units);
    if (!(await retry(send))) return false;
  }
  return true;
}
