/** A record of a log file that may be ours, parsed, with its exact bytes. */
export interface LogFileRecord {
  /** Position in the `Records` array, from 0. */
  readonly index: number;
  readonly event: Readonly<Record<string, unknown>>;
  /** The bytes of the record in the inflated log file, from `{` to `}`. */
  readonly original: Uint8Array;
}

/** A record that cannot be audited, set aside with what is wrong with it. */
export interface RejectedRecord {
  readonly index: number;
  readonly reason: string;
}

/**
 * Which records to keep. A record is parsed when its bytes hold all markers of at least one group,
 * and kept when `accepts` says so of the parsed event. The groups may let too much through, never
 * too little: they are matched against the raw bytes before anything is parsed. A marker has 2 to 128
 * characters of printable ASCII without " \ / & ' < = >, which JSON, or CloudTrail, may write otherwise.
 */
export interface RecordMatcher {
  readonly markerGroups: readonly (readonly string[])[];
  readonly accepts: (event: Readonly<Record<string, unknown>>) => boolean;
}

/** What reading one log file found; `records` = kept + `otherServices` + `rejected.length`. */
export interface LogFileSummary {
  readonly records: number;
  readonly otherServices: number;
  readonly rejected: readonly RejectedRecord[];
  /** SHA-256 of the inflated bytes, lower-case hex: what CloudTrail's digests list. */
  readonly sha256: string;
  readonly inflatedBytes: number;
  readonly compressedBytes: number;
  /** 0 for a file that was not compressed; CloudTrail itself writes 1. */
  readonly gzipMembers: number;
}
