import { createHash } from 'node:crypto';
import { AuditTrailError } from '../errors';
import { inflate } from './inflate';
import { isSpace } from './json-bytes';
import type { LogFileSummary, RecordMatcher } from './log-file-record';
import { type OnRecord, RecordReader } from './record-reader';

/** Which records of a log file to read, and what to do with them. */
export interface ReadOptions {
  readonly matcher: RecordMatcher;
  /** Reading fails as soon as the file inflates beyond this. Default: 1 GiB. */
  readonly maximumInflatedBytes?: number;
  /**
   * Receives each record that the matcher accepts, in the order of the file. The record may be kept: its
   * bytes are a copy. Reading waits for a promise that it returns. `readLogFile` throws what it throws.
   */
  readonly onRecord: OnRecord;
}

/** A reader of files: `readLogFile`, or one that takes and answers the same. */
export type ReadEvents = typeof readLogFile;

/**
 * Reads a log file as CloudTrail stores it: JSON `{"Records":[…]}`, compressed with gzip unless its first
 * two bytes say otherwise. Only records that may be wanted are parsed; of the others only the structure is
 * read, so that record boundaries are exact for any valid JSON. Memory does not grow with the file.
 *
 * Records are handed over before the end of the file is known to be good. If this throws, they do not count.
 * @param chunks the file as stored, in pieces of any size; closed if reading fails
 * @throws AuditTrailError `InvalidLogFile` if the file is truncated, damaged, not JSON, empty, too large, or
 * has no `Records` array. The message says what is wrong, but does not name the file. Errors of `chunks` are
 * thrown unchanged.
 */
export async function readLogFile(
  chunks: AsyncIterable<Uint8Array>,
  options: ReadOptions,
): Promise<LogFileSummary> {
  const { matcher, maximumInflatedBytes = 2 ** 30, onRecord } = options;
  const hash = createHash('sha256');
  const records = new RecordReader(matcher, onRecord);
  let lastMember = 0;
  let memberOfEnd: number | undefined;
  try {
    const sizes = await inflate(chunks, maximumInflatedBytes, (bytes, member) => {
      hash.update(bytes);
      if (records.isWhole()) memberOfEnd ??= lastMember;
      lastMember = member;
      if (memberOfEnd !== undefined && member > memberOfEnd) assertOnlySpace(bytes, member, memberOfEnd);
      return records.read(bytes);
    });
    if (sizes.compressedBytes === 0) throw invalid('The file is empty.');
    if (sizes.inflatedBytes === 0) throw invalid('The file has no content: it inflates to 0 bytes.');
    return { sha256: hash.digest('hex'), ...(await records.finish()), ...sizes };
  } finally {
    records.release();
  }
}

/** Several log files that were joined are valid gzip, but not one JSON document. */
function assertOnlySpace(bytes: Uint8Array, member: number, memberOfEnd: number): void {
  if (bytes.every(isSpace)) return;
  throw invalid(
    `Gzip member ${member} has content after the JSON document, which ends in member ${memberOfEnd}. A log file must be one JSON document; store each document in a file of its own.`,
  );
}

const invalid = (message: string) => new AuditTrailError('InvalidLogFile', message);
