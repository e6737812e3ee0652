/** A record of a log file that the matcher accepts, parsed, with its exact bytes. */
export interface LogFileRecord {
  /** Position in the `Records` array, from 0. */
  readonly index: number;
  readonly event: Readonly<Record<string, unknown>>;
  /** The bytes of the record in the inflated log file, from `{` to `}`. */
  readonly original: Uint8Array;
  /** The id of the event that this is a copy of: a row of a query, which has lost its exact form. */
  readonly copyOf?: string;
  /** Position in the inflated file of the value that holds the event. Absent for a delivered log file. */
  readonly offset?: number;
}

/** A record that cannot be audited, with the reason. The rest of its file is read. */
export interface RejectedRecord {
  readonly index: number;
  readonly reason: string;
}

/**
 * Which records to parse: those whose bytes hold all markers of at least one group, and those with a member
 * `eventName`, at any depth, that has one of these values. Both are searched for in the raw bytes before anything
 * is parsed, so they may match too many records, but never too few.
 */
export interface WantedRecords {
  /**
   * A marker has 2 to 128 characters of printable ASCII without " \ / & ' < = >, because JSON, or CloudTrail, may
   * write those differently.
   */
  readonly markerGroups: readonly (readonly string[])[];
  /** ASCII letters and digits only, up to 64. Default: none. */
  readonly eventNames?: readonly string[];
  /** As `eventNames`, but of these a record also has one of `texts`. For names that are common. Default: none. */
  readonly eventNamesWithText?: readonly string[];
  /** As markers, but of any length. An empty one is in every record. Default: none. */
  readonly texts?: readonly string[];
}

/** Which records to keep: those wanted for which `accepts` returns true once they are parsed. */
export interface RecordMatcher extends WantedRecords {
  readonly accepts: (event: Readonly<Record<string, unknown>>) => boolean;
}

/**
 * How a file holds its events. `log-file`: `{"Records":[…]}`, as CloudTrail delivers them. `event`: events
 * themselves, alone, in a list, or one a line. `audit-export`: what `ddb-audit export` wrote as Parquet. The others hold each
 * event in something else.
 */
export type InputShape =
  | 'log-file'
  | 'event'
  | 'lookup-events'
  | 'eventbridge'
  | 'cloudwatch-logs'
  | 'cloudtrail-lake'
  | 'athena'
  | 'audit-export';

/** What a log file contains; `records` = kept + `otherServices` + `rejectedCount`. */
export interface LogFileSummary {
  /** The shapes of input that were found; absent for a log file as CloudTrail delivers it. */
  readonly shapes?: readonly InputShape[];
  readonly records: number;
  readonly otherServices: number;
  /** The first 100 rejected records. */
  readonly rejected: readonly RejectedRecord[];
  /** The number of rejected records. */
  readonly rejectedCount: number;
  /** SHA-256 of the inflated bytes, in lower-case hex, as CloudTrail's digests list it. */
  readonly sha256: string;
  readonly inflatedBytes: number;
  readonly compressedBytes: number;
  /** 0 for a file that is not compressed. CloudTrail itself writes 1. */
  readonly gzipMembers: number;
  /** Zero bytes after the last gzip member. CloudTrail itself writes none. */
  readonly paddingBytes: number;
}
