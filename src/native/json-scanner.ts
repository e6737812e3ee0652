import { AuditTrailError } from '../errors';
import { EVENT_NAME_GROUP, EVENT_NAME_WITH_TEXT_GROUP } from './marker-anchors';
import { type ScannerExports, type ScannerInstance, ScannerPool, type Wanted } from './scanner-pool';

// By number, as in src/native/assembly/json-scanner.ts.
const EVENTS = ['need-bytes', 'key', 'value', 'record', 'other-element', 'unexpected'] as const;
const EXPECTED = [
  '"{"',
  'a key or "}"',
  'a key',
  'the end of a key',
  '":"',
  'a value',
  'the end of a value',
  '"," or "}"',
  'a record or "]"',
  'a record',
  'the end of a record',
  '"," or "]"',
  'the end of the file',
  '"{"',
  'the matching bracket',
] as const;

// Bits of a value's flags.
const NOT_ASCII = 1;
const ODD_ESCAPE = 2;

const pool = new ScannerPool();

/**
 * Makes a scanner in WebAssembly that finds the same as the plain scanner of src/trail, many times faster.
 * @param wanted as `RecordMatcher` describes it
 * @returns undefined if it has no room for the markers: the plain scanner takes any
 */
export function createNativeScanner(wanted: Wanted): NativeScanner | undefined {
  const instance = pool.take(wanted);
  return instance && new NativeScanner(instance, wanted);
}

/** A scanner of one file. Its methods are described at `JsonScanner`, whose form it has. */
class NativeScanner {
  readonly #instance: ScannerInstance;
  readonly #wasm: ScannerExports;
  readonly #wanted: Wanted;
  #pushed = 0;

  constructor(instance: ScannerInstance, wanted: Wanted) {
    this.#instance = instance;
    this.#wasm = instance.wasm;
    this.#wanted = wanted;
  }

  push(chunk: Uint8Array): void {
    const at = this.#instance.room(chunk.length);
    if (at < 0) throw new AuditTrailError('InvalidLogFile', 'Not enough memory for a value of the file.');
    this.#instance.bytes.set(chunk, at);
    this.#wasm.append(chunk.length);
    this.#pushed += chunk.length;
  }

  finish(): void {
    this.#wasm.finish();
  }

  next() {
    let kind = EVENTS[this.#wasm.next()];
    while (kind === 'record' && !this.#mayBeWanted()) kind = EVENTS[this.#wasm.skip()];
    switch (kind) {
      case 'record':
        return { kind, index: this.#instance.result[2]!, bytes: this.#copy(), encoding: this.#encoding() };
      case 'key':
      case 'value':
        return { kind, text: this.#text() };
      case 'other-element':
        return { kind, index: this.#instance.result[2]!, text: this.#text() };
      case 'unexpected':
        return this.#unexpected();
      default:
        return undefined;
    }
  }

  expectRecords(): void {
    this.#wasm.expectRecords();
  }

  expected() {
    return EXPECTED[this.#wasm.expected()]!;
  }

  recordCount(): number {
    return this.#wasm.recordCount();
  }

  heldBytes(): number {
    return this.#wasm.held();
  }

  release(): void {
    pool.giveBack(this.#instance, this.#wanted);
  }

  /** The module found one marker of a group; checks that the record has the others, too. */
  #mayBeWanted(): boolean {
    if ((this.#instance.result[3]! & ODD_ESCAPE) !== 0) return true;
    const anchorHits = this.#instance.result[4]!;
    const holdsGroup = this.#wanted.markerGroups.some((group, number) => {
      if (((anchorHits >> number) & 1) === 0) return false;
      if (group.length === 1) return true;
      const text = this.#latin1();
      return group.every((marker) => text.includes(marker));
    });
    if (holdsGroup || anchorHits >>> EVENT_NAME_GROUP === 1) return true;
    if (((anchorHits >> EVENT_NAME_WITH_TEXT_GROUP) & 1) === 0) return false;
    const record = this.#latin1();
    return (this.#wanted.texts ?? []).some((text) => record.includes(text));
  }

  #latin1(): string {
    const { bytes, result } = this.#instance;
    return bytes.toString('latin1', result[0]!, result[1]!);
  }

  /** The module looks for bytes that are not ASCII only in objects and arrays. */
  #encoding(): 'latin1' | 'utf8' {
    const depth = this.#instance.result[5]!;
    return depth === 0 || (this.#instance.result[3]! & NOT_ASCII) !== 0 ? 'utf8' : 'latin1';
  }

  #text(): string {
    return this.#instance.bytes.toString(
      this.#encoding(),
      this.#instance.result[0]!,
      this.#instance.result[1]!,
    );
  }

  #copy(): Buffer {
    const start = this.#instance.result[0]!;
    const end = this.#instance.result[1]!;
    // From Buffer's pool: cheaper than memory of its own for each record.
    const copied = Buffer.allocUnsafe(end - start);
    this.#instance.bytes.copy(copied, 0, start, end);
    return copied;
  }

  #unexpected() {
    const expected = this.expected();
    const position = this.#instance.result[0]!;
    const left = this.#instance.result[1]!;
    const found = this.#instance.bytes.toString('latin1', position, position + 1);
    return { kind: 'unexpected' as const, offset: this.#pushed - left, found, expected };
  }
}
