import { AuditTrailError } from '../errors';
import { inOnePiece } from '../trail/byte-input';
import { type DigestFile, readDigestFile } from '../trail/digest-file';
import type { DigestKey } from '../trail/digest-key';
import { type DigestMetadata, parseDigestMetadata } from '../trail/digest-metadata';
import { hasSignature } from '../trail/digest-signature';
import type { ObjectPlace } from '../trail/object-place';
import type { PublicKeys } from './public-keys';
import type { TrailSource } from './trail-source';

/**
 * What a digest file is by itself. `unverified`: nothing speaks against it, but it could not be read or its key is not
 * known.
 */
export type CheckedDigest =
  | ({ readonly state: 'valid'; readonly signature: string } & DigestFile)
  | { readonly state: 'invalid' | 'missing' | 'unverified'; readonly reason: string };

/** Where digests and keys come from. */
export interface DigestContext {
  readonly source: TrailSource;
  readonly keys: PublicKeys;
}

const NOT_FOUND: CheckedDigest = { state: 'missing', reason: 'not found' };
const WRONG_SIGNATURE: CheckedDigest = { state: 'invalid', reason: 'signature verification failed' };
const MOVED: CheckedDigest = { state: 'invalid', reason: 'has been moved from its original location' };
const NO_BACKFILL_TIME: CheckedDigest = {
  state: 'invalid',
  reason: 'invalid format: the metadata backfill-generation-timestamp is missing',
};

/**
 * Verifies one digest file: its form, its location and its signature. The reasons are those of `aws cloudtrail
 * validate-logs` where it has one.
 * @throws errors of the source that do not concern this object alone, and errors of reading public keys
 */
export async function checkDigest(
  place: ObjectPlace,
  { region, isBackfill }: Pick<DigestKey, 'region' | 'isBackfill'>,
  { source, keys }: DigestContext,
): Promise<CheckedDigest> {
  try {
    const opened = await source.openDigest(place);
    if (!opened) return NOT_FOUND;
    const { body } = opened;
    const file = await readDigestFile(body instanceof Uint8Array ? inOnePiece(body) : body);
    const metadata = parseDigestMetadata(opened.metadata);
    if (isBackfill && !isTime(metadata.backfillTime)) return NO_BACKFILL_TIME;
    if (source.toLocation(file.digest.place) !== source.toLocation(place)) return MOVED;
    return await checkSignature(file, metadata, { region, isBackfill }, keys);
  } catch (error) {
    if (!(error instanceof AuditTrailError)) throw error;
    if (error.code === 'InvalidDigestFile') return { state: 'invalid', reason: error.message };
    if (error.code === 'ObjectUnavailable') return { state: 'unverified', reason: error.message };
    throw error;
  }
}

async function checkSignature(
  file: DigestFile,
  { signature, backfillTime }: DigestMetadata,
  { region, isBackfill }: Pick<DigestKey, 'region' | 'isBackfill'>,
  keys: PublicKeys,
): Promise<CheckedDigest> {
  const { fingerprint } = file.digest;
  const signed = toSigningTime(file, isBackfill ? backfillTime : undefined);
  const key = await keys.find({ region, fingerprint, ...signed });
  if (!key) {
    const reason = `public key not found in region ${region} for fingerprint ${fingerprint}`;
    return { state: 'unverified', reason };
  }
  if (signature === undefined) return WRONG_SIGNATURE;
  if (hasSignature(file, signature, key.key)) return { state: 'valid', signature, ...file };
  if (key.isConsistent) return WRONG_SIGNATURE;
  return {
    state: 'unverified',
    reason: `the public key given for fingerprint ${fingerprint} has another fingerprint`,
  };
}

const HOUR_MS = 3_600_000;
const isTime = (text: string | undefined): text is string =>
  text !== undefined && !Number.isNaN(Date.parse(text));

/** When a digest can have been signed. Keys change, and a digest is signed up to two hours after its end. */
function toSigningTime(
  { digest }: DigestFile,
  backfillTime: string | undefined,
): { since: Date; until: Date } {
  const around = (start: string, before: number, end: string, after: number) => ({
    since: new Date(Date.parse(start) - before),
    until: new Date(Date.parse(end) + after),
  });
  return backfillTime === undefined
    ? around(digest.startTime, 0, digest.endTime, 2 * HOUR_MS)
    : around(backfillTime, HOUR_MS, backfillTime, HOUR_MS);
}
