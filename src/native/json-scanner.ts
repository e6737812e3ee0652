import { AuditTrailError } from '../errors';
import { JSON_SCANNER_WASM } from './json-scanner-wasm';
import { toAnchors } from './marker-anchors';
import { webAssemblyModule } from './webassembly';

/** What the scanner met. */
export interface ScanEvent {
  readonly kind: 'key' | 'value' | 'record' | 'other-element';
  /** Where the bytes of the key or value begin and end, until the next chunk is pushed. */
  readonly start: number;
  readonly end: number;
  /** Position in the `Records` array. */
  readonly index: number;
  readonly flags: number;
  /** Whether a group's anchor was found, by the group's number as a bit. */
  readonly anchorHits: number;
  /** Levels of nesting, the value's own brackets counted. */
  readonly depth: number;
}

/**
 * Pulls the values of a log file out of its bytes, whatever pieces they come in. Elements of `Records`
 * that cannot hold a group of markers make no event.
 */
export interface JsonScanner {
  push(chunk: Uint8Array): void;
  /** No more bytes will follow. */
  finish(): void;
  /** The next event, or nothing until more bytes come. */
  next(): ScanEvent | undefined;
  /** The text of a key or value. */
  text(event: ScanEvent): string;
  /** A copy of its bytes. */
  copy(event: ScanEvent): Buffer;
  /** After a key's event: its value is the array of records, if it is an array. */
  expectRecords(): void;
  /** Elements of `Records` read so far. */
  recordCount(): number;
  /** Throws unless the text is whole. */
  assertWhole(): void;
  /** Gives the memory back for another file. */
  release(): void;
}

/** A single value may have this many bytes; CloudTrail's events have at most 256 KB. */
export const MAXIMUM_VALUE_BYTES = 64 * 2 ** 20;
const LARGEST_IDLE_MEMORY = 4 * 2 ** 20;
const MOST_IDLE = 32;

// As in src/native/assembly/json-scanner.ts.
const KINDS = ['need-bytes', 'key', 'value', 'record', 'other-element', 'unexpected'] as const;
const EXPECTED = [
  '{',
  'a key or }',
  'a key',
  'the end of a key',
  ':',
  'a value',
  'the end of a value',
  ', or }',
  'a record or ]',
  'a record',
  'the end of a record',
  ', or ]',
  'nothing more',
  '{',
  'the other kind of bracket',
] as const;
const DONE = 12;
const NOT_ASCII = 1;
/** Flag of a record with a `\u00xx` escape that CloudTrail does not write: it may hide a marker. */
export const ODD_ESCAPE = 2;

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  reset(): void;
  addPair(first: number, second: number): void;
  addAnchor(group: number, length: number, pairOffset: number, alone: boolean): number;
  held(): number;
  room(length: number): number;
  append(length: number): void;
  finish(): void;
  expectRecords(): void;
  next(): number;
  expected(): number;
  recordCount(): number;
}

const newInstance = webAssemblyModule<Exports>(JSON_SCANNER_WASM);
const idle: Exports[] = [];

/** The text of bytes with these flags. */
export const decodeText = (bytes: Buffer, flags: number): string =>
  bytes.toString(flags & NOT_ASCII ? 'utf8' : 'latin1');

/**
 * @param markerGroups see `RecordMatcher`
 * @throws AuditTrailError `InvalidArgument` for markers that bytes cannot be searched for
 */
export function createJsonScanner(markerGroups: readonly (readonly string[])[]): JsonScanner {
  const anchors = toAnchors(markerGroups);
  const wasm = idle.pop() ?? newInstance();
  let bytes = Buffer.from(wasm.memory.buffer);
  let result = new Int32Array(wasm.memory.buffer, 0, 6);
  let pushed = 0;

  wasm.reset();
  for (const pair of new Set(anchors.map((anchor) => anchor.pair))) {
    wasm.addPair(pair.charCodeAt(0), pair.charCodeAt(1));
    for (const { group, marker, pairOffset, alone } of anchors.filter((anchor) => anchor.pair === pair)) {
      bytes.write(marker, wasm.addAnchor(group, marker.length, pairOffset, alone), 'latin1');
    }
  }

  function unexpected(): AuditTrailError {
    const wanted = EXPECTED[wasm.expected()];
    const position = result[0]!;
    const left = result[1]!;
    const found = JSON.stringify(bytes.toString('latin1', position, position + 1));
    return notJson(`at byte ${pushed - left} it has ${found} where ${wanted} should be`);
  }

  return {
    push(chunk) {
      if (wasm.held() + chunk.length > MAXIMUM_VALUE_BYTES) {
        throw new AuditTrailError(
          'InvalidLogFile',
          `A single value has more than ${MAXIMUM_VALUE_BYTES} bytes; CloudTrail's events have at most 256 KB.`,
        );
      }
      const at = wasm.room(chunk.length);
      if (at < 0)
        throw new AuditTrailError('InvalidLogFile', 'There is no memory left for a value this long.');
      if (bytes.buffer !== wasm.memory.buffer) {
        bytes = Buffer.from(wasm.memory.buffer);
        result = new Int32Array(wasm.memory.buffer, 0, 6);
      }
      bytes.set(chunk, at);
      wasm.append(chunk.length);
      pushed += chunk.length;
    },
    finish: () => wasm.finish(),
    next() {
      const kind = KINDS[wasm.next()];
      if (kind === 'need-bytes' || kind === undefined) return undefined;
      if (kind === 'unexpected') throw unexpected();
      return {
        kind,
        start: result[0]!,
        end: result[1]!,
        index: result[2]!,
        flags: result[3]!,
        anchorHits: result[4]!,
        depth: result[5]!,
      };
    },
    text({ start, end, flags, depth }) {
      // Strings are checked for being ASCII only where they lie in an object or array.
      return decodeText(bytes.subarray(start, end), depth === 0 ? NOT_ASCII : flags);
    },
    copy({ start, end }) {
      // From Buffer's pool: cheaper than memory of its own for each record.
      const copied = Buffer.allocUnsafe(end - start);
      bytes.copy(copied, 0, start, end);
      return copied;
    },
    expectRecords: () => wasm.expectRecords(),
    recordCount: () => wasm.recordCount(),
    assertWhole() {
      const state = wasm.expected();
      if (state !== DONE) throw notJson(`it ends after ${pushed} bytes where ${EXPECTED[state]} should be`);
    },
    release() {
      if (idle.length < MOST_IDLE && wasm.memory.buffer.byteLength <= LARGEST_IDLE_MEMORY) idle.push(wasm);
    },
  };
}

const notJson = (reason: string) => new AuditTrailError('InvalidLogFile', `The file is not JSON: ${reason}.`);
