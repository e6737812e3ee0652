import { AuditTrailError } from '../errors';
import { HOUR_MS } from '../time';
import { inOnePiece } from '../trail/byte-input';
import { type DigestFile, readDigestFile } from '../trail/digest-file';
import { type DigestKey, parseDigestKey } from '../trail/digest-key';
import { parseDigestMetadata } from '../trail/digest-metadata';
import { hasSignature } from '../trail/digest-signature';
import type { ObjectPlace } from '../trail/object-place';
import type { KeyRequest, PublicKeys } from './public-keys';
import type { TrailSource } from './trail-source';

/**
 * What a digest file is by itself. `unverified`: nothing speaks against it, but it could not be read or its key is not
 * known.
 */
export type CheckedDigest =
  | ({ readonly state: 'valid'; readonly signature: string } & DigestFile)
  | { readonly state: 'invalid' | 'missing'; readonly reason: string }
  | {
      readonly state: 'unverified';
      readonly reason: string;
      /** SHA-256 of the inflated bytes, if they could be read. */
      readonly sha256?: string;
    };

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
  chain: Pick<DigestKey, 'region' | 'isBackfill'>,
  { source, keys }: DigestContext,
): Promise<CheckedDigest> {
  try {
    const opened = await source.openDigest(place);
    if (!opened) return NOT_FOUND;
    const { body } = opened;
    const file = await readDigestFile(body instanceof Uint8Array ? inOnePiece(body) : body);
    const { signature, backfillTime } = parseDigestMetadata(opened.metadata);
    if (chain.isBackfill && !isTime(backfillTime)) return NO_BACKFILL_TIME;
    if (source.toLocation(file.digest.place) !== source.toLocation(place)) return MOVED;
    if (signature === undefined) return WRONG_SIGNATURE;
    const signed = chain.isBackfill
      ? around(backfillTime!, HOUR_MS)
      : // The key tells the end, too, and nobody can make it another time without moving the digest.
        around(parseDigestKey(place.key)?.endTime ?? file.digest.endTime, 2 * HOUR_MS);
    return await checkSignature(file, signature, { region: chain.region, ...signed }, keys);
  } catch (error) {
    if (!(error instanceof AuditTrailError)) throw error;
    if (error.code === 'InvalidDigestFile') return { state: 'invalid', reason: error.message };
    if (error.code === 'ObjectUnavailable') return { state: 'unverified', reason: error.message };
    throw error;
  }
}

async function checkSignature(
  file: DigestFile,
  signature: string,
  signed: Omit<KeyRequest, 'fingerprint'>,
  keys: PublicKeys,
): Promise<CheckedDigest> {
  const { fingerprint } = file.digest;
  const unverified = (reason: string) => ({ state: 'unverified', reason, sha256: file.sha256 }) as const;
  const key = await keys.find({ ...signed, fingerprint });
  if (!key)
    return unverified(`public key not found in region ${signed.region} for fingerprint ${fingerprint}`);
  if (hasSignature(file, signature, key.key)) return { state: 'valid', signature, ...file };
  return key.isConsistent
    ? WRONG_SIGNATURE
    : unverified(`the public key given for fingerprint ${fingerprint} has another fingerprint`);
}

const LAST_YEAR = 9_998;

const isTime = (text: string | undefined): boolean =>
  text !== undefined && new Date(text).getUTCFullYear() > 0 && new Date(text).getUTCFullYear() <= LAST_YEAR;

/** When a digest can have been signed: up to two hours after its end, or about when a backfill was made. */
const around = (time: string, milliseconds: number): { since: Date; until: Date } => ({
  since: new Date(Date.parse(time) - milliseconds),
  until: new Date(Date.parse(time) + milliseconds),
});
