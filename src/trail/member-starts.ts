/** A scanner that looks for markers is this many bytes behind what it was given at most. */
const MEMBERS_KEPT = 1_000;

/** Knows which gzip member the last bytes of a file were inflated from. */
export class MemberStarts {
  #starts: { readonly at: number; readonly member: number }[] = [];
  #bytes = 0;

  /** Adds the next inflated bytes, at least one. */
  add(bytes: number, member: number): void {
    if (member !== this.#starts.at(-1)?.member) {
      this.#starts.push({ at: this.#bytes, member });
      if (this.#starts.length > MEMBERS_KEPT) this.#starts.shift();
    }
    this.#bytes += bytes;
  }

  /** The number of the member that the byte at an offset of the content is from. */
  find(offset: number): number {
    return this.#starts.findLast(({ at }) => at <= offset)?.member ?? 1;
  }
}
