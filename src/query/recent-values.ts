/** Assessments write once an hour, so not every answer has to read. */
const REMEMBERED_MILLISECONDS = 60_000;

/** Remembers what was read for a minute. A failure is not remembered. */
export class RecentValues<Value> {
  readonly #known = new Map<string, { readonly until: number; readonly value: Value }>();

  /** @param maximum number of values that are remembered */
  constructor(private readonly maximum: number) {}

  async get(key: string, read: () => Promise<Value>): Promise<Value> {
    const known = this.#known.get(key);
    if (known && Date.now() < known.until) return known.value;
    const value = await read();
    // The oldest is forgotten first.
    this.#known.delete(key);
    this.#known.set(key, { until: Date.now() + REMEMBERED_MILLISECONDS, value });
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= this.maximum) break;
      this.#known.delete(oldest);
    }
    return value;
  }
}
