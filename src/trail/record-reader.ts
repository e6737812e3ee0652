import { AuditTrailError, toMessage } from '../errors';
import { decodeText, type JsonScanner, ODD_ESCAPE, type ScanEvent } from '../native/json-scanner';
import type { LogFileRecord, LogFileSummary, RecordMatcher, RejectedRecord } from './log-file-record';

/** As `ReadOptions` says. */
export type OnRecord = (record: LogFileRecord) => void | Promise<void>;

/** Records nested deeper are set aside, so that whatever follows may recurse. */
export const MAXIMUM_DEPTH = 512;

// Records that may be wanted are handed over several at once: one by one, each would find the processor's
// caches full of the records between them, and cost up to twice as much.
const RECORDS_AT_ONCE = 64;
const BYTES_AT_ONCE = 256 * 1024;

/** A record whose bytes hold the markers. */
interface Candidate {
  readonly event: ScanEvent;
  readonly original: Buffer;
}

/** Makes records of what the scanner finds. */
export interface RecordReader {
  /** Takes all that the scanner has; a promise only where `onRecord` gave one. */
  read(): void | Promise<void>;
  /** Hands over the records that wait to be handed over together. */
  handOver(): void | Promise<void>;
  /** At the end. @throws AuditTrailError `InvalidLogFile` if the text is not whole or has no `Records` */
  counts(): Pick<LogFileSummary, 'records' | 'otherServices' | 'rejected'>;
}

export function recordReader(scanner: JsonScanner, matcher: RecordMatcher, onRecord: OnRecord): RecordReader {
  const rejected: RejectedRecord[] = [];
  let waiting: Candidate[] = [];
  let waitingBytes = 0;
  let kept = 0;
  let recordsFound = false;
  let recordsExpected = false;

  function read(): void | Promise<void> {
    for (let event = scanner.next(); event; event = scanner.next()) {
      const pending = take(event);
      if (pending) return pending.then(read);
    }
  }

  function take(event: ScanEvent): void | Promise<void> {
    if (event.kind === 'record') return takeRecord(event);
    const name = event.kind === 'other-element' ? `Record ${event.index}` : `A ${event.kind}`;
    const value = parse(scanner.text(event), name);
    if (event.kind === 'other-element') {
      rejected.push({ index: event.index, reason: `A record is an object, not ${toName(value)}.` });
    } else if (event.kind === 'value') {
      if (recordsExpected) throw invalid(`"Records" is ${toName(value)}, not an array.`);
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
    waiting.push({ event, original: scanner.copy(event) });
    waitingBytes += event.end - event.start;
    if (waiting.length >= RECORDS_AT_ONCE || waitingBytes >= BYTES_AT_ONCE) return handOver();
  }

  function handOver(): void | Promise<void> {
    const candidates = waiting;
    waiting = [];
    waitingBytes = 0;
    return handOverFrom(candidates, 0);
  }

  function handOverFrom(candidates: readonly Candidate[], start: number): void | Promise<void> {
    for (let at = start; at < candidates.length; at++) {
      const pending = handOverOne(candidates[at]!);
      if (pending) return pending.then(() => handOverFrom(candidates, at + 1));
    }
  }

  function handOverOne({ event: { index, depth, flags }, original }: Candidate): void | Promise<void> {
    const event = parse(decodeText(original, flags), `Record ${index}`) as Readonly<Record<string, unknown>>;
    if (!matcher.accepts(event)) return;
    if (depth > MAXIMUM_DEPTH) {
      const reason = `A record is nested at most ${MAXIMUM_DEPTH} levels deep, not ${depth}.`;
      rejected.push({ index, reason });
      return;
    }
    kept++;
    return onRecord({ index, event, original });
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

  return {
    read,
    handOver,
    counts() {
      scanner.assertWhole();
      if (!recordsFound) throw invalid('The file has no "Records".');
      const records = scanner.recordCount();
      rejected.sort((one, other) => one.index - other.index);
      return { records, otherServices: records - kept - rejected.length, rejected };
    },
  };
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(`The file is not JSON: ${name}: ${toMessage(error)}`, error);
  }
}

function toName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

const invalid = (message: string, cause?: unknown) =>
  new AuditTrailError('InvalidLogFile', message, { cause });
