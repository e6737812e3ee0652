import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { toActivityItems } from '../store/ledger/activity-item';
import { toFileActivityParts } from '../store/ledger/file-activity-item';
import { Identities, type IdentityWriter } from '../store/ledger/identities';
import type { LedgerEntry } from '../store/ledger/ledger-item';
import { type MadeAgain, type MakingTarget, makeAgain, toEntryName } from './make-again';
import { retry } from './retry';
import { readStoredFile, type StoredFile, toReadUnits, toUpdateUnits } from './stored-entries';
import {
  addEntry,
  announceEntries,
  deleteEntry,
  replaceEntry,
  replaceFile,
  withBytes,
} from './write-entries';

/** What making activity entries again needs. */
export interface EntryTarget extends MakingTarget {
  readonly client: DynamoDBClient;
  readonly ledgerTableName: string;
  readonly identities: IdentityWriter;
  /** Days to keep entries of tables and hours that had none. Absent: forever. */
  readonly retentionDays: number | undefined;
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
  | { readonly kind: 'remade'; readonly writeUnits: number }
  | { readonly kind: 'left'; readonly reason: string }
);

/** How often a file is read again because an ingest wrote its entries in between. */
const MAXIMUM_PLANS = 5;
/** Calls of a file that no entry stands for, and that can be remembered. */
const MOST_WITHOUT = 10_000;

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
    if (target.dryRun) return { kind: 'remade', writeUnits: estimate(stored), readUnits };
    const again = await makeAgain(target, stored);
    if ('reason' in again) return { kind: 'left', reason: again.reason, readUnits };
    const writeUnits = await replaceAll(target, stored, again);
    if (writeUnits === 'too large') return { kind: 'left', reason: TOO_LARGE, readUnits };
    if (writeUnits !== 'changed') return { kind: 'remade', writeUnits, readUnits };
  }
  return { kind: 'left', reason: BUSY, readUnits };
}

const TOO_LARGE =
  'The list of its activity entries is too large to be replaced at once. Ingest the file again.';
const BUSY = 'Other writers changed its activity entries each time. Run reindex again.';

/** New entries are about as large as those before them. */
const estimate = ({ item, entries }: StoredFile): number =>
  [item, ...entries.map((one) => one.item)].reduce<number>((sum, one) => sum + toUpdateUnits(one), 0);

/** @returns write units; `changed` if others wrote the file in the meantime */
async function replaceAll(
  target: EntryTarget,
  stored: StoredFile,
  { made, without, isInPlace }: MadeAgain,
): Promise<number | 'changed' | 'too large'> {
  const { client, ledgerTableName: table, identities, retentionDays, reserve } = target;
  const { file, item, listed, entries } = stored;
  const parts = toFileActivityParts(file, made);
  const before = new Map(entries.map((one) => [toEntryName(one.entry), one]));
  const added = made.entries.filter((entry) => !before.has(toEntryName(entry)));
  const all = toFileActivityParts(file, { ...listed, entries: [...listed.entries, ...added] });
  if (item.activityPieces !== undefined || all.pieces.length + parts.pieces.length > 0) return 'too large';
  if (without.length > MOST_WITHOUT) return 'too large';

  let writeUnits = 0;
  const write = async (units: number, send: () => Promise<boolean>): Promise<boolean> => {
    await reserve(units);
    writeUnits += units;
    return retry(send);
  };
  const named = new Identities();
  for (const identity of made.identities) named.add(identity);
  await identities.upsert(named);

  const fileUnits = toUpdateUnits(item, { ...item, activity: parts.activity });
  if (!isInPlace) {
    await target.countByRecords();
    // First, so that nothing is written that the ledger does not list, and calls are known while entries change.
    if (!(await write(fileUnits, () => announceEntries(client, table, file, all, without)))) return 'changed';
  }
  for (const { json, jsonBytes } of toActivityItems(added, file, retentionDays)) {
    if (!(await write(Math.ceil(jsonBytes / 1_024), () => addEntry(client, table, String(json)))))
      return 'changed';
  }
  for (const after of made.entries) {
    const one = before.get(toEntryName(after));
    if (one === undefined) continue;
    before.delete(toEntryName(after));
    const units = toUpdateUnits(one.item, withBytes(one.item, after));
    if (!(await write(units, () => replaceEntry(client, table, one, after)))) return 'changed';
  }
  for (const one of before.values()) {
    if (!(await write(toUpdateUnits(one.item), () => deleteEntry(client, table, one)))) return 'changed';
  }
  return (await write(fileUnits, () => replaceFile(client, table, file, parts))) ? writeUnits : 'changed';
}
