import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ActivityCollector, type CollectedActivity } from '../activity/activity-collector';
import type { EncodedEntry, EntryContent, EntryPlace } from '../activity/activity-entry';
import { decodeContent } from '../activity/stored-content';
import { type Tokenizer, toEventHash } from '../activity/tokens';
import type { AuditedEvent } from '../audit/audit-record';
import type { LogFileReader } from '../query/log-file-reader';
import { type FileActivityParts, toFileActivityParts } from '../store/ledger/file-activity-item';
import { Identities, type IdentityWriter } from '../store/ledger/identities';
import type { LedgerEntry } from '../store/ledger/ledger-item';
import { retry } from './retry';
import {
  readStoredFile,
  replaceEntry,
  replaceFile,
  type StoredActivity,
  type StoredFile,
  toReadUnits,
  toUpdateUnits,
  withBytes,
} from './stored-entries';

/** What making activity entries again needs. */
export interface EntryTarget {
  readonly client: DynamoDBClient;
  readonly ledgerTableName: string;
  readonly logFiles: LogFileReader;
  readonly identities: IdentityWriter;
  /** With the salt of the deployment. */
  readonly tokenizer: Tokenizer;
  readonly dryRun: boolean;
  /** Waits until so many write units may be used. */
  readonly reserve: (writeUnits: number) => Promise<void>;
  readonly signal: AbortSignal;
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

/**
 * Makes the activity entries of a content of a log file again, for the calls that they stand for. Each entry is replaced at once,
 * by one with the same calls, so answers are complete at any time. The item of the file comes last: until it is written, a run
 * that starts again finds the file as it was, and repeats the rest.
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
    if (stored.item.activityPieces !== undefined) return { kind: 'left', reason: TOO_LARGE, readUnits };
    if (target.dryRun) return { kind: 'remade', writeUnits: estimate(stored), readUnits };
    const made = await makeAgain(target, stored);
    if ('reason' in made) return { kind: 'left', reason: made.reason, readUnits };
    const parts = toFileActivityParts(stored.file, made);
    if (parts.pieces.length > 0) return { kind: 'left', reason: TOO_LARGE, readUnits };
    const writeUnits = await replaceAll(target, stored, made, parts);
    if (writeUnits !== undefined) return { kind: 'remade', writeUnits, readUnits };
  }
  return { kind: 'left', reason: BUSY, readUnits };
}

const TOO_LARGE = 'Its list of activity entries is too large to be replaced at once. Ingest the file again.';
const MOVED = 'Its calls belong to other tables or entries in this version. Ingest the file again.';
const BUSY = 'Other writers changed its activity entries each time. Run reindex again.';

/** New entries are about as large as those before them. */
const estimate = ({ item, entries }: StoredFile): number =>
  [item, ...entries.map((one) => one.item)].reduce<number>((sum, one) => sum + toUpdateUnits(one), 0);

/**
 * Reads the log file again, for the calls that its entries stand for: settings may have left out others.
 * @returns why that is not possible, if it is not
 */
async function makeAgain(
  { logFiles, tokenizer, signal }: EntryTarget,
  { file, entries }: StoredFile,
): Promise<CollectedActivity | { readonly reason: string }> {
  const { bucket, key, versionId, sha256 = '' } = file;
  const known = new Set(entries.flatMap(({ entry }) => entry.groups.flatMap(({ events }) => events)));
  const seen = new Set<string>();
  const wants = ({ contentHash }: AuditedEvent): boolean => {
    if (seen.has(contentHash) || !known.has(toEventHash(contentHash))) return false;
    seen.add(contentHash);
    return true;
  };
  const { events, problem } = await logFiles.read({ bucket, key, versionId, sha256 }, wants, signal);
  if (problem) return { reason: `It is ${problem.kind}: ${problem.reason}.` };
  const collector = new ActivityCollector(tokenizer);
  for (const event of events) collector.add(event, JSON.parse(Buffer.from(event.original).toString()));
  const made = collector.finish();
  return haveSameCalls(entries, made.entries) ? made : { reason: MOVED };
}

/** Whether each entry stands for the same calls as the one that it replaces. */
function haveSameCalls(before: readonly StoredActivity[], after: readonly EncodedEntry[]): boolean {
  const names = new Map(before.map(({ entry }) => [toName(entry), toCalls(entry)]));
  return (
    names.size === after.length &&
    after.every((entry) => names.get(toName(entry)) === toCalls(decodeContent(entry.table, entry.bytes)))
  );
}

const toName = ({ table, hour, part }: EntryPlace): string => JSON.stringify([table, hour, part]);

/** The calls that are at home in an entry, and the others. */
const toCalls = ({ groups }: Pick<EntryContent, 'groups'>): string =>
  [true, false]
    .map((isHome) => groups.flatMap(({ home, events }) => (home === isHome ? events : [])).sort(ascending))
    .join(';');

const ascending = (one: number, other: number): number => one - other;

/** @returns write units; undefined if others wrote the file in the meantime */
async function replaceAll(
  { client, ledgerTableName, identities, reserve }: EntryTarget,
  { file, item, entries }: StoredFile,
  made: CollectedActivity,
  parts: FileActivityParts,
): Promise<number | undefined> {
  const named = new Identities();
  for (const identity of made.identities) named.add(identity);
  await identities.upsert(named);
  const before = new Map(entries.map((stored) => [toName(stored.entry), stored]));
  let writeUnits = 0;
  for (const after of made.entries) {
    const stored = before.get(toName(after))!;
    const units = toUpdateUnits(stored.item, withBytes(stored.item, after));
    await reserve(units);
    if (!(await retry(() => replaceEntry(client, ledgerTableName, stored, after)))) return undefined;
    writeUnits += units;
  }
  const units = toUpdateUnits(item, { ...item, activity: parts.activity });
  await reserve(units);
  const isDone = await retry(() => replaceFile(client, ledgerTableName, file, parts));
  return isDone ? writeUnits + units : undefined;
}
