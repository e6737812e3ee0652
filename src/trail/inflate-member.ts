import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import type { ByteInput } from './byte-input';
import { damagedGzip, errorCode } from './gzip-errors';

/** Takes the next inflated bytes and does not keep them; the next call waits for a promise that it returns. */
export type ByteSink = (bytes: Uint8Array) => void | Promise<void>;

// A synchronous call costs less than a stream for contents up to this size. Memory of larger ones must be bounded.
const SMALL_BYTES = 64 * 1024;
const SMALL_INFLATED_BYTES = 4 * 2 ** 20;
// Each piece goes to another thread and back, which costs more than inflating a small piece.
const COMPRESSED_PIECE_BYTES = 256 * 1024;
/** The most that is passed on at once. */
export const PIECE_BYTES = 512 * 1024;

/** Inflates one deflate stream and leaves the bytes after it; returns the CRC-32 of the content. */
export async function inflateMember(input: ByteInput, limit: number, sink: ByteSink): Promise<number> {
  const rest = await input.peekAll(SMALL_BYTES);
  const small = rest && inflateAtOnce(rest, Math.min(limit, SMALL_INFLATED_BYTES));
  if (!small) return inflateStream(input, sink);
  input.advance(small.consumed);
  await passOn(small.content, sink);
  return crc32(small.content);
}

/** Passes bytes on in pieces of limited size. */
export async function passOn(bytes: Uint8Array, sink: ByteSink): Promise<void> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) await sink(bytes.subarray(at, at + PIECE_BYTES));
}

/**
 * Inflates the deflate stream that bytes begin with.
 * @returns undefined if the content is longer than `limit`
 * @throws AuditTrailError `InvalidLogFile`
 */
export function inflateAtOnce(
  bytes: Uint8Array,
  limit: number,
): { content: Uint8Array; consumed: number } | undefined {
  // The last four bytes of a whole file are the size of its last member. It is only a hint.
  const size =
    bytes.length < 4
      ? 0
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).readUInt32LE(bytes.length - 4);
  const chunkSize = Math.min(Math.max(size + 64, 4096), Math.max(limit, 4096));
  try {
    const options = { info: true, maxOutputLength: Math.max(limit, 1), chunkSize };
    // The declared type lacks `info`.
    const { buffer, engine } = inflateRawSync(bytes, options) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    return { content: buffer, consumed: engine.bytesWritten };
  } catch (error) {
    if (errorCode(error) === 'ERR_BUFFER_TOO_LARGE') return undefined;
    throw damagedGzip(error);
  }
}

async function inflateStream(input: ByteInput, sink: ByteSink): Promise<number> {
  const inflater = createInflateRaw({ chunkSize: PIECE_BYTES });
  let checksum = 0;
  let ended = false;
  let failure: { error: unknown } | undefined;
  let sinking: Promise<void> | undefined;
  let wake = () => {};
  const fail = (error: unknown) => {
    failure ??= { error };
    inflater.destroy();
    wake();
  };
  inflater.on('data', (bytes: Uint8Array) => {
    if (failure) return;
    try {
      checksum = crc32(bytes, checksum);
      const pending = sink(bytes);
      if (!pending) return release(bytes);
      inflater.pause();
      sinking = pending.then(() => {
        release(bytes);
        inflater.resume();
      }, fail);
    } catch (error) {
      fail(error);
    }
  });
  inflater.on('end', () => {
    ended = true;
    wake();
  });
  inflater.on('error', (error) => fail(damagedGzip(error)));

  try {
    while (!ended) {
      const bytes = await input.peek(COMPRESSED_PIECE_BYTES);
      const before = inflater.bytesWritten;
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (bytes.length > 0) inflater.write(bytes, () => resolve());
        else inflater.end();
      });
      if (failure) throw failure.error;
      input.advance(inflater.bytesWritten - before);
    }
    return checksum;
  } finally {
    inflater.destroy();
    // The sink must be done with the bytes before the caller learns of a failure elsewhere.
    await sinking;
  }
}

/**
 * Releases the memory that a stream inflated to, once all of it was passed on. If it is left to the garbage
 * collector, the many megabytes of a file make Node 24 scan the whole heap again and again. Node 20 cannot
 * release it, but its short collections mostly suffice.
 */
function release({ buffer, byteOffset, length }: Uint8Array): void {
  if (buffer.byteLength !== PIECE_BYTES || byteOffset + length < PIECE_BYTES) return;
  (buffer as { transfer?(length: 0): unknown }).transfer?.(0);
}
