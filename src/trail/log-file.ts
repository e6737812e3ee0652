import { createHash } from 'node:crypto';
import { AuditTrailError, messageOf } from '../errors';
import { inflate } from './inflate';
import { createJsonScanner, type JsonScanner, ODD_ESCAPE, type ScanEvent } from './json-scanner';
import type { LogFileRecord, LogFileSummary, RecordMatcher, RejectedRecord } from './log-file-record';

/** What is wanted of a log file, and who takes it. */
export interface ReadOptions {
  readonly matcher: RecordMatcher;
  /** A file that inflates beyond this fails, as soon as it does. Default 1 GiB. */
  readonly maximumInflatedBytes?: number;
  /**
   * Takes each record that the matcher accepts, in the order of the file; its bytes are a copy, and may
   * be kept. Where it returns a promise, reading waits for that. What it throws, `readLogFile` throws.
   */
  readonly onRecord: (record: LogFileRecord) => void | Promise<void>;
}

/** Records nested deeper are set aside, so that whatever follows may recurse. */
export const MAXIMUM_DEPTH = 512;

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
    return { sha256: hash.digest('hex'), ...records.counts(), ...sizes };
  } finally {
    scanner.release();
  }
}

function recordReader(scanner: JsonScanner, matcher: RecordMatcher, onRecord: ReadOptions['onRecord']) {
  const rejected: RejectedRecord[] = [];
  let kept = 0;
  let recordsFound = false;
  let recordsExpected = false;

  /** Takes what the scanner has; a promise only where `onRecord` gave one. */
  function read(): void | Promise<void> {
    for (let event = scanner.next(); event; event = scanner.next()) {
      const pending = take(event);
      if (pending) return pending.then(read);
    }
  }

  function take(event: ScanEvent): void | Promise<void> {
    if (event.kind === 'record') return takeRecord(event);
    const value = parse(event);
    if (event.kind === 'other-element') {
      rejected.push({ index: event.index, reason: `A record is an object, not ${nameOf(value)}.` });
    } else if (event.kind === 'value') {
      if (recordsExpected) throw invalid(`"Records" is ${nameOf(value)}, not an array.`);
    } else {
      takeKey(value);
    }
  }

  function takeKey(key: unknown): void {
    recordsExpected = key === 'Records';
    if (!recordsExpected) return;
    if (recordsFound) throw invalid('The file has two "Records".');
    recordsFound = true;
    scanner.expectRecords();
  }

  function takeRecord(event: ScanEvent): void | Promise<void> {
    if ((event.flags & ODD_ESCAPE) === 0 && !holdsGroup(event)) return;
    const record = parse(event) as Readonly<Record<string, unknown>>;
    if (!matcher.accepts(record)) return;
    if (event.depth > MAXIMUM_DEPTH) {
      const reason = `A record is nested at most ${MAXIMUM_DEPTH} levels deep, not ${event.depth}.`;
      rejected.push({ index: event.index, reason });
      return;
    }
    kept++;
    return onRecord({ index: event.index, event: record, original: scanner.copy(event) });
  }

  /** The scanner found one marker of a group; are the others there too? */
  function holdsGroup(event: ScanEvent): boolean {
    return matcher.markerGroups.some((group, number) => {
      if (((event.anchorHits >> number) & 1) === 0) return false;
      if (group.length === 1) return true;
      const text = scanner.text(event);
      return group.every((marker) => text.includes(marker));
    });
  }

  function parse(event: ScanEvent): unknown {
    try {
      return JSON.parse(scanner.text(event));
    } catch (error) {
      const { kind, index } = event;
      const what = kind === 'record' || kind === 'other-element' ? `Record ${index}` : `A ${kind}`;
      throw invalid(`The file is not JSON: ${what}: ${messageOf(error)}`, error);
    }
  }

  return {
    read,
    counts() {
      scanner.assertWhole();
      if (!recordsFound) throw invalid('The file has no "Records".');
      const records = scanner.recordCount();
      return { records, otherServices: records - kept - rejected.length, rejected };
    },
  };
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

const invalid = (message: string, cause?: unknown) =>
  new AuditTrailError('InvalidLogFile', message, { cause });
