import * as jsonBytes from '../json-bytes';

// Constants of this module: compiled to CommonJS, an import is a call of a getter for every byte.
const { COLON, COMMA } = jsonBytes;

/** The member of a document that has lists of its own: of Athena's `GetQueryResults`. */
const WRAPPER = 'ResultSet';

/** Bytes of a key that are looked at. The longest name of a list has 15. */
const MAXIMUM_KEY_BYTES = 32;

/** Follows the keys of a document that may name a list. */
export class DocumentKeys {
  /** Depth of the keys: 1, or 2 in the wrapper. */
  depth = 1;
  #isExpected = false;
  /** The bytes so far of a key. */
  #key: string | undefined;
  /** The key of the value that is being read. */
  last = '';

  beginDocument(): void {
    this.depth = 1;
    this.#isExpected = true;
    this.last = '';
  }

  /** The value of the last key is an object. */
  enterObject(): void {
    if (this.last !== WRAPPER || this.depth !== 1) return;
    this.depth = 2;
    this.#isExpected = true;
  }

  /** A bracket has closed. */
  leave(depth: number): void {
    if (depth < this.depth) this.depth = 1;
  }

  /** Takes a byte at the depth of the keys. */
  readSeparator(byte: number): void {
    if (byte === COMMA) this.#isExpected = true;
    else if (byte === COLON) this.#isExpected = false;
  }

  /** A string begins at the depth of the keys. */
  beginString(): void {
    if (this.#isExpected) this.#key = '';
  }

  /** Takes bytes of a string. */
  addString(chunk: Buffer, from: number, to: number): void {
    if (this.#key === undefined || this.#key.length >= MAXIMUM_KEY_BYTES) return;
    this.#key += chunk.toString('latin1', from, Math.min(to, from + MAXIMUM_KEY_BYTES));
  }

  endString(): void {
    if (this.#key !== undefined) this.last = this.#key;
    this.#key = undefined;
  }
}
