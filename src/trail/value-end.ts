import { BACKSLASH, isDelimiter, isSpace, LIST, LIST_END, OBJECT, OBJECT_END, QUOTE } from './json-bytes';

const ESCAPE_OF_ASCII = [BACKSLASH, 0x75, 0x30, 0x30]; // \u00

/** CloudTrail writes five ASCII characters as \u00xx: & ' < = > (26 27 3c 3d 3e). */
const ESCAPED_BY_CLOUDTRAIL: ReadonlySet<string> = new Set(['26', '27', '3c', '3d', '3e']);

/** Their first digits. After any other byte, which may end the value, the escape is odd whatever follows. */
const BEGINS_ESCAPE: ReadonlySet<number> = new Set(
  [...ESCAPED_BY_CLOUDTRAIL].map((digits) => digits.charCodeAt(0)),
);

/** If a value is nested deeper, the kinds of its brackets are not compared. The native scanner has 64 bits for them. */
const DEEPEST_COMPARED = 64;

/**
 * Finds the end of one JSON value. Each call gets all bytes of the value that have arrived, from its first
 * byte on, and continues where the last call stopped.
 */
export class ValueEnd {
  /** Set when a closing bracket does not match its opening bracket; `find` then returned its position. */
  mismatch = false;
  /** Whether the value has a `\u00xx` escape that CloudTrail does not write. */
  oddEscape = false;

  #scanned = 0;
  #inString = false;
  #depth = 0;
  #deepest = 0;
  readonly #closing: number[] = [];

  /** The position just after the value, or undefined if it has not ended. More bytes may belong to other values. */
  find(value: Uint8Array): number | undefined {
    const first = value[0];
    if (first === OBJECT || first === LIST) return this.#findInContainer(value);
    return first === QUOTE ? this.#findInString(value) : this.#findInScalar(value);
  }

  #findInScalar(value: Uint8Array): number | undefined {
    let at = this.#scanned;
    while (at < value.length && !isSpace(value[at]) && !isDelimiter(value[at])) at++;
    this.#scanned = at;
    return at < value.length ? at : undefined;
  }

  #findInString(value: Uint8Array): number | undefined {
    let at = Math.max(this.#scanned, 1);
    while (at < value.length) {
      if (value[at] === QUOTE) return at + 1;
      const length = value[at] === BACKSLASH ? 2 : 1;
      if (at + length > value.length) break;
      at += length;
    }
    this.#scanned = at;
    return undefined;
  }

  #findInContainer(value: Uint8Array): number | undefined {
    let at = this.#scanned;
    while (at < value.length) {
      const byte = value[at]!;
      if (byte === BACKSLASH) {
        const length = this.#readEscape(value, at);
        if (length === undefined) break;
        at += length;
        continue;
      }
      if (byte === QUOTE) this.#inString = !this.#inString;
      else if (!this.#inString && this.#readBracket(byte)) return this.mismatch ? at : at + 1;
      at++;
    }
    this.#scanned = at;
    return undefined;
  }

  /** Returns whether the search ends here: the value's last bracket, or one that does not match. */
  #readBracket(byte: number): boolean {
    if (byte === OBJECT || byte === LIST) {
      this.#depth++;
      this.#deepest = Math.max(this.#deepest, this.#depth);
      if (this.#depth <= DEEPEST_COMPARED) this.#closing.push(byte + 2); // In ASCII, two after it.
      return false;
    }
    if (byte !== OBJECT_END && byte !== LIST_END) return false;
    if (this.#deepest <= DEEPEST_COMPARED && this.#closing.pop() !== byte) {
      this.mismatch = true;
      return true;
    }
    this.#depth--;
    return this.#depth === 0;
  }

  /** The number of bytes to go past, or undefined if more must arrive first. */
  #readEscape(value: Uint8Array, at: number): number | undefined {
    const next = value[at + 1];
    if (next === undefined) return undefined;
    let matched = 0;
    while (matched < 4 && value[at + matched] === ESCAPE_OF_ASCII[matched]) matched++;
    if (matched === 4) {
      const [first, second] = [value[at + 4], value[at + 5]];
      if (first === undefined || (second === undefined && BEGINS_ESCAPE.has(first))) return undefined;
      const digits = String.fromCharCode(first, second ?? 0).toLowerCase();
      if (!ESCAPED_BY_CLOUDTRAIL.has(digits)) this.oddEscape = true;
    } else if (at + matched >= value.length) {
      return undefined;
    }
    // Outside strings a backslash is not JSON: it hides a quote, but not a bracket.
    return this.#inString || next === QUOTE || next === BACKSLASH ? 2 : 1;
  }
}
