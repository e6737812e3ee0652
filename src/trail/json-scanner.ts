/** What may come next in a log file, in the words of an error message. */
export type Expected =
  | '"{"'
  | 'a key or "}"'
  | 'a key'
  | 'the end of a key'
  | '":"'
  | 'a value'
  | 'the end of a value'
  | '"," or "}"'
  | 'a record or "]"'
  | 'a record'
  | 'the end of a record'
  | '"," or "]"'
  | 'the end of the file'
  | 'the matching bracket';

/** A part of a log file. All that an event holds is a copy, and may be kept. */
export type ScanEvent =
  /** A key of the outermost object, or the value of such a key, as JSON text. */
  | { readonly kind: 'key' | 'value'; readonly text: string }
  /** An object in `Records` that may be wanted. */
  | {
      readonly kind: 'record';
      /** Position in the `Records` array. */
      readonly index: number;
      readonly bytes: Buffer;
      /** How to decode the bytes. `latin1` is faster, and is given only for ASCII. */
      readonly encoding: 'latin1' | 'utf8';
    }
  /** An element of `Records` that is not an object, as JSON text. */
  | { readonly kind: 'other-element'; readonly index: number; readonly text: string }
  /** The file is not JSON. `offset` is the position of the wrong byte in the inflated file. */
  | {
      readonly kind: 'unexpected';
      readonly offset: number;
      readonly found: string;
      readonly expected: Expected;
    };

/**
 * Splits a log file into its values, whatever pieces its bytes come in. Value boundaries are exact for any
 * valid JSON. Values are not parsed: of a record that makes no event, only the brackets, the first key and
 * the last value are checked.
 *
 * A record makes an event if its bytes hold all markers of a group, or a `\u00xx` escape that
 * CloudTrail does not write and that may hide a marker.
 */
export interface JsonScanner {
  /** Adds bytes of the file. */
  push(chunk: Uint8Array): void;
  /** Call when no bytes will follow. */
  finish(): void;
  /** The next event, or undefined until more bytes are pushed. */
  next(): ScanEvent | undefined;
  /** Call after the event of a key whose value, if it is an array, is the array of records. */
  expectRecords(): void;
  /** What the file must continue with. */
  expected(): Expected;
  /** Elements of `Records` found so far. */
  recordCount(): number;
  /** Bytes kept because the value that they belong to has not ended. */
  heldBytes(): number;
  /** Call when the scanner is no longer needed: another file may use its memory. */
  release(): void;
}
