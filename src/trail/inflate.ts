import { byteInput } from './byte-input';
import { invalidGzip } from './gzip-errors';
import { checkTrailer, skipHeader, skipPadding, startsGzip } from './gzip-frame';
import { type ByteSink, inflateMember, passOn } from './inflate-member';

/** How much was read. */
export interface InflatedSizes {
  readonly inflatedBytes: number;
  readonly compressedBytes: number;
  /** 0 if the content was not compressed. */
  readonly gzipMembers: number;
  /** Zero bytes after the last gzip member. */
  readonly paddingBytes: number;
}

/**
 * Takes the next inflated bytes; the next call waits for a promise that it returns. It must not keep the
 * bytes, because their memory is released.
 * @param member number of the gzip member that the bytes are from; 1 if the content is not compressed
 */
export type MemberSink = (bytes: Uint8Array, member: number) => void | Promise<void>;

/**
 * Inflates gzip of one or more members, or passes on content whose first two bytes are not those of gzip.
 * Node's own gunzip neither counts members nor reports what follows a zero byte after a member.
 * @param limit maximum number of inflated bytes, counted as they arrive
 * @throws AuditTrailError `InvalidLogFile`, and whatever `chunks` or `sink` throw, unchanged
 */
export async function inflate(
  chunks: AsyncIterable<Uint8Array>,
  limit: number,
  sink: MemberSink,
): Promise<InflatedSizes> {
  const input = byteInput(chunks);
  let inflatedBytes = 0;
  let gzipMembers = 0;
  let paddingBytes = 0;
  const counted = (bytes: Uint8Array) => {
    inflatedBytes += bytes.length;
    if (inflatedBytes > limit) throw beyondLimit(limit);
    return sink(bytes, gzipMembers + 1);
  };
  try {
    if (await startsGzip(input)) {
      do {
        await skipHeader(input);
        const start = inflatedBytes;
        const checksum = await inflateMember(input, limit - inflatedBytes, counted);
        await checkTrailer(input, checksum, inflatedBytes - start);
        gzipMembers++;
      } while (await startsGzip(input));
      paddingBytes = await skipPadding(input);
    } else {
      for (let bytes = await input.next(); bytes; bytes = await input.next()) await passOn(bytes, counted);
    }
  } finally {
    await input.close();
  }
  return { inflatedBytes, compressedBytes: input.received(), gzipMembers, paddingBytes };
}

/**
 * Inflates the first member of gzip, and tells whether anything follows it. Validation by AWS's own tools rejects
 * every byte after it, also padding, because the hash in a digest does not cover it.
 * @param limit maximum number of inflated bytes, counted as they arrive
 * @throws AuditTrailError `InvalidLogFile`, and whatever `chunks` or `sink` throw, unchanged
 */
export async function inflateFirstMember(
  chunks: AsyncIterable<Uint8Array>,
  limit: number,
  sink: ByteSink,
): Promise<{ readonly inflatedBytes: number; readonly hasTrailingData: boolean }> {
  const input = byteInput(chunks);
  let inflatedBytes = 0;
  try {
    if (!(await startsGzip(input))) throw invalidGzip('The file is not compressed with gzip.');
    await skipHeader(input);
    const checksum = await inflateMember(input, limit, (bytes) => {
      inflatedBytes += bytes.length;
      if (inflatedBytes > limit) throw beyondLimit(limit);
      return sink(bytes);
    });
    await checkTrailer(input, checksum, inflatedBytes);
    return { inflatedBytes, hasTrailingData: (await input.peek(1)).length > 0 };
  } finally {
    await input.close();
  }
}

const beyondLimit = (limit: number) =>
  invalidGzip(`The file inflates to more than the limit of ${limit} bytes.`);
