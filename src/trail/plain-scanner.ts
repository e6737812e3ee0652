import { holdsEventName } from './event-name-search';
import { COLON, COMMA, isDelimiter, isSpace, LIST, LIST_END, OBJECT, OBJECT_END, QUOTE } from './json-bytes';
import type { Expected, JsonScanner, ScanEvent } from './json-scanner';
import type { WantedRecords } from './log-file-record';
import { ValueEnd } from './value-end';

const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

/** The next state after a byte of the structure. */
const NEXT: Readonly<Partial<Record<Expected, Readonly<Record<number, Expected>>>>> = {
  '"{"': { [OBJECT]: 'a key or "}"' },
  'a key or "}"': { [OBJECT_END]: 'the end of the file' },
  '":"': { [COLON]: 'a value' },
  '"," or "}"': { [COMMA]: 'a key', [OBJECT_END]: 'the end of the file' },
  'a record or "]"': { [LIST_END]: '"," or "}"' },
  '"," or "]"': { [COMMA]: 'a record', [LIST_END]: '"," or "}"' },
};

/** The state inside a value that begins in a state, and the state after that value. */
const VALUES: Readonly<Partial<Record<Expected, readonly [inside: Expected, after: Expected]>>> = {
  'a key or "}"': ['the end of a key', '":"'],
  'a key': ['the end of a key', '":"'],
  'a value': ['the end of a value', '"," or "}"'],
  'a record or "]"': ['the end of a record', '"," or "]"'],
  'a record': ['the end of a record', '"," or "]"'],
};

/** The scanner in TypeScript. It is the authority: the one in WebAssembly must find the same. */
export class PlainScanner implements JsonScanner {
  #bytes = Buffer.alloc(0);
  /** Bytes before it have been read. */
  #position = 0;
  #limit = 0;
  #pushed = 0;
  #finished = false;
  #started = false;
  #state: Expected = '"{"';
  #recordsExpected = false;
  #records = 0;
  /** The value that begins at the position, until its end is found. */
  #value: { readonly end: ValueEnd; readonly after: Expected } | undefined;

  readonly #markerGroups;
  readonly #eventNames;
  readonly #eventNamesWithText;
  readonly #texts;

  constructor({ markerGroups, eventNames, eventNamesWithText, texts = [] }: WantedRecords) {
    this.#markerGroups = markerGroups;
    this.#eventNames = new Set(eventNames);
    this.#eventNamesWithText = new Set(eventNamesWithText);
    this.#texts = texts;
  }

  push(chunk: Uint8Array): void {
    const held = this.#limit - this.#position;
    const needed = held + chunk.length;
    const target = needed > this.#bytes.length ? Buffer.allocUnsafeSlow(2 * needed) : this.#bytes;
    this.#bytes.copy(target, 0, this.#position, this.#limit);
    target.set(chunk, held);
    this.#bytes = target;
    this.#position = 0;
    this.#limit = needed;
    this.#pushed += chunk.length;
  }

  finish(): void {
    this.#finished = true;
  }

  next(): ScanEvent | undefined {
    if (!this.#started && !this.#skipByteOrderMark()) return undefined;
    for (;;) {
      if (this.#value === undefined) {
        while (this.#position < this.#limit && isSpace(this.#bytes[this.#position])) this.#position++;
        if (this.#position === this.#limit) return undefined;
        if (!this.#step(this.#bytes[this.#position]!)) return this.#unexpected(this.#position, this.#state);
      } else {
        const { end, after } = this.#value;
        const length = end.find(this.#bytes.subarray(this.#position, this.#limit));
        if (length === undefined) return undefined;
        if (end.mismatch) return this.#unexpected(this.#position + length, 'the matching bracket');
        const event = this.#takeValue(this.#bytes.subarray(this.#position, this.#position + length), end);
        if (event?.kind !== 'unexpected') {
          this.#position += length;
          this.#state = after;
          this.#value = undefined;
        }
        if (event) return event;
      }
    }
  }

  expectRecords(): void {
    this.#recordsExpected = true;
  }

  expected(): Expected {
    return this.#state;
  }

  recordCount(): number {
    return this.#records;
  }

  heldBytes(): number {
    return this.#limit - this.#position;
  }

  release(): void {
    this.#bytes = Buffer.alloc(0);
    this.#position = this.#limit = 0;
  }

  #skipByteOrderMark(): boolean {
    if (this.#limit < BYTE_ORDER_MARK.length && !this.#finished) return false;
    if (this.#bytes.subarray(0, this.#limit).indexOf(BYTE_ORDER_MARK) === 0) {
      this.#position = BYTE_ORDER_MARK.length;
    }
    this.#started = true;
    return true;
  }

  /** Reads one byte of the structure around keys, values and records; false if it is not expected. */
  #step(byte: number): boolean {
    let state = this.#state;
    if (state === 'a value') {
      // Elements of any other array are part of one value.
      if (this.#recordsExpected && byte === LIST) state = 'a record or "]"';
      this.#recordsExpected = false;
    }
    const next = state === this.#state ? NEXT[state]?.[byte] : state;
    if (next !== undefined) {
      this.#position++;
      this.#state = next;
      return true;
    }
    const value = VALUES[state];
    if (value === undefined || isDelimiter(byte)) return false;
    const [inside, after] = value;
    if (inside === 'the end of a key' && byte !== QUOTE) return false;
    this.#value = { end: new ValueEnd(), after };
    this.#state = inside;
    return true;
  }

  #takeValue(value: Buffer, { oddEscape }: ValueEnd): ScanEvent | undefined {
    if (this.#state === 'the end of a key') return { kind: 'key', text: value.toString() };
    if (this.#state === 'the end of a value') return { kind: 'value', text: value.toString() };
    const index = this.#records++;
    if (value[0] !== OBJECT) return { kind: 'other-element', index, text: value.toString() };
    if (!oddEscape && !this.#isWanted(value)) return this.#checkObject(value);
    return { kind: 'record', index, bytes: Buffer.from(value), encoding: 'utf8' };
  }

  #isWanted(record: Buffer): boolean {
    const holds = (marker: string) => record.includes(marker, 0, 'latin1');
    return (
      this.#markerGroups.some((group) => group.every(holds)) ||
      holdsEventName(record, this.#eventNames) ||
      (holdsEventName(record, this.#eventNamesWithText) && this.#texts.some(holds))
    );
  }

  /** Checks an object that is never parsed: what follows its first bracket and what precedes its last. */
  #checkObject(object: Buffer): ScanEvent | undefined {
    let first = 1;
    while (isSpace(object[first])) first++;
    if (object[first] === OBJECT_END) return undefined;
    if (object[first] !== QUOTE) return this.#unexpected(this.#position + first, 'a key or "}"');
    let last = object.length - 2;
    while (isSpace(object[last])) last--;
    const end = this.#position + object.length - 1;
    if (object[last] === COMMA) return this.#unexpected(end, 'a key');
    if (object[last] === COLON) return this.#unexpected(end, 'a value');
    return endsValue(object[last]!)
      ? undefined
      : this.#unexpected(this.#position + last, 'the end of a value');
  }

  #unexpected(position: number, expected: Expected): ScanEvent {
    return {
      kind: 'unexpected',
      offset: this.#pushed - (this.#limit - position),
      found: this.#bytes.toString('latin1', position, position + 1),
      expected,
    };
  }
}

/** Whether a string, object, array or number, `true`, `false` or `null` may end in this byte. */
const endsValue = (byte: number): boolean =>
  byte === QUOTE || byte === OBJECT_END || byte === LIST_END || /[el0-9]/.test(String.fromCharCode(byte));
