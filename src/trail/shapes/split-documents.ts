import * as jsonBytes from '../json-bytes';
import { DocumentKeys } from './document-keys';
import { EVENT_LISTS } from './event-lists';
import { HeldBytes } from './held-bytes';

/** A JSON value cut out of a file: a whole document, or an element of a list in a document. */
export interface CutValue {
  /** Key of the list that holds the element; undefined for a document. */
  readonly list: string | undefined;
  readonly bytes: Buffer;
  /** Position of its first byte in the inflated file. */
  readonly offset: number;
}

// Constants of this module: compiled to CommonJS, an import is a call of a getter for every byte.
const { BACKSLASH, COMMA, LIST, LIST_END, OBJECT, OBJECT_END, QUOTE } = jsonBytes;
const NEWLINE = 0x0a;
/** Space, and the three bytes of a byte order mark. */
const SPACE: ReadonlySet<number> = new Set([0x20, 0x09, NEWLINE, 0x0d, 0xef, 0xbb, 0xbf]);

/**
 * Cuts a file into JSON values, whatever pieces its bytes come in. Documents are objects, and strings that
 * may hold an object. They may follow each other, stand in a line behind other text (a timestamp, columns of
 * `--output text`), or be elements of lists. Only brackets and strings are followed: the parser says whether
 * a value is JSON. Memory is bounded by the largest value.
 */
export class DocumentSplitter {
  readonly #held = new HeldBytes();
  readonly #keys = new DocumentKeys();
  /** Position of the current chunk in the file. */
  #offset = 0;
  /** Where the value that is being cut begins in the file; undefined if nothing is being cut. */
  #start: number | undefined;
  /** Where the outermost document, or list of documents, begins in the file. */
  #documentStart = 0;
  /** Open brackets of the document; 0 between documents. */
  #depth = 0;
  /** Open lists of documents. */
  #lists = 0;
  /** The line has something other than space: a bracket that follows is part of a text, as in `x [y] {…}`. */
  #lineHasText = false;
  #inString = false;
  #isEscaped = false;
  /** The list that is being read element by element, and the depth between its elements. */
  #list: string | undefined;
  #listDepth = 0;
  readonly #foundLists = new Set<string>();

  constructor(private readonly onValue: (value: CutValue) => void) {}

  /** Names of the lists that the file has. They may be empty. */
  get foundLists(): ReadonlySet<string> {
    return this.#foundLists;
  }

  /** Where the document or list begins that has not ended; undefined if all have. */
  get openSince(): number | undefined {
    return this.#depth > 0 || this.#lists > 0 || this.#inString ? this.#documentStart : undefined;
  }

  push(chunk: Buffer): void {
    for (let at = 0; at < chunk.length; at++) {
      if (this.#inString) at = this.#readString(chunk, at);
      else if (this.#depth === 0) this.#readBetween(chunk[at]!, at);
      else if (this.#list !== undefined && this.#depth === this.#listDepth) this.#readList(chunk, at);
      else this.#readDocument(chunk, at);
    }
    if (this.#start !== undefined) this.#held.add(chunk.subarray(this.#toIndex(this.#start)));
    this.#offset += chunk.length;
  }

  /** Reads a byte between documents. */
  #readBetween(byte: number, at: number): void {
    if (byte === OBJECT) {
      this.#beginDocument(at);
      this.#depth = 1;
      this.#keys.beginDocument();
    } else if (byte === NEWLINE) {
      this.#lineHasText = false;
    } else if (this.#lists > 0 && byte === COMMA) {
      this.#lineHasText = false;
    } else if (this.#lists > 0 && byte === LIST_END) {
      this.#lists -= 1;
    } else if (byte === LIST && !this.#lineHasText) {
      if (this.#lists === 0) this.#documentStart = this.#offset + at;
      this.#lists += 1;
    } else if (byte === QUOTE && !this.#lineHasText) {
      this.#beginDocument(at);
      this.#inString = true;
    } else if (!SPACE.has(byte)) {
      this.#lineHasText = true;
    }
  }

  #beginDocument(at: number): void {
    this.#start = this.#offset + at;
    if (this.#lists === 0) this.#documentStart = this.#start;
    this.#lineHasText = true;
  }

  /** Reads a byte between the elements of a list, or of an element that is no object and no list. */
  #readList(chunk: Buffer, at: number): void {
    const byte = chunk[at]!;
    if (byte === COMMA || byte === LIST_END) {
      if (this.#start !== undefined) this.#cut(chunk, at);
      if (byte === COMMA) return;
      this.#depth -= 1;
      this.#list = undefined;
    } else if (!SPACE.has(byte)) {
      this.#start ??= this.#offset + at;
      if (byte === QUOTE) this.#inString = true;
      else if (byte === OBJECT || byte === LIST) this.#depth += 1;
    }
  }

  /** Reads a byte of a document, or of an element of its list. */
  #readDocument(chunk: Buffer, at: number): void {
    const byte = chunk[at]!;
    const isAtKeys = this.#depth === this.#keys.depth;
    if (byte === QUOTE) {
      this.#inString = true;
      if (isAtKeys) this.#keys.beginString();
    } else if (byte === OBJECT || byte === LIST) {
      this.#depth += 1;
      if (isAtKeys && byte === OBJECT) this.#keys.enterObject();
      else if (isAtKeys && EVENT_LISTS.has(this.#keys.last)) this.#beginList(this.#keys.last);
    } else if (byte === OBJECT_END || byte === LIST_END) {
      this.#depth -= 1;
      this.#keys.leave(this.#depth);
      const isEnd = this.#depth === (this.#list === undefined ? 0 : this.#listDepth);
      // What stands around the lists of a document is not being cut.
      if (isEnd && this.#start !== undefined) this.#cut(chunk, at + 1);
    } else if (isAtKeys) {
      this.#keys.readSeparator(byte);
    }
  }

  #beginList(name: string): void {
    this.#list = name;
    this.#listDepth = this.#depth;
    this.#foundLists.add(name);
    this.#start = undefined;
    this.#held.drop();
  }

  /** Reads to the end of a string, or of the chunk. Returns the position of the last byte that it read. */
  #readString(chunk: Buffer, from: number): number {
    let at = from;
    for (; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (this.#isEscaped) this.#isEscaped = false;
      else if (byte === BACKSLASH) this.#isEscaped = true;
      else if (byte === QUOTE || byte === NEWLINE) break;
    }
    this.#keys.addString(chunk, from, at);
    if (at === chunk.length) return at;
    const isBroken = chunk[at] === NEWLINE; // JSON does not allow it in a string.
    if (isBroken && (this.#list !== undefined || this.#start === undefined)) return at;
    this.#inString = false;
    this.#keys.endString();
    if (isBroken) this.#endLine(chunk, at);
    else if (this.#depth === 0) this.#cut(chunk, at + 1);
    return at;
  }

  /** What is being cut is broken, or it was only text. The next line is read. */
  #endLine(chunk: Buffer, at: number): void {
    if (this.#depth > 0) this.#cut(chunk, at);
    this.#start = undefined;
    this.#held.drop();
    this.#depth = 0;
    this.#lineHasText = false;
  }

  #cut(chunk: Buffer, end: number): void {
    const offset = this.#start ?? 0;
    const bytes = this.#held.take(chunk.subarray(this.#toIndex(offset), end));
    this.#start = undefined;
    this.onValue({ list: this.#list, bytes, offset });
  }

  /** Where the bytes of a value that begins at a position of the file begin in the current chunk. */
  #toIndex(position: number): number {
    return Math.max(0, position - this.#offset);
  }
}
