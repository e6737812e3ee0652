import type { LedgerEntry } from '../store/ledger/ledger';
import { DAY_MS } from '../time';
import { parseDeliveryTime } from '../trail/object-key';

/** CloudTrail writes an object within minutes after the time in its name. */
const LATE_MILLISECONDS = 15 * 60_000;

/**
 * Whether an object was written so long after CloudTrail delivered it that it may replace another. Only then is the
 * ledger asked: asking about each file would take as long as writing its entry.
 * @param day of the object's folder
 * @param lastModified epoch milliseconds
 */
export function wasWrittenLate(key: string, day: string, lastModified: number | undefined): boolean {
  if (lastModified === undefined) return false;
  return lastModified > toDeliveryTime(key, day) + LATE_MILLISECONDS;
}

/**
 * When CloudTrail delivered an object: the time in its name, or else the end of its day.
 * @param day of the object's folder
 * @returns epoch milliseconds
 */
export const toDeliveryTime = (key: string, day: string): number =>
  parseDeliveryTime(key) ?? Date.parse(day) + DAY_MS;

/** SHA-256 of each content of a file that was done before. */
export const toDoneHashes = (known: readonly LedgerEntry[]): string[] =>
  known.flatMap(({ status, sha256 }) => (status === 'done' && sha256 !== undefined ? [sha256] : []));

/** Whether a file was done before with another content. */
export const isAltered = ({ sha256 }: Pick<LedgerEntry, 'sha256'>, doneHashes: readonly string[]): boolean =>
  doneHashes.some((hash) => hash !== sha256);
