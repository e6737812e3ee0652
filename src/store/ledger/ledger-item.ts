import * as z from 'zod';
import { partitionForRegion } from '../../audit/arn';
import { MEANING_VERSION } from '../../audit/meaning-version';
import { AuditTrailError } from '../../errors';
import { LEDGER_KEYS } from '../indexes';
import { boundedString } from '../storable-record';
import { COUNT_NAMES, type FileCounts } from './file-counts';
import { FILE_BOOK, type FileId, type FilePlace, ledgerKey, parseLedgerKey } from './file-key';

/** What the events of a file are about. */
export interface FileSpan {
  /** Tables that events name, by ARN: the first 100. */
  readonly tables?: readonly string[] | undefined;
  /** Set if events name more tables. */
  readonly tablesTruncated?: true | undefined;
  /** `eventTime` of the first and the last audited event. Absent without such events. */
  readonly firstEventTime?: string | undefined;
  readonly lastEventTime?: string | undefined;
}

/** What is known of one content of a log file, or of a file whose last attempt failed. */
export interface LedgerEntry extends FileId, FileSpan {
  /** Of the bytes that were read, without quotes. */
  readonly etag: string;
  /** Version of the object in S3. Absent if the bucket has no versions. */
  readonly versionId?: string | undefined;
  /** Of the uncompressed bytes, lower-case hex: the hash that CloudTrail's digest files list. */
  readonly sha256?: string | undefined;
  readonly inflatedBytes?: number | undefined;
  readonly compressedBytes?: number | undefined;
  /** CloudTrail writes 1. 0 for a file that is not compressed. */
  readonly gzipMembers?: number | undefined;
  /** Zero bytes after the last gzip member. CloudTrail writes none. Nothing else may follow: such a file fails. */
  readonly paddingBytes?: number | undefined;
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
  /** The version of the meaning that its events got. Absent for version 1. */
  readonly meaningVersion?: number | undefined;
  /**
   * The version of the meaning of its activity entries: later than that of its events once `reindex` has made them again. Absent
   * if it has none. Only read: `Ledger.record` takes these apart.
   */
  readonly activityMeaning?: number | undefined;
  /** Why the file failed. */
  readonly error?: string | undefined;
  /** Why somebody decided that a failed file stays a gap of the audit. */
  readonly discarded?: string | undefined;
  /** ISO 8601. */
  readonly finishedAt: string;
}

/** Whether the activity entries of a content are of an earlier version of the meaning. */
export const hasOutdatedEntries = ({ status, activityMeaning = MEANING_VERSION }: LedgerEntry): boolean =>
  status === 'done' && activityMeaning < MEANING_VERSION;

/** An entry as the table has it. */
export interface StoredEntry {
  readonly entry: LedgerEntry;
  /** Whether its key names the content. Otherwise the file failed, or an earlier version wrote the entry. */
  readonly isContent: boolean;
}

/** An item as the document client takes and returns it. */
export type LedgerItem = Record<string, unknown>;

const MAXIMUM_REJECTED = 100;

const OPTIONAL = [
  'versionId',
  'sha256',
  'inflatedBytes',
  'compressedBytes',
  'gzipMembers',
  'paddingBytes',
  'unknownOperations',
  'shapes',
  'tablesTruncated',
  'firstEventTime',
  'lastEventTime',
  'discarded',
  'meaningVersion',
] as const;

/**
 * Counts as they are stored. Those of zero are left out, because most files hold only records of other services; also
 * `recorded`, which `audited` and `summarized` imply.
 */
function toStoredCounts(counts: FileCounts): Partial<FileCounts> {
  const kept: Partial<FileCounts> = {};
  for (const name of COUNT_NAMES) if (counts[name] > 0 && name !== 'recorded') kept[name] = counts[name];
  return kept;
}

/** What the ARNs of the tables of a place begin with. Items leave it out, so that an entry fits one write unit. */
const tablePrefix = ({ region, accountId }: FilePlace): string =>
  `arn:${partitionForRegion(region)}:dynamodb:${region}:${accountId}:table/`;

/** The item of an entry. Bucket, account, Region and day are parts of its key. Absent values are left out. */
export function toLedgerItem(entry: LedgerEntry): LedgerItem {
  const key = ledgerKey(entry);
  const item: LedgerItem = { ...key };
  const { file } = parseLedgerKey(key[LEDGER_KEYS.partition]!, key[LEDGER_KEYS.sort]!, entry);
  if (file.key !== entry.key) item.key = entry.key;
  item.etag = entry.etag;
  item.status = entry.status;
  item.counts = toStoredCounts(entry.counts);
  item.finishedAt = entry.finishedAt;
  for (const name of OPTIONAL) if (entry[name] !== undefined) item[name] = entry[name];
  if (entry.tables?.length) {
    const prefix = tablePrefix(entry);
    item.tables = entry.tables.map((arn) => (arn.startsWith(prefix) ? arn.slice(prefix.length) : arn));
  }
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
  versionId: z.string().optional(),
  status: z.enum(['done', 'failed']),
  finishedAt: z.string().default(''),
  counts: z
    .object({
      read: count,
      otherServices: count,
      excluded: count,
      duplicates: count,
      audited: count,
      summarized: count,
      rejected: count,
    })
    .transform((counts): FileCounts => ({ ...counts, recorded: counts.audited - counts.summarized }))
    .prefault({}),
  sha256: z.string().optional(),
  error: z.string().optional(),
  discarded: z.string().optional(),
  meaningVersion: z.int().optional(),
  inflatedBytes: z.int().optional(),
  compressedBytes: z.int().optional(),
  gzipMembers: z.int().optional(),
  paddingBytes: z.int().optional(),
  unknownOperations: z.int().optional(),
  shapes: z.array(z.string()).optional(),
  tables: z.array(z.string()).optional(),
  tablesTruncated: z.literal(true).optional(),
  firstEventTime: z.string().optional(),
  lastEventTime: z.string().optional(),
  rejected: z.array(z.object({ index: z.int(), reason: z.string() })).optional(),
  activity: z.unknown().optional(),
  activityMeaning: z.int().optional(),
});

/** Reads an entry back. @throws AuditTrailError `InvalidItem` for any other item */
export function parseLedgerItem(item: LedgerItem): StoredEntry {
  const parsed = storedEntry.safeParse(item);
  if (!parsed.success) {
    const [partition, sort] = [item[LEDGER_KEYS.partition], item[LEDGER_KEYS.sort]];
    throw new AuditTrailError('InvalidItem', `Not a ledger entry of a file: ${partition} ${sort}.`, {
      cause: parsed.error,
    });
  }
  const {
    [LEDGER_KEYS.partition]: partition,
    [LEDGER_KEYS.sort]: sort,
    key,
    tables,
    activity,
    activityMeaning = parsed.data.meaningVersion ?? 1,
    ...content
  } = parsed.data;
  const { file, isContent } = parseLedgerKey(partition, sort, content);
  const prefix = tablePrefix(file);
  const entry: LedgerEntry = {
    ...content,
    ...(tables && { tables: tables.map((name) => (name.startsWith('arn:') ? name : prefix + name)) }),
    ...file,
    ...(key !== undefined && { key }),
    ...(activity !== undefined && { activityMeaning }),
  };
  return { entry, isContent };
}
