import { createHash } from 'node:crypto';
import * as z from 'zod';
import { AuditTrailError, toMessage } from '../errors';
import { inflateFirstMember } from './inflate';
import type { ObjectPlace } from './object-place';

/** A log file as a digest names it. */
export interface NamedFile extends ObjectPlace {
  /** SHA-256 of the inflated log file, in lower-case hex. */
  readonly sha256: string;
  /** Time of its earliest event, as the digest writes it. Absent if the digest does not say it. */
  readonly firstEventTime?: string | undefined;
}

/** The digest that CloudTrail delivered before, as the next one names it. */
export interface PreviousDigest extends ObjectPlace {
  /** SHA-256 of the inflated digest, in lower-case hex. */
  readonly sha256: string;
  readonly signature: string;
}

/** What a digest file says. Nothing of it is known to be true until its signature is verified. */
export interface Digest {
  /** Where CloudTrail delivered the digest. */
  readonly place: ObjectPlace;
  /** Log files delivered from `startTime` to `endTime`, as the digest writes them: `2026-03-14T10:00:48Z`. */
  readonly startTime: string;
  readonly endTime: string;
  /** Fingerprint of the public key. */
  readonly fingerprint: string;
  /** As in the digest. */
  readonly previousSignature: string | null;
  /** Absent in a starting digest. */
  readonly previous?: PreviousDigest;
  readonly files: readonly NamedFile[];
}

/** A digest, with what else its verification needs of the file. */
export interface DigestFile {
  readonly digest: Digest;
  /** SHA-256 of the inflated bytes, in lower-case hex. */
  readonly sha256: string;
}

/** A digest names the log files of an hour, in about 500 bytes each. */
const MAXIMUM_INFLATED_BYTES = 64 * 2 ** 20;

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const time = z
  .string()
  .refine(
    (text) => TIME.test(text) && !Number.isNaN(Date.parse(text)),
    'must be a time such as 2026-03-14T10:00:48Z',
  );
const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/i, 'must be a SHA-256 in hex')
  .toLowerCase();

// The fields are those of AWS's page "CloudTrail digest file structure".
const digestSchema = z
  .object({
    digestS3Bucket: z.string(),
    digestS3Object: z.string(),
    digestStartTime: time,
    digestEndTime: time,
    digestPublicKeyFingerprint: z.string(),
    previousDigestSignature: z.string().nullable(),
    previousDigestS3Bucket: z.string().nullish(),
    previousDigestS3Object: z.string().nullish(),
    previousDigestHashValue: sha256.nullish(),
    previousDigestHashAlgorithm: z.literal('SHA-256').nullish(),
    logFiles: z.array(
      z.object({
        s3Bucket: z.string(),
        s3Object: z.string(),
        hashValue: sha256,
        hashAlgorithm: z.literal('SHA-256'),
        oldestEventTime: z.string().nullish(),
      }),
    ),
  })
  .refine(
    (digest) => new Set(previousFields(digest).map((value) => value == null)).size === 1,
    'must have all fields of the previous digest, or none',
  );

const previousFields = (digest: {
  previousDigestSignature?: unknown;
  previousDigestS3Bucket?: unknown;
  previousDigestS3Object?: unknown;
  previousDigestHashValue?: unknown;
  previousDigestHashAlgorithm?: unknown;
}) => [
  digest.previousDigestSignature,
  digest.previousDigestS3Bucket,
  digest.previousDigestS3Object,
  digest.previousDigestHashValue,
  digest.previousDigestHashAlgorithm,
];

/** What AWS's own validation says of bytes after the gzip member. */
export const TRAILING_DATA = 'unexpected data after end of compressed stream';

/**
 * Reads a digest file as CloudTrail delivers it: one gzip member of JSON, at most 64 MiB of it.
 * @param chunks the file as stored, in pieces of any size
 * @throws AuditTrailError `InvalidDigestFile`; errors of `chunks` unchanged
 */
export async function readDigestFile(chunks: AsyncIterable<Uint8Array>): Promise<DigestFile> {
  const pieces: Buffer[] = [];
  try {
    // The bytes must be copied, because their memory is used again.
    const { hasTrailingData } = await inflateFirstMember(chunks, MAXIMUM_INFLATED_BYTES, (bytes) => {
      pieces.push(Buffer.from(bytes));
    });
    if (hasTrailingData) throw invalid(TRAILING_DATA);
  } catch (error) {
    if (!(error instanceof AuditTrailError) || error.code !== 'InvalidLogFile') throw error;
    throw invalid(`invalid format: ${error.message}`, error);
  }
  const content = Buffer.concat(pieces);
  return { digest: parseDigest(content), sha256: createHash('sha256').update(content).digest('hex') };
}

function parseDigest(content: Buffer): Digest {
  let json: unknown;
  try {
    json = JSON.parse(content.toString());
  } catch (error) {
    throw invalid(`invalid format: ${toMessage(error)}`, error);
  }
  const parsed = digestSchema.safeParse(json);
  if (!parsed.success) throw invalid(`invalid format: ${describeIssue(parsed.error)}`, parsed.error);
  const fields = parsed.data;
  return {
    place: { bucket: fields.digestS3Bucket, key: fields.digestS3Object },
    startTime: fields.digestStartTime,
    endTime: fields.digestEndTime,
    fingerprint: fields.digestPublicKeyFingerprint,
    previousSignature: fields.previousDigestSignature,
    ...(fields.previousDigestSignature !== null && {
      previous: {
        bucket: fields.previousDigestS3Bucket!,
        key: fields.previousDigestS3Object!,
        sha256: fields.previousDigestHashValue!,
        signature: fields.previousDigestSignature,
      },
    }),
    files: fields.logFiles.map(({ s3Bucket, s3Object, hashValue, oldestEventTime }) => ({
      bucket: s3Bucket,
      key: s3Object,
      sha256: hashValue,
      firstEventTime: oldestEventTime ?? undefined,
    })),
  };
}

const describeIssue = ({ issues: [issue] }: z.ZodError): string =>
  [issue?.path.join('.'), issue?.message].filter(Boolean).join(' ');

const invalid = (message: string, cause?: unknown) =>
  new AuditTrailError('InvalidDigestFile', message, { cause });
