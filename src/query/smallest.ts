/**
 * Keeps the values with the smallest keys, in whatever order they arrive, so that a bounded list does not depend on the
 * order of reading.
 */
export class Smallest<Value> {
  readonly #limit: number;
  readonly #kept = new Map<string, Value>();
  #largest: string | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The value of a key, made if the key is new. Undefined if the key is left out. */
  take(key: string, create: () => Value): Value | undefined {
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    if (this.#kept.size === this.#limit) {
      this.#largest ??= [...this.#kept.keys()].reduce((one, other) => (one > other ? one : other));
      if (key > this.#largest) return undefined;
      this.#kept.delete(this.#largest);
    }
    this.#largest = undefined;
    const value = create();
    this.#kept.set(key, value);
    return value;
  }

  /** The kept values, by key. */
  toEntries(): [key: string, value: Value][] {
    return [...this.#kept].sort(([one], [other]) => (one < other ? -1 : 1));
  }
}
