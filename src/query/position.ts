/**
 * A place in the total order of records: `occurred`, then `identity`. Means "after this record", or
 * without an identity "before everything at this time".
 */
export interface Place {
  /** `eventTime#` and 16 hexadecimal digits that the event id determines: see `toOccurred`. */
  readonly occurred: string;
  /** `eventId contentHash` */
  readonly identity?: string;
}

/** A place where a page ended. */
export interface Position extends Place {
  /** Which log files were read, if the page ended before it had read all that may have the next records: see `FileScan`. */
  readonly scan?: readonly string[];
}
