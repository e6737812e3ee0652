import * as z from 'zod';

/** The metadata that CloudTrail gives the S3 object of a digest. */
export interface DigestMetadata {
  /** In lower-case hex. Absent if it is missing, not hex, or made by another algorithm. */
  readonly signature?: string;
  /** When a backfill digest was made. */
  readonly backfillTime?: string;
}

const ALGORITHM = 'SHA256withRSA';
/** `Buffer.from` ends at the first character that is not hex, so the whole text must be checked. */
const HEX = /^(?:[0-9a-f]{2})+$/i;

/**
 * Reads the user metadata of a digest's S3 object, by the names after `x-amz-meta-`: `signature`,
 * `signature-algorithm` and, for a backfill digest, `backfill-generation-timestamp`.
 */
export function parseDigestMetadata(metadata: Readonly<Record<string, unknown>>): DigestMetadata {
  const values = new Map(Object.entries(metadata).map(([name, value]) => [name.toLowerCase(), value]));
  const signature = values.get('signature');
  const backfillTime = values.get('backfill-generation-timestamp');
  const isUsable =
    typeof signature === 'string' && HEX.test(signature) && values.get('signature-algorithm') === ALGORITHM;
  return {
    ...(isUsable && { signature: signature.toLowerCase() }),
    ...(typeof backfillTime === 'string' && { backfillTime }),
  };
}

const objectSchema = z.record(z.string(), z.unknown());

/**
 * Reads metadata that was saved as JSON: what `aws s3api head-object` prints, or only what it prints under `Metadata`.
 * @throws Error if it is not a JSON object
 */
export function parseSavedMetadata(text: string): Readonly<Record<string, unknown>> {
  const saved = objectSchema.parse(JSON.parse(text));
  return 'Metadata' in saved ? objectSchema.parse(saved.Metadata) : saved;
}
