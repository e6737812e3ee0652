import { HeldBytes } from './held-bytes';

/** A JSON value cut out of a file: a whole document, or an element of a list in a document. */
export interface CutValue {
  /** Key of the list that holds the element; undefined for a document. */
  readonly list: string | undefined;
  readonly bytes: Buffer;
}

/** Lists of documents that hold events, one an element: these are read element by element. */
export const EVENT_LISTS = ['Records', 'Events', 'events', 'logEvents', 'QueryResultRows'] as const;

/** Keys of a document that are looked at. The longest of a list has 15 characters. */
const MAXIMUM_KEY_BYTES = 32;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const COLON = 0x3a;
const COMMA = 0x2c;
/** Space, and the three bytes of a byte order mark. */
const SPACE: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);

/**
 * Cuts a file into JSON values, whatever pieces its bytes come in. Documents may follow each other, stand on
 * a line each behind other text (a timestamp, columns of `--output text`), or be the elements of one list.
 * Only brackets and strings are followed: whether a value is JSON, its parser says. Memory is bounded by the
 * largest value.
 */
export class DocumentSplitter {
  /** Bytes of the value that is being cut, from earlier chunks. */
  readonly #held = new HeldBytes();
  #depth = 0;
  /** Depth at which documents begin: 1 inside a list of documents. */
  #base = 0;
  #inString = false;
  #isEscaped = false;
  /** Nothing before the next newline can begin a document: it follows one on the same line. */
  #skipsLine = false;
  /** Where a key of the current document began, and its bytes so far; only directly inside a document. */
  #key: number[] | undefined;
  #lastKey = '';
  #expectsKey = false;
  /** The list that is being read element by element. */
  #list: string | undefined;
  #hasList = false;
  /** Something other than space was read: a bracket that follows is part of a text, as in `[INFO] {…}`. */
  #sawText = false;
  #foundList = false;

  constructor(private readonly onValue: (value: CutValue) => void) {}

  /** True if the file has one of the lists, which may be empty. */
  get foundList(): boolean {
    return this.#foundList;
  }

  /** True if the file ends in the middle of a document. */
  get isCut(): boolean {
    return this.#depth > this.#base || this.#base > 0;
  }

  push(chunk: Buffer): void {
    let start = 0; // Where the held part of the current value begins in this chunk.
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (this.#inString) {
        this.#readString(byte);
        continue;
      }
      if (this.#depth === this.#base) {
        if (!this.#beginsDocument(byte)) continue;
        start = at;
        continue;
      }
      if (this.#list !== undefined && this.#depth === this.#base + 2) {
        // Between the elements of a list.
        if (byte === CLOSE_LIST) {
          this.#depth -= 1;
          this.#list = undefined;
        } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
          start = at;
          this.#depth += 1;
        } else if (byte === QUOTE) {
          this.#inString = true;
        }
        continue;
      }
      if (byte === QUOTE) {
        this.#inString = true;
        if (this.#expectsKey && this.#depth === this.#base + 1) this.#key = [];
      } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
        const isList =
          byte === OPEN_LIST && this.#depth === this.#base + 1 && this.#isEventList(this.#lastKey);
        this.#depth += 1;
        if (isList) {
          this.#list = this.#lastKey;
          this.#hasList = true;
          this.#foundList = true;
          this.#held.drop();
          start = chunk.length;
        }
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
        this.#depth -= 1;
        if (this.#endsValue()) this.#cut(chunk.subarray(start, at + 1));
      } else if (this.#depth === this.#base + 1) {
        if (byte === COMMA) this.#expectsKey = true;
        else if (byte === COLON) this.#expectsKey = false;
      }
    }
    if (this.#isHolding() && start < chunk.length) this.#held.add(chunk.subarray(start));
  }

  #isEventList(key: string): boolean {
    return (EVENT_LISTS as readonly string[]).includes(key);
  }

  /** Reads a byte between documents; true if a document begins with it. */
  #beginsDocument(byte: number): boolean {
    if (this.#skipsLine && byte !== NEWLINE && byte !== COMMA && byte !== CLOSE_LIST) {
      // A document right behind another: `{…}{…}`.
      if (byte !== OPEN_OBJECT) return false;
    }
    this.#skipsLine = false;
    if (byte === OPEN_LIST && !this.#sawText) {
      this.#base = 1;
      this.#depth = 1;
      this.#sawText = true;
      return false;
    }
    if (byte === CLOSE_LIST && this.#base === 1) {
      this.#base = 0;
      this.#depth = 0;
      return false;
    }
    if (!SPACE.has(byte)) this.#sawText = true;
    if (byte !== OPEN_OBJECT) return false;
    this.#depth += 1;
    this.#expectsKey = true;
    this.#lastKey = '';
    this.#hasList = false;
    return true;
  }

  #readString(byte: number): void {
    if (this.#isEscaped) {
      this.#isEscaped = false;
    } else if (byte === BACKSLASH) {
      this.#isEscaped = true;
    } else if (byte === QUOTE) {
      this.#inString = false;
      if (this.#key) {
        this.#lastKey = String.fromCharCode(...this.#key);
        this.#key = undefined;
      }
      return;
    }
    if (this.#key && this.#key.length < MAXIMUM_KEY_BYTES) this.#key.push(byte);
  }

  /** True if the bracket that was just closed ends a document or an element of a list. */
  #endsValue(): boolean {
    return this.#list === undefined ? this.#depth === this.#base : this.#depth === this.#base + 2;
  }

  #isHolding(): boolean {
    if (this.#list !== undefined) return this.#depth > this.#base + 2;
    return this.#depth > this.#base && !this.#hasList;
  }

  #cut(end: Buffer): void {
    const isDocument = this.#list === undefined;
    if (isDocument) this.#skipsLine = true;
    // What stands around the lists of a document is no event.
    if (!isDocument || !this.#hasList) {
      this.#held.add(end);
      this.onValue({ list: this.#list, bytes: this.#held.toBuffer() });
    }
    this.#held.drop();
  }
}
