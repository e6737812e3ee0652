import { createFuseFilter, type FuseFilter } from './fuse-filter';

/** Tokens of one filter at most. More than the files of CloudTrail have. */
const MOST_TOKENS = 100_000;

/** Collects tokens into filters. It needs no more memory than the filters, and one set of `MOST_TOKENS`. */
export class TokenFilters {
  /** Some of them may be there several times until there are `MOST_TOKENS`. */
  #tokens: number[] = [];
  readonly #filters: FuseFilter[] = [];

  add(token: number): void {
    this.#tokens.push(token);
    if (this.#tokens.length < MOST_TOKENS) return;
    this.#tokens = [...new Set(this.#tokens)];
    if (this.#tokens.length === MOST_TOKENS) this.#close();
  }

  /** The filters of all tokens that were added: none without tokens, one for most files. */
  finish(): readonly FuseFilter[] {
    if (this.#tokens.length > 0) this.#close();
    return this.#filters;
  }

  #close(): void {
    this.#filters.push(createFuseFilter(new Float64Array(this.#tokens)));
    this.#tokens = [];
  }
}
