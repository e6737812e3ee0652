import { AuditTrailError, toMessage } from '../errors';
import { after } from './after';
import { createJsonScanner } from './create-json-scanner';
import type { Expected, ScanEvent } from './json-scanner';
import type { LogFileRecord, LogFileSummary, RecordMatcher } from './log-file-record';
import { assertSearchable } from './markers';
import { RejectedRecords } from './rejected-records';

/** As `ReadOptions` says. */
export type OnRecord = (record: LogFileRecord) => void | Promise<void>;

/**
 * Bytes of a single value, which is held in memory and may be parsed. CloudTrail's quota is 256 KB for an
 * event, 1 MB in event data stores. Parsed JSON can take 30 times the memory of its text.
 */
const MAXIMUM_VALUE_BYTES = 2 * 2 ** 20;

/**
 * Records of a file. CloudTrail's quota is 50 MB a file before compression, which is about 100,000 records
 * of the smallest kind; files that users merged may have more.
 */
const MAXIMUM_RECORDS = 1_000_000;

// Records that may be wanted are handed over several at once: one by one, each would find the processor's
// caches full of the records between them, and cost up to twice as much.
const RECORDS_AT_ONCE = 64;
const BYTES_AT_ONCE = 256 * 1024;

type RecordCounts = Pick<LogFileSummary, 'records' | 'otherServices' | 'rejected' | 'rejectedCount'>;

type Candidate = Extract<ScanEvent, { kind: 'record' }>;

/** Makes records of the bytes of one file. */
export class RecordReader {
  readonly #scanner;
  readonly #rejected = new RejectedRecords();
  #waiting: Candidate[] = [];
  #waitingBytes = 0;
  #kept = 0;
  #recordsFound = false;
  #recordsExpected = false;

  /**
   * @param describeExcess says why a file goes on after its document, if more is known than the byte at this offset
   * @throws AuditTrailError `InvalidArgument` for markers that bytes cannot be searched for
   */
  constructor(
    private readonly matcher: RecordMatcher,
    private readonly onRecord: OnRecord,
    private readonly describeExcess: (offset: number) => string | undefined = () => undefined,
  ) {
    assertSearchable(matcher);
    this.#scanner = createJsonScanner(matcher);
  }

  /**
   * Reads the next bytes of the file; a promise only where `onRecord` returned one.
   * @throws AuditTrailError `InvalidLogFile`, and what `onRecord` throws
   */
  read(bytes: Uint8Array): void | Promise<void> {
    this.#scanner.push(bytes);
    return this.#readEvents();
  }

  /**
   * Reads what is left when no more bytes follow; a promise only where `onRecord` returned one.
   * @throws AuditTrailError `InvalidLogFile` if the file is cut short or has no `Records`
   */
  finish(): RecordCounts | Promise<RecordCounts> {
    this.#scanner.finish();
    return after(this.#readEvents(), () => after(this.#handOver(), () => this.#count()));
  }

  #count(): RecordCounts {
    const expected = this.#scanner.expected();
    if (expected !== END) throw notJson('the file ends', expected);
    if (!this.#recordsFound) throw invalid('The file has no "Records".');
    const records = this.#scanner.recordCount();
    const { count, kept } = this.#rejected;
    return { records, otherServices: records - this.#kept - count, rejected: kept, rejectedCount: count };
  }

  /** Call when the reader is no longer needed. */
  release(): void {
    this.#scanner.release();
  }

  #readEvents(): void | Promise<void> {
    for (let event = this.#scanner.next(); event; event = this.#scanner.next()) {
      const pending = this.#take(event);
      if (pending) return pending.then(() => this.#readEvents());
    }
    if (this.#scanner.heldBytes() > MAXIMUM_VALUE_BYTES) {
      throw invalid(
        `A single value has more than ${MAXIMUM_VALUE_BYTES} bytes. CloudTrail's events have at most 256 KB.`,
      );
    }
    if (this.#scanner.recordCount() > MAXIMUM_RECORDS) {
      throw invalid(
        `The file has more than ${MAXIMUM_RECORDS} records. CloudTrail's files have at most 50 MB before compression; split the file.`,
      );
    }
  }

  #take(event: ScanEvent): void | Promise<void> {
    switch (event.kind) {
      case 'record':
        return this.#takeRecord(event);
      case 'key':
        return this.#takeKey(parse(event.text, 'a key'));
      case 'value':
        return this.#takeValue(parse(event.text, 'a value'));
      case 'other-element': {
        const { index, text } = event;
        const reason = `A record must be an object, but is ${toName(parse(text, `record ${index}`))}.`;
        return this.#rejected.add({ index, reason });
      }
      case 'unexpected': {
        const excess = event.expected === END ? this.describeExcess(event.offset) : undefined;
        if (excess !== undefined) throw invalid(excess);
        throw notJson(`byte ${event.offset} is ${JSON.stringify(event.found)}`, event.expected);
      }
    }
  }

  #takeKey(key: unknown): void {
    this.#recordsExpected = key === 'Records';
    if (!this.#recordsExpected) return;
    if (this.#recordsFound) throw invalid('The file has two "Records" keys.');
    this.#recordsFound = true;
    this.#scanner.expectRecords();
  }

  #takeValue(value: unknown): void {
    if (this.#recordsExpected) throw invalid(`"Records" must be an array, but is ${toName(value)}.`);
  }

  #takeRecord(candidate: Candidate): void | Promise<void> {
    this.#waiting.push(candidate);
    this.#waitingBytes += candidate.bytes.length;
    if (this.#waiting.length >= RECORDS_AT_ONCE || this.#waitingBytes >= BYTES_AT_ONCE) {
      return this.#handOver();
    }
  }

  #handOver(): void | Promise<void> {
    const candidates = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    return this.#handOverFrom(candidates, 0);
  }

  #handOverFrom(candidates: readonly Candidate[], start: number): void | Promise<void> {
    for (let at = start; at < candidates.length; at++) {
      const pending = this.#handOverOne(candidates[at]!);
      if (pending) return pending.then(() => this.#handOverFrom(candidates, at + 1));
    }
  }

  #handOverOne({ index, bytes, encoding }: Candidate): void | Promise<void> {
    const text = bytes.toString(encoding);
    const event = parse(text, `record ${index}`) as Readonly<Record<string, unknown>>;
    if (!this.matcher.accepts(event)) return;
    this.#kept++;
    return this.onRecord({ index, event, original: bytes });
  }
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(`The file is not valid JSON: cannot parse ${name}: ${toMessage(error)}`, error);
  }
}

function toName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** What is expected once the JSON document has ended. */
const END: Expected = 'the end of the file';

/** What precedes and follows the one document of a log file. Other JSON can begin or go on there. */
const AROUND_DOCUMENT: ReadonlySet<Expected> = new Set(['"{"', END]);

const notJson = (what: string, expected: Expected) =>
  invalid(
    AROUND_DOCUMENT.has(expected)
      ? `The file is not a log file, which is one JSON object with "Records": ${what}, but expected ${expected}.`
      : `The file is not valid JSON: ${what}, but expected ${expected}.`,
  );
const invalid = (message: string, cause?: unknown) =>
  new AuditTrailError('InvalidLogFile', message, { cause });
