import * as z from 'zod';
import { AuditTrailError } from '../../errors';
import { LEDGER_KEYS } from '../indexes';
import { boundedString } from '../storable-record';

/** How the records of one file were handled: `read` is the sum of the other five. */
export interface FileCounts {
  read: number;
  otherServices: number;
  excluded: number;
  duplicates: number;
  audited: number;
  rejected: number;
}

/** The account, Region and day under which CloudTrail delivered an object. */
export interface FilePlace {
  readonly accountId: string;
  readonly region: string;
  /** `YYYY-MM-DD` */
  readonly day: string;
}

/** What is known of one log file. */
export interface LedgerEntry extends FilePlace {
  readonly bucket: string;
  readonly key: string;
  /** Of the bytes that were read, without quotes. */
  readonly etag: string;
  /** Of the uncompressed bytes, lower-case hex: the hash that CloudTrail's digest files list. */
  readonly sha256?: string | undefined;
  readonly inflatedBytes?: number | undefined;
  readonly gzipMembers?: number | undefined;
  readonly counts: FileCounts;
  /** The first 100 records that could not be audited. */
  readonly rejected?: readonly { readonly index: number; readonly reason: string }[] | undefined;
  readonly unknownOperations?: number | undefined;
  /**
   * How the file holds its events. Set only if it was not read as a log file that CloudTrail delivered: no
   * digest vouches for it.
   */
  readonly shapes?: readonly string[] | undefined;
  readonly status: 'done' | 'failed';
  /** Why the file failed. */
  readonly error?: string | undefined;
  /** ISO 8601. */
  readonly finishedAt: string;
}

/** An item as the document client takes and returns it. */
export type LedgerItem = Record<string, unknown>;

const MAXIMUM_SORT_KEY_BYTES = 1_024;
const MAXIMUM_REJECTED = 100;

/** What the partition key of every file's entry begins with. */
export const FILE_BOOK = 'file/';

/** Entries of one account, Region and day share a partition. The sort key is the object key. */
export const ledgerKey = (file: Pick<LedgerEntry, 'bucket' | 'key' | 'accountId' | 'region' | 'day'>) => ({
  [LEDGER_KEYS.partition]: `${FILE_BOOK}${file.bucket}/${file.accountId}/${file.region}/${file.day}`,
  [LEDGER_KEYS.sort]: boundedString(file.key, MAXIMUM_SORT_KEY_BYTES),
});

const OPTIONAL = ['sha256', 'inflatedBytes', 'gzipMembers', 'unknownOperations', 'shapes'] as const;

/** Counts of zero are left out: most files hold only records of other services. */
function nonZero(counts: FileCounts): Partial<FileCounts> {
  const kept: Partial<FileCounts> = {};
  for (const name in counts) {
    const value = counts[name as keyof FileCounts];
    if (value > 0) kept[name as keyof FileCounts] = value;
  }
  return kept;
}

/** The item of an entry. Account, Region and day are parts of its key. Absent values are left out. */
export function toLedgerItem(entry: LedgerEntry): LedgerItem {
  const item: LedgerItem = ledgerKey(entry);
  if (item[LEDGER_KEYS.sort] !== entry.key) item.key = entry.key;
  item.etag = entry.etag;
  item.status = entry.status;
  item.counts = nonZero(entry.counts);
  item.finishedAt = entry.finishedAt;
  for (const name of OPTIONAL) if (entry[name] !== undefined) item[name] = entry[name];
  if (entry.error !== undefined) item.error = boundedString(entry.error);
  if (entry.rejected?.length) {
    const first = entry.rejected.slice(0, MAXIMUM_REJECTED);
    item.rejected = first.map(({ index, reason }) => ({ index, reason: boundedString(reason) }));
  }
  return item;
}

const count = z.int().default(0);
const storedEntry = z.object({
  [LEDGER_KEYS.partition]: z.templateLiteral([FILE_BOOK, z.string()]),
  [LEDGER_KEYS.sort]: z.string(),
  key: z.string().optional(),
  etag: z.string().default(''),
  status: z.enum(['done', 'failed']),
  finishedAt: z.string().default(''),
  counts: z
    .object({
      read: count,
      otherServices: count,
      excluded: count,
      duplicates: count,
      audited: count,
      rejected: count,
    })
    .prefault({}),
  sha256: z.string().optional(),
  error: z.string().optional(),
  inflatedBytes: z.int().optional(),
  gzipMembers: z.int().optional(),
  unknownOperations: z.int().optional(),
  shapes: z.array(z.string()).optional(),
  rejected: z.array(z.object({ index: z.int(), reason: z.string() })).optional(),
});

/** Reads an entry back. @throws AuditTrailError `InvalidItem` for any other item */
export function parseLedgerItem(item: LedgerItem): LedgerEntry {
  const parsed = storedEntry.safeParse(item);
  if (!parsed.success) {
    const [partition, sort] = [item[LEDGER_KEYS.partition], item[LEDGER_KEYS.sort]];
    throw new AuditTrailError('InvalidItem', `Not a ledger entry of a file: ${partition} ${sort}.`, {
      cause: parsed.error,
    });
  }
  const { [LEDGER_KEYS.partition]: partition, [LEDGER_KEYS.sort]: sort, ...entry } = parsed.data;
  const [, bucket = '', accountId = '', region = '', day = ''] = partition.split('/');
  return { ...entry, key: entry.key ?? sort, bucket, accountId, region, day };
}
