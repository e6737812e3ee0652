/** Reads bytes that arrive in pieces of any size as if they were one piece. */
export interface ByteInput {
  /** The next `length` bytes without taking them; fewer only at the end. */
  peek(length: number): Promise<Uint8Array>;
  /** All remaining bytes without taking them; undefined if there are more than `most`. */
  peekAll(most: number): Promise<Uint8Array | undefined>;
  /** At least one byte without taking it; undefined at the end. */
  peekNext(): Promise<Uint8Array | undefined>;
  /** Takes at least one byte; undefined at the end. */
  next(): Promise<Uint8Array | undefined>;
  /** Takes bytes that a `peek` method returned. */
  advance(length: number): void;
  /** Bytes that have arrived. */
  received(): number;
  /** Closes the source, even if it was not read to its end. */
  close(): Promise<void>;
}

export function byteInput(chunks: AsyncIterable<Uint8Array>): ByteInput {
  const iterator = chunks[Symbol.asyncIterator]();
  let buffered: Uint8Array = new Uint8Array();
  let received = 0;
  let ended = false;

  async function fill(length: number): Promise<void> {
    if (buffered.length >= length || ended) return;
    const pieces = buffered.length > 0 ? [buffered] : [];
    let filled = buffered.length;
    while (filled < length && !ended) {
      const { done, value } = await iterator.next();
      if (done) {
        ended = true;
      } else {
        received += value.length;
        filled += value.length;
        pieces.push(value);
      }
    }
    buffered = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces, filled);
  }

  const input: ByteInput = {
    async peek(length) {
      await fill(length);
      return buffered.subarray(0, length);
    },
    async peekAll(most) {
      await fill(most + 1);
      return buffered.length <= most ? buffered : undefined;
    },
    async peekNext() {
      await fill(1);
      return buffered.length > 0 ? buffered : undefined;
    },
    async next() {
      const bytes = await input.peekNext();
      if (bytes) input.advance(bytes.length);
      return bytes;
    },
    advance(length) {
      buffered = buffered.subarray(length);
    },
    received: () => received,
    async close() {
      if (!ended) await iterator.return?.();
    },
  };
  return input;
}

/** Bytes that are in memory, as what arrives in pieces. */
export async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}
