import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { toEntryName } from '../activity/activity-entry';
import { toActivityItems } from '../store/ledger/activity-item';
import { toFileActivityParts } from '../store/ledger/file-activity-item';
import type { MadeAgain } from './make-again';
import { parseRawItem } from './raw-item';
import { type StoredFile, toUpdateUnits } from './stored-entries';
import {
  addEntry,
  announceEntries,
  deleteEntry,
  fromHashes,
  replaceEntry,
  replaceFile,
  withBytes,
} from './write-entries';
import { toUnits } from './write-units';

/** A write to the ledger. */
export interface EntryWrite {
  readonly units: number;
  /** Returns false if others wrote the item in the meantime. */
  readonly send: () => Promise<boolean>;
}

/** Where the entries of a file lie, and how long new ones are kept. */
export interface EntryPlan {
  readonly client: DynamoDBClient;
  readonly ledgerTableName: string;
  /** Days to keep entries of tables and hours that had none. Absent: forever. */
  readonly retentionDays: number | undefined;
}

/** Calls of a file that no entry stands for, and that can be remembered. */
const MOST_WITHOUT = 10_000;

/**
 * Plans the writes that give a file the entries that were made again, in their order. If calls belong to other entries than before,
 * the first write lists all entries and the calls that have none: nothing is written that the ledger does not list.
 * @returns undefined if the ledger cannot hold what the first write says
 */
export function planEntries(
  { client, ledgerTableName: table, retentionDays }: EntryPlan,
  { file, item, listed, entries }: StoredFile,
  { made, without, isInPlace }: MadeAgain,
): readonly EntryWrite[] | undefined {
  const parts = toFileActivityParts(file, made);
  const before = new Map(entries.map((one) => [toEntryName(one.entry), one]));
  const added = made.entries.filter((entry) => !before.has(toEntryName(entry)));
  const all = toFileActivityParts(file, { ...listed, entries: [...listed.entries, ...added] });
  if (item.activityPieces !== undefined || all.pieces.length + parts.pieces.length > 0) return undefined;
  if (without.length > MOST_WITHOUT) return undefined;

  const writes: EntryWrite[] = [];
  const announced = isInPlace
    ? item
    : { ...item, activity: all.activity, activityWithout: fromHashes(without) };
  if (!isInPlace) {
    const send = () => announceEntries(client, table, file, all, without);
    writes.push({ units: toUpdateUnits(item, announced), send });
  }
  for (const { json } of toActivityItems(added, file, retentionDays)) {
    const raw = parseRawItem(String(json));
    writes.push({ units: toUnits(raw), send: () => addEntry(client, table, raw) });
  }
  for (const after of made.entries) {
    const one = before.get(toEntryName(after));
    if (one === undefined) continue;
    before.delete(toEntryName(after));
    const units = toUpdateUnits(one.item, withBytes(one.item, after));
    writes.push({ units, send: () => replaceEntry(client, table, one, after) });
  }
  for (const one of before.values())
    writes.push({ units: toUpdateUnits(one.item), send: () => deleteEntry(client, table, one) });
  writes.push({
    units: toUpdateUnits(announced, { ...item, activity: parts.activity }),
    send: () => replaceFile(client, table, file, parts),
  });
  return writes;
}
