import { LEDGER_KEYS } from '../indexes';
import { boundedString } from '../storable-record';

/** The account, Region and day under which CloudTrail delivered an object. */
export interface FilePlace {
  readonly accountId: string;
  readonly region: string;
  /** `YYYY-MM-DD` */
  readonly day: string;
}

/** An object of a trail. */
export interface FileId extends FilePlace {
  readonly bucket: string;
  readonly key: string;
}

/** What distinguishes one content of a file from another. */
export interface ContentId {
  readonly status: 'done' | 'failed';
  readonly sha256?: string | undefined;
  readonly gzipMembers?: number | undefined;
  readonly paddingBytes?: number | undefined;
}

/** What the partition key of every file's entry begins with. */
export const FILE_BOOK = 'file/';

const MAXIMUM_SORT_KEY_BYTES = 1_024;
/** Enough for the longest end of a sort key: a hash, and two numbers of at most 13 digits. */
const MAXIMUM_ENDING_BYTES = 48;
const HASH_DIGITS = 16;

const fileEntry = (key: string): string => boundedString(key, MAXIMUM_SORT_KEY_BYTES - MAXIMUM_ENDING_BYTES);

/** Entries of one account, Region and day share a partition. */
export const filePartition = ({ bucket, accountId, region, day }: Omit<FileId, 'key'>): string =>
  `${FILE_BOOK}${bucket}/${accountId}/${region}/${day}`;

/**
 * What follows the object key in the sort key: `#` and the first 16 digits of the SHA-256, so that another content
 * has an entry of its own. If the gzip stream did not end as CloudTrail's do, the numbers of members and of padding
 * bytes follow, so that the intact file does not replace this entry. Empty for a file that failed, which has no known
 * content. No other key looks like this: keys of log files end in `.json` or `.json.gz`.
 */
export function contentEnding({ status, sha256, gzipMembers = 1, paddingBytes = 0 }: ContentId): string {
  if (status !== 'done' || sha256 === undefined) return '';
  const hash = `#${sha256.slice(0, HASH_DIGITS)}`;
  return gzipMembers === 1 && paddingBytes === 0 ? hash : `${hash}.${gzipMembers}.${paddingBytes}`;
}

/** The key of the entry of one content of a file, or of its failure. */
export const ledgerKey = (file: FileId & ContentId) => ({
  [LEDGER_KEYS.partition]: filePartition(file),
  [LEDGER_KEYS.sort]: fileEntry(file.key) + contentEnding(file),
});

/** The partition, and the first and the last sort key, of the entries of a file. Others may lie between them. */
export const ledgerRange = (file: FileId) => ({
  partition: filePartition(file),
  first: fileEntry(file.key),
  last: `${fileEntry(file.key)}#g`,
});

/** The first and the last sort key of the entries of some files. Those of others may lie between them. */
export function ledgerSpan(keys: readonly string[]): { readonly first: string; readonly last: string } {
  const entries = keys.map(fileEntry);
  const firsts = entries.map((entry) => Buffer.from(entry)).sort(Buffer.compare);
  const lasts = entries.map((entry) => Buffer.from(`${entry}#g`)).sort(Buffer.compare);
  return { first: String(firsts[0]), last: String(lasts.at(-1)) };
}

/** The file and the kind of an entry, by its key. An earlier version wrote contents as it wrote failures. */
export function parseLedgerKey(partition: string, sort: string, content: ContentId) {
  const [, bucket = '', accountId = '', region = '', day = ''] = partition.split('/');
  const ending = contentEnding(content);
  const isContent = ending !== '' && sort.endsWith(ending);
  const key = isContent ? sort.slice(0, -ending.length) : sort;
  return { isContent, file: { bucket, key, accountId, region, day } satisfies FileId };
}
