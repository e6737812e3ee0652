import { getHeapStatistics } from 'node:v8';

/**
 * Bytes of items that files ingested at the same time hold until each file is known to be valid. The items
 * of CloudTrail's largest files, of 50 MB, have up to 50 MB.
 */
const DEFAULT_LIMIT = Math.min(96 * 2 ** 20, getHeapStatistics().heap_size_limit / 4);
/** What one file may hold even if others hold all the rest. */
const OWN_BYTES = 2 ** 20;
/** With less memory than this, fewer files are read at the same time: each needs buffers besides. */
const BYTES_FOR_MOST_FILES = 64 * 2 ** 20;
/** Small, because each file takes a piece of its own. */
const PIECE_BYTES = 64 * 1024;

/**
 * The memory that files ingested at the same time share. It is outside of the JavaScript heap and used again:
 * tens of megabytes of strings for each file would make the heap grow until it is full.
 */
export class HeldMemory {
  readonly #limit: number;
  readonly #spare: Buffer[] = [];
  #bytes = 0;

  /** @param limit bytes that all files together may hold */
  constructor(limit: number = DEFAULT_LIMIT) {
    this.#limit = limit;
  }

  /** How many files may be read at the same time, where there is memory enough for `most`. */
  filesAtOnce(most: number): number {
    return Math.ceil(most * Math.min(1, this.#limit / BYTES_FOR_MOST_FILES));
  }

  /** A piece of memory with room for so many bytes. */
  take(bytes: number): Buffer {
    const piece = (bytes <= PIECE_BYTES && this.#spare.pop()) || createPiece(bytes);
    this.#bytes += piece.length;
    return piece;
  }

  /** Takes back a piece that nobody uses any more. */
  giveBack(piece: Buffer): void {
    this.leave(piece);
    if (piece.length === PIECE_BYTES) this.#spare.push(piece);
  }

  /** Leaves a piece to the garbage collector, because it may still be in use. */
  leave(piece: Buffer): void {
    this.#bytes -= piece.length;
  }

  /** Whether a file that holds so many bytes has to stop holding more. */
  isExhausted(ownBytes: number): boolean {
    return ownBytes > OWN_BYTES && this.#bytes > this.#limit;
  }
}

const createPiece = (bytes: number) => Buffer.allocUnsafeSlow(Math.max(bytes, PIECE_BYTES));
