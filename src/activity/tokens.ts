import { hash } from 'node:crypto';
import { MEANING_VERSION } from '../audit/meaning-version';
import { storableString } from '../store/storable-record';

/** What a token stands for, and the letter that is hashed with it. */
const LETTERS = {
  item: 'i',
  session: 's',
  sourceIdentity: 'u',
  onBehalfOf: 'b',
  accessKey: 'k',
  address: 'a',
} as const;
export type TokenKind = keyof typeof LETTERS;

/**
 * The version of the meaning since which filters have every token of a kind. Set it to the new version if the same event gets
 * other tokens of the kind: otherwise readers skip log files that hold an answer.
 */
const TOKENS_SINCE: Readonly<Record<TokenKind, number>> = {
  item: 2,
  session: 1,
  sourceIdentity: 1,
  onBehalfOf: 3,
  accessKey: 1,
  address: 1,
};

/**
 * Whether filters of a version of the meaning have every token of a kind, as this version makes them. Without it, a filter
 * does not say that a value is absent.
 */
export const hasAllTokens = (kind: TokenKind, meaningVersion: number): boolean =>
  meaningVersion >= TOKENS_SINCE[kind] && meaningVersion <= MEANING_VERSION;

/**
 * Makes tokens: the first 48 bits of SHA-256 of the salt, the letter of the kind and the value. Whoever lacks the salt can
 * neither guess values nor compare those of two deployments.
 */
export class Tokenizer {
  readonly #salt: string;

  /** @param salt of the deployment */
  constructor(salt: string) {
    this.#salt = salt;
  }

  /** The token of a value of an item's key, as `toKeyToken` writes it. */
  toItemToken(keyToken: string): number {
    return this.#hash('item', keyToken);
  }

  /** The token of a name of a caller. */
  toToken(kind: Exclude<TokenKind, 'item'>, value: string): number {
    return this.#hash(kind, storableString(value));
  }

  #hash(kind: TokenKind, value: string): number {
    // As text of one character a byte: digits would take a third longer.
    const bytes = hash('sha256', this.#salt + LETTERS[kind] + value, 'binary');
    return toUint24(bytes, 0) * 2 ** 24 + toUint24(bytes, 3);
  }
}

const toUint24 = (bytes: string, from: number): number =>
  (bytes.charCodeAt(from) << 16) | (bytes.charCodeAt(from + 1) << 8) | bytes.charCodeAt(from + 2);

/** The hash of an event in an entry: the first 48 bits of its content hash, which its id is a part of. */
export const toEventHash = (contentHash: string): number => toNumber48(contentHash);

/** The number in the first 12 digits of a text in lower-case hex. `parseInt` takes ten times as long. */
const toNumber48 = (hex: string): number => toNumber24(hex, 0) * 2 ** 24 + toNumber24(hex, 6);

function toNumber24(hex: string, from: number): number {
  let value = 0;
  for (let index = from; index < from + 6; index += 1) {
    const code = hex.charCodeAt(index);
    value = (value << 4) | (code < 0x3a ? code - 0x30 : code - 0x57);
  }
  return value;
}
