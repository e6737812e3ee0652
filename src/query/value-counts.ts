import type { Dimension } from './dimensions';
import type { ReadBudget } from './read-budget';
import type { ReadCost } from './read-cost';

export interface CountBucket {
  /** Epoch seconds. */
  readonly start: number;
  /** Number of records by value. A record counts once for each value it has. */
  readonly counts: Readonly<Record<string, number>>;
}

export interface ValueCountOptions {
  /** Properties to count by. */
  readonly by: readonly Dimension[];
  /** Length of a bucket in seconds. Default: one bucket for the whole range, which starts at 0. */
  readonly seconds?: number | undefined;
  readonly budget: ReadBudget;
  readonly signal?: AbortSignal | undefined;
}

export interface ValueCounts {
  /** In the order of the properties asked. */
  readonly counts: readonly CountedValues[];
  /** Number of records that match, counted or not. Absent if it is not known. */
  readonly matching?: number;
  readonly cost: ReadCost;
  /** What to know about the counts, as sentences. */
  readonly notices: readonly string[];
}

/** The values of one property. */
export interface CountedValues {
  readonly by: Dimension;
  /** Oldest first; empty buckets are left out. */
  readonly buckets: readonly CountBucket[];
  /** Number of records counted. */
  readonly records: number;
  /** Time from which every record is counted, and none before it. Absent if all are. */
  readonly countedSince?: string;
  /** What the counts lack, because no index holds it. Absent if nothing. */
  readonly incomplete?: string;
  /** The index, or whatever else was read. */
  readonly index: string;
}
