import { hashToken } from '../folder/hash-token';
import type { ItemKeyTexts } from './item-key-texts';

/** The fields of a record that are tokens. */
export interface TokenFields {
  readonly eventId: string;
  readonly accessKeyId?: string | undefined;
  readonly sourceIp?: string | undefined;
  readonly principal: {
    readonly session?: string | undefined;
    readonly sourceIdentity?: string | undefined;
    readonly onBehalfOf?: string | undefined;
  };
}

/**
 * Adds the hashes of what is rare in a record: values that occur in few segments, so that a question about
 * one of them need not read all.
 */
export function addTokens(record: TokenFields, itemKeys: readonly ItemKeyTexts[], hashes: number[]): void {
  const { eventId, accessKeyId, sourceIp, principal } = record;
  hashes.push(hashToken('eventId', eventId));
  if (accessKeyId !== undefined) hashes.push(hashToken('accessKey', accessKeyId));
  if (sourceIp !== undefined) hashes.push(hashToken('sourceIp', sourceIp));
  for (const session of [principal.session, principal.sourceIdentity, principal.onBehalfOf]) {
    if (session !== undefined) hashes.push(hashToken('session', session));
  }
  for (const key of itemKeys) {
    for (const name in key) hashes.push(hashToken('itemKey', `${name}=${key[name]}`));
  }
}
