import { createHash, hash } from 'node:crypto';
import { AuditTrailError } from '../errors';
import { after, afterwards } from './after';
import { inOnePiece } from './byte-input';
import { inflate } from './inflate';
import { PIECE_BYTES } from './inflate-member';
import { inflateWhole } from './inflate-whole';
import type { LogFileSummary, RecordMatcher } from './log-file-record';
import { MemberStarts } from './member-starts';
import { type OnRecord, RecordReader } from './record-reader';

/** 1 GiB. */
const MAXIMUM_INFLATED_BYTES = 2 ** 30;

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
  const { matcher, maximumInflatedBytes = MAXIMUM_INFLATED_BYTES, onRecord } = options;
  const sha256 = createHash('sha256');
  const members = new MemberStarts();
  const records = new RecordReader(matcher, onRecord, (offset) => describeExcess(members.find(offset)));
  try {
    const sizes = await inflate(chunks, maximumInflatedBytes, (bytes, member) => {
      sha256.update(bytes);
      members.add(bytes.length, member);
      return records.read(bytes);
    });
    if (sizes.compressedBytes === 0) throw invalid('The file is empty.');
    if (sizes.inflatedBytes === 0) throw invalid('The file has no content: it inflates to 0 bytes.');
    return { sha256: sha256.digest('hex'), ...(await records.finish()), ...sizes };
  } finally {
    records.release();
  }
}

/**
 * Reads a log file that is in memory, as `readLogFile` does and with the same results and errors. Small files
 * take half the time: a file as CloudTrail writes it, which inflates to at most 16 MiB, is read before this
 * returns, unless `onRecord` returns a promise.
 * @param file the file as stored
 * @throws AuditTrailError as `readLogFile`, now or as a rejection
 */
export function readWholeLogFile(
  file: Uint8Array,
  options: ReadOptions,
): LogFileSummary | Promise<LogFileSummary> {
  const { matcher, maximumInflatedBytes = MAXIMUM_INFLATED_BYTES, onRecord } = options;
  const inflated = inflateWhole(file, maximumInflatedBytes);
  if (inflated === undefined) return readLogFile(inOnePiece(file), options);
  const { content, sizes } = inflated;
  const records = new RecordReader(matcher, onRecord);
  const read = () => after(readInPieces(records, content, 0), () => records.finish());
  return after(
    afterwards(read, () => records.release()),
    (counts) => ({ sha256: hash('sha256', content), ...counts, ...sizes }),
  );
}

/** In pieces, so that a value is found to be too long where it is in a stream. */
function readInPieces(records: RecordReader, content: Uint8Array, from: number): void | Promise<void> {
  for (let at = from; at < content.length; at += PIECE_BYTES) {
    const pending = records.read(content.subarray(at, at + PIECE_BYTES));
    if (pending) return pending.then(() => readInPieces(records, content, at + PIECE_BYTES));
  }
}

/** Several log files that were joined are valid gzip, but not one JSON document. */
const describeExcess = (member: number): string | undefined =>
  member > 1
    ? `Gzip member ${member} has content after the JSON document. A log file must be one JSON document; store each document in a file of its own.`
    : undefined;

const invalid = (message: string) => new AuditTrailError('InvalidLogFile', message);
