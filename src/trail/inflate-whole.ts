import { crc32 } from 'node:zlib';
import type { InflatedSizes } from './inflate';
import { inflateAtOnce } from './inflate-member';

/** Content that is inflated at once. Of more, a stream needs less memory. */
const MOST_INFLATED_BYTES = 16 * 2 ** 20;
const HEADER_BYTES = 10;
const TRAILER_BYTES = 8;

/** The start of a member without a name, a comment or other extras: gzip's two bytes, deflate, no flags. */
const PLAIN_MEMBER = 0x00_08_8b_1f;
const GZIP = 0x8b1f;

/** The content of a file, and how much was read. */
export interface InflatedFile {
  readonly content: Uint8Array;
  readonly sizes: InflatedSizes;
}

/**
 * Inflates a file at once if it is as CloudTrail writes it: one whole gzip member without extras, which inflates
 * to no more than 16 MiB. A file that does not start as gzip is its own content.
 * @param limit maximum number of inflated bytes
 * @returns undefined for any other file, also a damaged or empty one: `inflate` reads it, or says what is wrong
 */
export function inflateWhole(file: Uint8Array, limit: number): InflatedFile | undefined {
  if (file.length < HEADER_BYTES + TRAILER_BYTES) return undefined;
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  const isGzip = bytes.readUInt16LE(0) === GZIP;
  if (isGzip && bytes.readUInt32LE(0) !== PLAIN_MEMBER) return undefined;
  const content = isGzip ? inflatePlainMember(bytes, Math.min(limit, MOST_INFLATED_BYTES)) : bytes;
  if (content === undefined || content.length === 0 || content.length > limit) return undefined;
  return {
    content,
    sizes: {
      inflatedBytes: content.length,
      compressedBytes: bytes.length,
      gzipMembers: isGzip ? 1 : 0,
      paddingBytes: 0,
    },
  };
}

function inflatePlainMember(bytes: Buffer, limit: number): Uint8Array | undefined {
  let inflated: ReturnType<typeof inflateAtOnce>;
  try {
    inflated = inflateAtOnce(bytes.subarray(HEADER_BYTES), limit);
  } catch {
    return undefined; // `inflate` finds the same damage, after any error in what precedes it.
  }
  const end = bytes.length - TRAILER_BYTES;
  if (inflated?.consumed !== end - HEADER_BYTES) return undefined;
  const { content } = inflated;
  const isRight =
    bytes.readUInt32LE(end) === crc32(content) && bytes.readUInt32LE(end + 4) === content.length;
  return isRight ? content : undefined;
}
