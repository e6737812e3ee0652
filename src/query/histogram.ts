import type { AnswerCoverage } from '../assure/coverage/answer-coverage';
import type { AbortOptions, CoverageOptions } from './ask-options';
import type { Dimension } from './dimensions';
import type { Searched } from './searched';
import type { Summary } from './summary';

/** Properties that a histogram divides its buckets by. */
export const HISTOGRAM_DIMENSIONS = [
  'outcome',
  'plane',
  'risk',
  'table',
] as const satisfies readonly Dimension[];
export type HistogramDimension = (typeof HISTOGRAM_DIMENSIONS)[number];

export interface HistogramOptions extends CoverageOptions, AbortOptions {
  /** Property to divide the buckets by. `risk` counts only risky records. */
  readonly by: HistogramDimension;
  /**
   * Length of a bucket in seconds, 60 or more. A bucket starts at a multiple of it, UTC.
   * @default the shortest usual one that makes at most 120 buckets; in DynamoDB an hour or more, unless the range is short
   */
  readonly seconds?: number | undefined;
}

/** The number of matching records over time. */
export interface Histogram {
  readonly by: HistogramDimension;
  /** Inclusive. Without `since` in the query, the start of the first bucket; absent if there is none. */
  readonly since?: string;
  /** Exclusive. */
  readonly until: string;
  /** Length of a bucket. */
  readonly seconds: number;
  /** Oldest first; empty buckets are left out. By `table`, they have the 20 most frequent tables. */
  readonly buckets: Summary['buckets'];
  /** Number of records for each value over the whole range. */
  readonly totals: Readonly<Record<string, number>>;
  /** Number of records counted. By `table`, a call on several tables can count once for each of them. */
  readonly records: number;
  /** True if every matching record is counted. */
  readonly complete: boolean;
  /**
   * Time from which every record is counted, and none before it: to count more, ask again with it as `until`, and the same
   * `seconds`. Absent if there is nothing before it.
   */
  readonly countedSince?: string;
  readonly searched: Searched;
  readonly coverage: AnswerCoverage;
  /** What the counts lack, because no index holds it, or log files were not read. Absent if nothing. */
  readonly incomplete?: string;
  readonly notices?: readonly string[];
}

const MAXIMUM_BUCKETS = 120;
const HOUR = 3_600;
const DAY = 86_400;
/** Usual lengths of buckets. */
const LENGTHS = [60, 300, 900, 1_800, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 30 * DAY];
/** Buckets of hours are counted from activity entries, which cost little. Of less time, they would be too few. */
const LEAST_HOURS = 6;

/**
 * The length of buckets for a range.
 * @param range epoch seconds
 * @param prefersHours whether the store counts whole hours at a lower cost
 */
export function chooseSeconds(range: { start: number; end: number }, prefersHours: boolean): number {
  const length = range.end - range.start;
  const least = prefersHours && length > LEAST_HOURS * HOUR ? HOUR : 0;
  const fits = (seconds: number) => seconds >= least && length / seconds <= MAXIMUM_BUCKETS;
  return LENGTHS.find(fits) ?? Math.ceil(length / MAXIMUM_BUCKETS / DAY) * DAY;
}
