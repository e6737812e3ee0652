import type { TimeRange } from './time-range';

/** What was read for a page, so that an empty one can be told from one that covers little. */
export interface Searched extends TimeRange {
  /** The index that was read; `segments` in a data folder. */
  readonly index: string;
  /** Number of entries looked at, including those that a filter rejected. */
  readonly entries: number;
}
