import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { AuditTrailError, toMessage } from '../errors';
import { type ByteInput, byteInput } from './byte-input';

/** How much was read. */
export interface InflatedSizes {
  readonly inflatedBytes: number;
  readonly compressedBytes: number;
  /** 0 for what was not compressed. */
  readonly gzipMembers: number;
}

/**
 * Takes the next inflated bytes; where it returns a promise, no more are handed over until that is done.
 * It must not keep them: then their memory is let go of.
 */
export type ByteSink = (bytes: Uint8Array) => void | Promise<void>;

// Up to here a call that is done at once costs less than a stream; beyond, memory must stay bounded.
const SMALL_BYTES = 64 * 1024;
const SMALL_INFLATED_BYTES = 4 * 2 ** 20;
// Each piece goes to a thread and back, which costs more than inflating a small one does.
const COMPRESSED_PIECE_BYTES = 256 * 1024;
/** The most that is handed over at once. */
const PIECE_BYTES = 512 * 1024;

/**
 * Inflates gzip of one or more members, or passes on what is not gzip by its first two bytes. Node's own
 * gunzip would do, if it told members apart and did not stop without a word at a zero behind a member.
 * @param limit the most bytes to inflate to, counted as they come
 * @throws AuditTrailError `InvalidLogFile`, and whatever `chunks` or `sink` throw, unchanged
 */
export async function inflate(
  chunks: AsyncIterable<Uint8Array>,
  limit: number,
  sink: ByteSink,
): Promise<InflatedSizes> {
  const input = byteInput(chunks);
  let inflatedBytes = 0;
  let gzipMembers = 0;
  const counted: ByteSink = (bytes) => {
    inflatedBytes += bytes.length;
    if (inflatedBytes > limit) throw invalid(`The file inflates to more than the limit of ${limit} bytes.`);
    return sink(bytes);
  };
  try {
    if (await startsGzip(input)) {
      do {
        await skipHeader(input);
        const start = inflatedBytes;
        const checksum = await inflateMember(input, limit - inflatedBytes, counted);
        await checkTrailer(input, checksum, inflatedBytes - start);
        gzipMembers++;
      } while (await anotherMember(input));
    } else {
      for (let bytes = await input.next(); bytes; bytes = await input.next()) await handOver(bytes, counted);
    }
  } finally {
    await input.close();
  }
  return { inflatedBytes, compressedBytes: input.received(), gzipMembers };
}

async function startsGzip(input: ByteInput): Promise<boolean> {
  const bytes = await input.peek(2);
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** RFC 1952, section 2.3. */
async function skipHeader(input: ByteInput): Promise<void> {
  const fixed = await take(input, 10);
  const method = fixed[2] ?? 0;
  const flags = fixed[3] ?? 0;
  if (method !== 8) throw invalid(`The gzip header names the compression method ${method}, not 8 (deflate).`);
  if (flags & 0xe0) throw invalid('The gzip header has flags that nobody defined.');
  let checksum = crc32(fixed);
  if (flags & 4) {
    const length = await take(input, 2);
    checksum = crc32(length, checksum);
    const extra = await take(input, (length[0] ?? 0) | ((length[1] ?? 0) << 8));
    checksum = crc32(extra, checksum);
  }
  // The file name, then the comment.
  for (const flag of [8, 16]) if (flags & flag) checksum = await skipText(input, checksum);
  if (flags & 2) {
    const stored = await take(input, 2);
    if (((stored[0] ?? 0) | ((stored[1] ?? 0) << 8)) !== (checksum & 0xffff)) {
      throw invalid('The checksum of the gzip header is wrong.');
    }
  }
}

/** Text that a zero ends. */
async function skipText(input: ByteInput, checksum: number): Promise<number> {
  let passed = checksum;
  for (;;) {
    const bytes = await input.peekNext();
    if (!bytes) throw truncated();
    const zero = bytes.indexOf(0);
    const text = zero < 0 ? bytes : bytes.subarray(0, zero + 1);
    passed = crc32(text, passed);
    input.advance(text.length);
    if (zero >= 0) return passed;
  }
}

async function checkTrailer(input: ByteInput, checksum: number, size: number): Promise<void> {
  const trailer = Buffer.from(await take(input, 8));
  if (trailer.readUInt32LE(0) !== checksum) throw invalid('The gzip checksum (CRC-32) is wrong.');
  if (trailer.readUInt32LE(4) !== size % 2 ** 32) throw invalid('The gzip size (ISIZE) is wrong.');
}

/** Zeros may follow the last member: some tools pad with them. */
async function anotherMember(input: ByteInput): Promise<boolean> {
  if ((await input.peek(1)).length === 0) return false;
  if (await startsGzip(input)) return true;
  for (let bytes = await input.next(); bytes; bytes = await input.next()) {
    if (bytes.some((byte) => byte !== 0))
      throw invalid('After the end of the gzip data there is something else.');
  }
  return false;
}

async function take(input: ByteInput, length: number): Promise<Uint8Array> {
  const bytes = await input.peek(length);
  if (bytes.length < length) throw truncated();
  input.advance(length);
  return bytes;
}

/** Inflates one deflate stream and leaves what is behind it; returns the CRC-32 of the content. */
async function inflateMember(input: ByteInput, limit: number, sink: ByteSink): Promise<number> {
  const rest = await input.peekAll(SMALL_BYTES);
  const small = rest && inflateAtOnce(rest, Math.min(limit, SMALL_INFLATED_BYTES));
  if (!small) return inflateStream(input, sink);
  input.advance(small.consumed);
  await handOver(small.content, sink);
  return crc32(small.content);
}

async function handOver(bytes: Uint8Array, sink: ByteSink): Promise<void> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) await sink(bytes.subarray(at, at + PIECE_BYTES));
}

/** Nothing where the content is longer than `limit`. */
function inflateAtOnce(
  bytes: Uint8Array,
  limit: number,
): { content: Uint8Array; consumed: number } | undefined {
  // The last four bytes of a whole file are the size of its last member: a hint, not trusted.
  const size =
    bytes.length < 4
      ? 0
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).readUInt32LE(bytes.length - 4);
  const chunkSize = Math.min(Math.max(size + 64, 4096), SMALL_INFLATED_BYTES);
  try {
    const options = { info: true, maxOutputLength: Math.max(limit, 1), chunkSize };
    // The declared type does not know of `info`.
    const { buffer, engine } = inflateRawSync(bytes, options) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    return { content: buffer, consumed: engine.bytesWritten };
  } catch (error) {
    if (errorCode(error) === 'ERR_BUFFER_TOO_LARGE') return undefined;
    throw damaged(error);
  }
}

async function inflateStream(input: ByteInput, sink: ByteSink): Promise<number> {
  const inflater = createInflateRaw({ chunkSize: PIECE_BYTES });
  let checksum = 0;
  let ended = false;
  let failure: { error: unknown } | undefined;
  let handedOver: Promise<void> | undefined;
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
      handedOver = pending.then(() => {
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
  inflater.on('error', (error) => fail(damaged(error)));

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
    // Whoever takes the bytes is done with them before the caller learns of a failure elsewhere.
    await handedOver;
  }
}

/**
 * Gives back the memory that a stream inflated to, once it handed over all of it. Left to be collected,
 * the many megabytes of a file make Node 24 go through the whole heap again and again. Node 20 cannot give
 * it back, but for the most part needs only short collections.
 */
function release({ buffer, byteOffset, length }: Uint8Array): void {
  if (buffer.byteLength !== PIECE_BYTES || byteOffset + length < PIECE_BYTES) return;
  (buffer as { transfer?(length: 0): unknown }).transfer?.(0);
}

const errorCode = (error: unknown) => (error as NodeJS.ErrnoException | undefined)?.code;

const invalid = (message: string, cause?: unknown) =>
  new AuditTrailError('InvalidLogFile', message, { cause });
const truncated = (cause?: unknown) => invalid('The gzip data is cut short.', cause);
const damaged = (error: unknown) =>
  errorCode(error) === 'Z_BUF_ERROR'
    ? truncated(error)
    : invalid(`The gzip data is damaged: ${toMessage(error)}.`, error);
