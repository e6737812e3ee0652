import { crc32 } from 'node:zlib';
import type { ByteInput } from './byte-input';
import { invalidGzip, truncatedGzip } from './gzip-errors';

/** Whether the next bytes start a gzip member. */
export async function startsGzip(input: ByteInput): Promise<boolean> {
  const bytes = await input.peek(2);
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Reads the header of a member, as RFC 1952, section 2.3 describes it. */
export async function skipHeader(input: ByteInput): Promise<void> {
  const fixed = await take(input, 10);
  const method = fixed[2] ?? 0;
  const flags = fixed[3] ?? 0;
  if (method !== 8) {
    throw invalidGzip(`The gzip header has compression method ${method}; only 8 (deflate) is supported.`);
  }
  if (flags & 0xe0) throw invalidGzip('The gzip header has reserved flags.');
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
      throw invalidGzip('The checksum of the gzip header is wrong.');
    }
  }
}

/** Reads text that ends with a zero byte. */
async function skipText(input: ByteInput, checksum: number): Promise<number> {
  let passed = checksum;
  for (;;) {
    const bytes = await input.peekNext();
    if (!bytes) throw truncatedGzip();
    const zero = bytes.indexOf(0);
    const text = zero < 0 ? bytes : bytes.subarray(0, zero + 1);
    passed = crc32(text, passed);
    input.advance(text.length);
    if (zero >= 0) return passed;
  }
}

/** Compares the trailer of a member with its content. */
export async function checkTrailer(input: ByteInput, checksum: number, size: number): Promise<void> {
  const trailer = Buffer.from(await take(input, 8));
  if (trailer.readUInt32LE(0) !== checksum) throw invalidGzip('The gzip checksum (CRC-32) is wrong.');
  if (trailer.readUInt32LE(4) !== size % 2 ** 32) throw invalidGzip('The gzip size (ISIZE) is wrong.');
}

/**
 * Reads what follows the last member to the end. Only zeros may follow it: some tools pad with them.
 * @returns the number of zeros
 */
export async function skipPadding(input: ByteInput): Promise<number> {
  let padding = 0;
  for (let bytes = await input.next(); bytes; bytes = await input.next()) {
    if (bytes.some((byte) => byte !== 0)) {
      throw invalidGzip('The gzip data is followed by bytes that are not gzip.');
    }
    padding += bytes.length;
  }
  return padding;
}

async function take(input: ByteInput, length: number): Promise<Uint8Array> {
  const bytes = await input.peek(length);
  if (bytes.length < length) throw truncatedGzip();
  input.advance(length);
  return bytes;
}
