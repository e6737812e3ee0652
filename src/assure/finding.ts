import type { TimeRange } from './covered-time';

/**
 * What became of a digest.
 * - `valid`: signed by AWS, at its place, and linked to the digest after it.
 * - `invalid`: it was changed, moved, or does not fit the digest after it.
 * - `missing`: the digest after it names it, or the time has none, and it is not there.
 * - `unverified`: it cannot be read, or its public key is not known.
 */
export type DigestState = 'valid' | 'invalid' | 'missing' | 'unverified';

/**
 * What became of a log file.
 * - `intact`: it has the hash that a valid digest names.
 * - `altered`: it has another hash, is no gzip, or something follows the gzip data.
 * - `missing`: a valid digest names it, and it is not there.
 * - `notIngested`: it is there, and the audit does not know it.
 * - `incomplete`: it has the hash, but some of its records could not be audited.
 * - `unread`: it cannot be read.
 * - `unreferenced`: valid digests cover the time of its delivery, and none names it.
 * - `pending`: its digest is not due yet.
 * - `uncovered`: no valid digest covers the time of its delivery.
 */
export type FileState =
  | 'intact'
  | 'altered'
  | 'missing'
  | 'notIngested'
  | 'incomplete'
  | 'unread'
  | 'unreferenced'
  | 'pending'
  | 'uncovered';

interface FoundAt {
  readonly account: string;
  readonly region: string;
  /** UTC day: of a digest and of the files that it names, the day of its end; of others, of delivery. */
  readonly day: string;
  /** `s3://bucket/key`, or the key alone if the bucket is not known. */
  readonly object: string;
  /** Set if the object is neither valid nor intact. */
  readonly reason?: string;
}

export interface DigestFinding extends FoundAt {
  readonly kind: 'digest';
  /** `gap`: no digest covers a time range, and none was due. */
  readonly state: DigestState | 'gap';
  readonly isBackfill?: boolean;
  /** The trail as coverage names it: its name, `@`, and its home Region. Absent if a place has no digests. */
  readonly trail?: string;
  /** The time that a valid digest covers. */
  readonly covers?: TimeRange;
  /** The time that no digest covers, if the finding is about a time and not about an object. */
  readonly lacks?: TimeRange;
}

export interface FileFinding extends FoundAt {
  readonly kind: 'file';
  readonly state: FileState;
  /** Of a file that a digest names: the trail, and the time that the digest covers. */
  readonly trail?: string;
  readonly covers?: TimeRange;
  /** When CloudTrail delivered the file, to the minute. Absent if its name does not say it. */
  readonly deliveredAt?: string | undefined;
  /** Time of the earliest event in the file, as the digest says. */
  readonly firstEventTime?: string | undefined;
}

/** A file of the audit itself that is damaged. */
export interface AuditFinding {
  readonly kind: 'audit';
  readonly state: 'damaged';
  readonly object: string;
  readonly reason: string;
}

/**
 * A record that differs from the log files.
 * - `missing`: a log file has the event, and the audit does not.
 * - `altered`: the audit has other content under the id of the event.
 * - `added`: the audit has an event that its log file does not have.
 */
export interface RecordFinding extends FoundAt {
  readonly kind: 'record';
  readonly state: 'missing' | 'altered' | 'added';
}

/** How many events of log files were compared with the audit. */
export interface ComparedFinding {
  readonly kind: 'compared';
  readonly records: number;
}

/** One result of a verification. */
export type Finding = DigestFinding | FileFinding | RecordFinding | ComparedFinding | AuditFinding;
