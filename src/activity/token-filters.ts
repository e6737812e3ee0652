import { createFuseFilter, type FuseFilter } from './fuse-filter';

/** Tokens of one filter at most. More than the files of CloudTrail have. */
const MOST_TOKENS = 100_000;

/** Collects tokens into filters. It needs no more memory than the filters, and one set of `MOST_TOKENS`. */
export class TokenFilters {
  readonly #tokens = new Set<number>();
  readonly #filters: FuseFilter[] = [];

  add(token: number): void {
    this.#tokens.add(token);
    if (this.#tokens.size >= MOST_TOKENS) this.#close();
  }

  /** The filters of all tokens that were added: none without tokens, one for most files. */
  finish(): readonly FuseFilter[] {
    if (this.#tokens.size > 0) this.#close();
    return this.#filters;
  }

  #close(): void {
    this.#filters.push(createFuseFilter(Float64Array.from(this.#tokens)));
    this.#tokens.clear();
  }
}
