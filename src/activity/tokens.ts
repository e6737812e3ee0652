import { hash } from 'node:crypto';
import { storableString } from '../store/storable-record';

/** What a token stands for, and the letter that is hashed with it. */
const LETTERS = { item: 'i', session: 's', sourceIdentity: 'u', accessKey: 'k', address: 'a' } as const;
export type TokenKind = keyof typeof LETTERS;

/** Sessions, source identities, access keys and addresses come again and again. Beyond this many, all are forgotten. */
const REMEMBERED = 20_000;
const HEX_DIGITS = 12;

/**
 * Makes tokens: the first 48 bits of SHA-256 of the salt, the letter of the kind and the value. Whoever lacks the salt can
 * neither guess values nor compare those of two deployments.
 */
export class Tokenizer {
  readonly #salt: string;
  readonly #known = new Map<string, number>();

  /** @param salt of the deployment */
  constructor(salt: string) {
    this.#salt = salt;
  }

  /** The token of a value that rarely comes again: a value of an item's key, as `toKeyToken` writes it. */
  toItemToken(keyToken: string): number {
    return this.#hash('item', keyToken);
  }

  /** The token of a value that comes again. */
  toToken(kind: Exclude<TokenKind, 'item'>, value: string): number {
    const name = LETTERS[kind] + value;
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    const token = this.#hash(kind, storableString(value));
    this.#known.set(name, token);
    return token;
  }

  #hash(kind: TokenKind, value: string): number {
    return Number.parseInt(
      hash('sha256', this.#salt + LETTERS[kind] + value, 'hex').slice(0, HEX_DIGITS),
      16,
    );
  }
}

/** The hash of an event in an entry: the first 48 bits of its content hash, which its id is a part of. */
export const toEventHash = (contentHash: string): number =>
  Number.parseInt(contentHash.slice(0, HEX_DIGITS), 16);
