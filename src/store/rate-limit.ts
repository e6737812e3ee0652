/** Limits how much is done in a second, such as files sent or write units used. */
export class RateLimit {
  readonly #perSecond: number;
  #free = 0;
  #checkedAt: number | undefined;

  /** @param perSecond Infinity for no limit */
  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** Milliseconds to wait before so much may be done. It counts as done. */
  take(amount: number, now: number): number {
    if (this.#perSecond === Number.POSITIVE_INFINITY) return 0;
    const passed = this.#checkedAt === undefined ? 0 : now - this.#checkedAt;
    this.#checkedAt = now;
    // Time in which nothing was done is not made up for.
    this.#free = Math.min(0, this.#free + (passed * this.#perSecond) / 1_000);
    const wait = Math.max(0, (-this.#free * 1_000) / this.#perSecond);
    this.#free -= amount;
    return wait;
  }
}
