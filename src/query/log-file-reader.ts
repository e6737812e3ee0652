import type { AuditedEvent } from '../audit/audit-record';

/** A content of a log file, as its activity entries name it. */
export interface NamedLogFile {
  readonly bucket: string;
  readonly key: string;
  /** Version of the object in S3. Undefined if the bucket had no versions. */
  readonly versionId: string | undefined;
  /** Of the uncompressed bytes when it was ingested, lower-case hex. */
  readonly sha256: string;
}

/** Why the events of a log file cannot be shown. */
export interface FileProblem {
  /** `archived`: the object has to be restored first. `denied`: the reader, or its bucket, does not allow it. */
  readonly kind: 'changed' | 'missing' | 'archived' | 'denied';
  /** As a clause, such as `its SHA-256 is …`. */
  readonly reason: string;
}

/** A log file that was read again. */
export interface ReadLogFile {
  /** Those that were wanted, in the order of the file. Of a file that changed: those that it has now, if it can be read. */
  readonly events: readonly AuditedEvent[];
  /** Uncompressed bytes that were read. */
  readonly inflatedBytes: number;
  /** Absent if the bytes are those that were ingested. */
  readonly problem?: FileProblem;
}

/** Reads log files again, for the events that have no record of their own. */
export interface LogFileReader {
  /**
   * Reads a log file to its end, gives its events the same meaning as when it was ingested, and compares its SHA-256.
   * @param wants decides which events are kept
   * @throws AuditTrailError `ServiceFailed` if the place that stores it does not answer; the reason of the signal once it is
   *   aborted
   */
  read(
    file: NamedLogFile,
    wants: (event: AuditedEvent) => boolean,
    signal: AbortSignal | undefined,
  ): Promise<ReadLogFile>;
}
