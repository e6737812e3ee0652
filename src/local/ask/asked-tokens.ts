import type { ResolvedQuery } from '../../query/resolved-query';
import { isNetwork } from '../../query/source-ip';
import { storableString } from '../../store/storable-record';
import { hashToken } from '../folder/hash-token';
import { type KeyTexts, toKeyTexts } from './item-conditions';

/** Hashes of tokens of which a segment must hold one. */
export type AskedTokens = readonly number[];

const toHashes = (kind: string, values: readonly string[]): AskedTokens =>
  values.map((value) => hashToken(kind, storableString(value)));

const toKeyHashes = ({ attribute, texts }: KeyTexts): AskedTokens =>
  texts.map((text) => hashToken('itemKey', `${attribute}=${text}`));

/** What the token filter of a segment can be asked for a query: each list must be met. */
export function toAskedTokens({ accessKey, session, sourceIp, item }: ResolvedQuery): readonly AskedTokens[] {
  return [
    ...(accessKey ? [toHashes('accessKey', accessKey)] : []),
    ...(session ? [toHashes('session', session)] : []),
    ...(sourceIp && !sourceIp.some(isNetwork) ? [toHashes('sourceIp', sourceIp)] : []),
    ...(item ? toKeyTexts(item).map(toKeyHashes) : []),
  ];
}

/** What the token filter of a segment can be asked for events by id. */
export const toIdTokens = (eventIds: readonly string[]): AskedTokens => toHashes('eventId', eventIds);
