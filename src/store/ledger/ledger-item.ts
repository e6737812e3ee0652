import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { AuditTrailError } from '../../errors';
import { LEDGER_KEYS } from '../indexes';
import { boundedString } from '../storable-record';

/** What became of the records of one file: `read` is the sum of the other five. */
export interface FileCounts {
  read: number;
  otherServices: number;
  excluded: number;
  duplicates: number;
  audited: number;
  rejected: number;
}

/** Where CloudTrail filed an object. */
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
  /** Of the uncompressed bytes, lower-case hex: what CloudTrail's digests list. */
  readonly sha256?: string;
  readonly inflatedBytes?: number;
  readonly gzipMembers?: number;
  readonly counts: FileCounts;
  /** Records that could not be audited: the first 100. */
  readonly rejected?: readonly { readonly index: number; readonly reason: string }[];
  readonly unknownOperations?: number;
  readonly status: 'done' | 'failed';
  /** Why the file failed. */
  readonly error?: string;
  /** ISO 8601. */
  readonly finishedAt: string;
}

type Item = Record<string, AttributeValue>;

const MAXIMUM_SORT_KEY_BYTES = 1_024;
const COUNTS: readonly (keyof FileCounts)[] = [
  'read',
  'otherServices',
  'excluded',
  'duplicates',
  'audited',
  'rejected',
];

/** Files of one account, Region and day lie together; the entry is the object key. */
export const ledgerKey = (file: Pick<LedgerEntry, 'bucket' | 'key' | 'accountId' | 'region' | 'day'>) => ({
  [LEDGER_KEYS.partition]: { S: `file/${file.bucket}/${file.accountId}/${file.region}/${file.day}` },
  [LEDGER_KEYS.sort]: { S: boundedString(file.key, MAXIMUM_SORT_KEY_BYTES) },
});

const number = (value: number): AttributeValue => ({ N: String(value) });
const text = (value: string): AttributeValue => ({ S: value });

/** Counts of nothing are left out: most files hold records of other services only. */
const countsItem = (counts: FileCounts): AttributeValue => ({
  M: Object.fromEntries(
    COUNTS.filter((name) => counts[name] > 0).map((name) => [name, number(counts[name])]),
  ),
});

/** The item of an entry. Account, Region and day are parts of its key. */
export function ledgerItem(entry: LedgerEntry): Item {
  const item: Item = ledgerKey(entry);
  item.etag = text(entry.etag);
  item.status = text(entry.status);
  item.counts = countsItem(entry.counts);
  item.finishedAt = text(entry.finishedAt);
  if (item[LEDGER_KEYS.sort]?.S !== entry.key) item.key = text(entry.key);
  if (entry.sha256 !== undefined) item.sha256 = text(entry.sha256);
  if (entry.inflatedBytes !== undefined) item.inflatedBytes = number(entry.inflatedBytes);
  if (entry.gzipMembers !== undefined) item.gzipMembers = number(entry.gzipMembers);
  if (entry.unknownOperations !== undefined) item.unknownOperations = number(entry.unknownOperations);
  if (entry.error !== undefined) item.error = text(boundedString(entry.error));
  if (entry.rejected?.length) {
    item.rejected = {
      L: entry.rejected
        .slice(0, 100)
        .map(({ index, reason }) => ({ M: { index: number(index), reason: text(boundedString(reason)) } })),
    };
  }
  return item;
}

const optionalText = (item: Item, ...names: string[]) =>
  Object.fromEntries(
    names.filter((name) => item[name]?.S !== undefined).map((name) => [name, item[name]?.S]),
  );

const optionalNumbers = (item: Item, ...names: string[]) =>
  Object.fromEntries(
    names.filter((name) => item[name]?.N !== undefined).map((name) => [name, Number(item[name]?.N)]),
  );

/** Reads an entry back. @throws AuditTrailError `InvalidItem` for any other item. */
export function parseLedgerItem(item: Item): LedgerEntry {
  const book = item[LEDGER_KEYS.partition]?.S ?? '';
  const key = item.key?.S ?? item[LEDGER_KEYS.sort]?.S;
  const [kind, bucket = '', accountId = '', region = '', day = ''] = book.split('/');
  const status = item.status?.S;
  if (kind !== 'file' || key === undefined || (status !== 'done' && status !== 'failed')) {
    throw new AuditTrailError('InvalidItem', `Not a ledger entry of a file: ${book} ${key}.`);
  }
  const counts = Object.fromEntries(COUNTS.map((name) => [name, Number(item.counts?.M?.[name]?.N ?? 0)]));
  return {
    bucket,
    key,
    accountId,
    region,
    day,
    etag: item.etag?.S ?? '',
    status,
    finishedAt: item.finishedAt?.S ?? '',
    counts: counts as Record<keyof FileCounts, number>,
    ...optionalText(item, 'sha256', 'error'),
    ...optionalNumbers(item, 'inflatedBytes', 'gzipMembers', 'unknownOperations'),
    ...(item.rejected?.L && {
      rejected: item.rejected.L.map(({ M }) => ({ index: Number(M?.index?.N), reason: M?.reason?.S ?? '' })),
    }),
  };
}
