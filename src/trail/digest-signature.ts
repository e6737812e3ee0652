import { type KeyObject, verify } from 'node:crypto';
import type { DigestFile } from './digest-file';

/** The fields of a digest that its signature covers directly. */
type SignedFields = Pick<DigestFile['digest'], 'endTime' | 'place' | 'previousSignature'>;

/**
 * The text that CloudTrail signs. It covers the inflated digest by its hash.
 * @param sha256 SHA-256 of the inflated digest, in lower-case hex
 */
export const toStringToSign = ({ endTime, place, previousSignature }: SignedFields, sha256: string): string =>
  `${endTime}\n${place.bucket}/${place.key}\n${sha256}\n${previousSignature ?? 'null'}`;

/** Whether a digest has this signature, by RSASSA-PKCS1-v1_5 with SHA-256. */
export const hasSignature = ({ digest, sha256 }: DigestFile, signature: string, key: KeyObject): boolean =>
  verify('sha256', Buffer.from(toStringToSign(digest, sha256)), key, Buffer.from(signature, 'hex'));
