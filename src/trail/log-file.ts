import { createHash } from 'node:crypto';
import { AuditTrailError } from '../errors';
import { createJsonScanner } from '../native/json-scanner';
import { inflate } from './inflate';
import type { LogFileSummary, RecordMatcher } from './log-file-record';
import { type OnRecord, recordReader } from './record-reader';

/** What is wanted of a log file, and who takes it. */
export interface ReadOptions {
  readonly matcher: RecordMatcher;
  /** A file that inflates beyond this fails, as soon as it does. Default 1 GiB. */
  readonly maximumInflatedBytes?: number;
  /**
   * Takes each record that the matcher accepts, in the order of the file; its bytes are a copy, and may
   * be kept. Where it returns a promise, reading waits for that. What it throws, `readLogFile` throws.
   */
  readonly onRecord: OnRecord;
}

/**
 * Reads a log file as CloudTrail stores it: JSON `{"Records":[…]}`, compressed by gzip or, by its first
 * two bytes, not. Only records that may be wanted are parsed; of the others the structure is followed,
 * so that the boundaries are those of any valid JSON. Memory does not grow with the file.
 *
 * Records are handed over before the end of the file is known to be good: where this throws, they do not
 * count.
 * @param chunks the file as stored, in pieces of any size; let go of where reading fails
 * @throws AuditTrailError `InvalidLogFile`: truncated, damaged, not JSON, without a `Records` array, empty,
 * or too large. The message says what is wrong, not of which file. Errors of `chunks` go through unchanged.
 */
export async function readLogFile(
  chunks: AsyncIterable<Uint8Array>,
  options: ReadOptions,
): Promise<LogFileSummary> {
  const { matcher, maximumInflatedBytes = 2 ** 30, onRecord } = options;
  const scanner = createJsonScanner(matcher.markerGroups);
  const hash = createHash('sha256');
  const records = recordReader(scanner, matcher, onRecord);
  try {
    const sizes = await inflate(chunks, maximumInflatedBytes, (bytes) => {
      hash.update(bytes);
      scanner.push(bytes);
      return records.read();
    });
    if (sizes.compressedBytes === 0) throw invalid('The file is empty.');
    if (sizes.inflatedBytes === 0) throw invalid('The file holds nothing: it inflates to 0 bytes.');
    scanner.finish();
    await records.read();
    await records.handOver();
    return { sha256: hash.digest('hex'), ...records.counts(), ...sizes };
  } finally {
    scanner.release();
  }
}

const invalid = (message: string) => new AuditTrailError('InvalidLogFile', message);
