import type { NamedFile } from '../../trail/digest-file';

/** A piece holds about 250 log files. */
const PIECE_BYTES = 64 * 1_024;
const LINE_END = 10;

/** What is kept of a log file that a digest names. */
export type PackedFile = Pick<NamedFile, 'bucket' | 'key' | 'sha256'>;
type Line = readonly [bucket: string, key: string, sha256: string];

/**
 * Log files as JSON lines outside of V8's heap. As objects, they would survive there until they are stored, and V8 makes
 * the heap larger for what survives.
 */
export class PackedFiles {
  #pieces: Buffer[] = [];
  /** Bytes of the last piece that are used. */
  #used = 0;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add({ bucket, key, sha256 }: PackedFile): void {
    const line = JSON.stringify([bucket, key, sha256] satisfies Line);
    const bytes = Buffer.byteLength(line) + 1;
    let piece = this.#pieces.at(-1);
    if (piece === undefined || piece.length - this.#used < bytes) {
      piece = Buffer.alloc(Math.max(PIECE_BYTES, bytes));
      this.#pieces.push(piece);
      this.#used = 0;
    }
    piece.write(line, this.#used);
    piece[this.#used + bytes - 1] = LINE_END;
    this.#used += bytes;
    this.#count += 1;
  }

  /** Yields all files, and frees their memory piece by piece. */
  *take(): Generator<PackedFile> {
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#count = 0;
    for (let piece = pieces.shift(); piece; piece = pieces.shift()) {
      for (let start = 0; ; ) {
        const end = piece.indexOf(LINE_END, start);
        if (end < 0) break;
        const [bucket, key, sha256] = JSON.parse(piece.toString('utf8', start, end)) as Line;
        yield { bucket, key, sha256 };
        start = end + 1;
      }
    }
  }
}
