import type { AuditRecord } from '../audit/audit-record';
import { DIMENSIONS, type Dimension } from './dimensions';
import type { CountBucket } from './value-counts';

/** Counts values of properties, in buckets of time. */
export class ValueCounter {
  readonly #seconds: number | undefined;
  readonly #counts = new Map<Dimension, Map<number, Map<string, number>>>();

  /** @param seconds length of a bucket. Undefined: everything is in one that starts at 0. */
  constructor(seconds: number | undefined) {
    this.#seconds = seconds;
  }

  addRecord(record: AuditRecord, by: readonly Dimension[]): void {
    const start = this.toBucket(record.eventTime);
    for (const name of by) for (const value of DIMENSIONS[name](record)) this.add(name, start, value, 1);
  }

  /** @param start epoch seconds, as `toBucket` gives them */
  add(by: Dimension, start: number, value: string, count: number): void {
    const buckets = inner(this.#counts, by);
    const values = inner(buckets, start);
    values.set(value, (values.get(value) ?? 0) + count);
  }

  /** Start of the bucket of a time, in epoch seconds. */
  toBucket(time: string): number {
    const seconds = this.#seconds;
    return seconds === undefined ? 0 : Math.floor(Date.parse(time) / 1_000 / seconds) * seconds;
  }

  /** The buckets of a property, oldest first. */
  toBuckets(by: Dimension): CountBucket[] {
    return [...(this.#counts.get(by) ?? [])]
      .sort(([one], [other]) => one - other)
      .map(([start, values]) => ({ start, counts: Object.fromEntries(values) }));
  }
}

function inner<Key, Inner, Value>(outer: Map<Key, Map<Inner, Value>>, key: Key): Map<Inner, Value> {
  const known = outer.get(key);
  if (known) return known;
  const added = new Map<Inner, Value>();
  outer.set(key, added);
  return added;
}
