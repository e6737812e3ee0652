import type { LedgerEntry } from '../store/ledger/ledger-item';

/** Log files by their bucket, and by the account, Region and day in their keys. */
export interface FileRange {
  /** A store on one machine also has files of the bucket `local`, of which the true bucket is not known. */
  readonly bucket: string;
  readonly accountId: string;
  readonly region: string;
  /** First and last day, inclusive, `YYYY-MM-DD`. */
  readonly since: string;
  readonly until: string;
}

/** What digests are compared with, of one content of a log file or a failed attempt. */
export interface FileContent
  extends Pick<
    LedgerEntry,
    'bucket' | 'key' | 'status' | 'sha256' | 'gzipMembers' | 'paddingBytes' | 'error'
  > {
  readonly counts: Pick<LedgerEntry['counts'], 'rejected' | 'excluded'>;
}

/** Which files are wanted. A store may give others, too, if it would have to read them anyway. */
export interface FileSelection {
  readonly accountIds?: readonly string[] | undefined;
  readonly regions?: readonly string[] | undefined;
  /** Days of delivery, `YYYY-MM-DD`. */
  readonly days?: readonly string[] | undefined;
}

export interface FileOptions {
  /** Default: all files. */
  readonly only?: FileSelection | undefined;
  /** Position that an earlier answer of this store gave. Default: the beginning. */
  readonly from?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface FileBatch {
  readonly files: readonly KnownFile[];
  /** Number of entries looked at. */
  readonly entries: number;
  /** Where reading continues after this batch. Absent if it would begin where this answer began. */
  readonly position?: string | undefined;
  /** The only buckets that were looked at. Absent if all were. */
  readonly buckets?: readonly string[] | undefined;
}

/** What is known of one log file. */
export interface KnownFile {
  /** One for each content, and the last failure unless the file was done since then. */
  readonly entries: readonly LedgerEntry[];
  /** Where reading continues after this file. Absent if it cannot continue before the next file. */
  readonly position?: string | undefined;
}
