import { ActivityCollector, type CollectedActivity } from '../activity/activity-collector';
import { type EncodedEntry, type EntryContent, toEntryName } from '../activity/activity-entry';
import { decodeContent } from '../activity/stored-content';
import { type Tokenizer, toEventHash } from '../activity/tokens';
import type { AuditedEvent } from '../audit/audit-record';
import type { LogFileReader } from '../query/log-file-reader';
import type { StoredActivity, StoredFile } from './stored-entries';

/** What reading a log file again needs. */
export interface MakingTarget {
  readonly logFiles: LogFileReader;
  /** With the salt of the deployment. */
  readonly tokenizer: Tokenizer;
  readonly signal: AbortSignal;
}

/** Entries that were made again. */
export interface MadeAgain {
  readonly made: CollectedActivity;
  /** Hashes of the calls of the log file that no entry stands for. */
  readonly without: readonly number[];
  /** Whether each entry stands for the same calls as the one of its table, hour and number before. */
  readonly isInPlace: boolean;
}

/**
 * Reads a log file again, for the calls that its entries stand for: settings may have left out others.
 * @returns why that is not possible, if it is not
 * @throws as `LogFileReader.read`
 */
export async function makeAgain(
  { logFiles, tokenizer, signal }: MakingTarget,
  { file, entries, without: left }: StoredFile,
): Promise<MadeAgain | { readonly reason: string }> {
  const { bucket, key, versionId, sha256 = '' } = file;
  const known = new Set(entries.flatMap(({ entry }) => entry.groups.flatMap(({ events }) => events)));
  const isLeft = left && new Set(left);
  const seen = new Set<string>();
  const without: number[] = [];
  const wants = ({ record, contentHash }: AuditedEvent): boolean => {
    if (record.plane !== 'data' || seen.has(contentHash)) return false;
    seen.add(contentHash);
    const hash = toEventHash(contentHash);
    const isKnown = isLeft ? !isLeft.has(hash) : known.has(hash);
    if (!isKnown) without.push(hash);
    return isKnown;
  };
  const { events, problem } = await logFiles.read({ bucket, key, versionId, sha256 }, wants, signal);
  if (problem) return { reason: `It is ${problem.kind}: ${problem.reason}.` };
  const collector = new ActivityCollector(tokenizer);
  for (const event of events) collector.add(event, JSON.parse(Buffer.from(event.original).toString()));
  const made = collector.finish();
  return { made, without, isInPlace: haveSameCalls(entries, made.entries) };
}

function haveSameCalls(before: readonly StoredActivity[], after: readonly EncodedEntry[]): boolean {
  const names = new Map(before.map(({ entry }) => [toEntryName(entry), toCalls(entry)]));
  return (
    names.size === after.length &&
    after.every((entry) => names.get(toEntryName(entry)) === toCalls(decodeContent(entry.table, entry.bytes)))
  );
}

/** The calls that are at home in an entry, and the others. */
const toCalls = ({ groups }: Pick<EntryContent, 'groups'>): string =>
  [true, false]
    .map((isHome) => groups.flatMap(({ home, events }) => (home === isHome ? events : [])).sort(ascending))
    .join(';');

const ascending = (one: number, other: number): number => one - other;
