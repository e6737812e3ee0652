import type { AnswerCoverage } from '../assure/coverage/answer-coverage';
import { toEventTime } from '../store/lanes';
import { toTime } from '../time';
import type { Counts } from './audit-store';
import { inOrder, toTotals } from './count-buckets';
import { type Dimension, type DimensionName, INTERVAL_NAMES, INTERVALS, type Interval } from './dimensions';
import type { AuditQuery } from './query';
import type { TimeRange } from './time-range';

/** A question whose records are counted. Calls that name an item are not counted: see `AuditLog.item`. */
export type SummaryQuery = Omit<AuditQuery, 'order' | 'key'>;

export interface SummaryOptions {
  /** Property to count by. */
  readonly by: DimensionName;
  /** `nextToken` of an earlier summary of the same query: counts what that one did not. */
  readonly cursor?: string | undefined;
  /** Length of a bucket. @default the shortest that makes at most 100 buckets; a day without `since` */
  readonly interval?: Interval | undefined;
  /** As of a page. */
  readonly lateness?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The number of matching records over time, by one of their properties. */
export interface Summary extends TimeRange {
  readonly by: Dimension;
  readonly interval: Interval;
  /** Oldest first; empty buckets are left out. */
  readonly buckets: readonly {
    /** UTC, to the second. */
    readonly start: string;
    /**
     * A record counts once for each value it has: for all its resources, for no error code if it has none. The most
     * frequent value is first.
     */
    readonly counts: Readonly<Record<string, number>>;
  }[];
  /** Number of records for each value over the whole range. The most frequent value is first. */
  readonly totals: Readonly<Record<string, number>>;
  /** Number of records counted. */
  readonly records: number;
  /**
   * True if every matching record is counted. Counting stops after ten seconds; in DynamoDB after 20,000
   * entries; in a data folder after 100,000 counts.
   */
  readonly complete: boolean;
  /** Time from which every record is counted. Absent if all of the time range is counted. */
  readonly countedSince?: string;
  /** Share of the time range that is counted, 0 to 1. Absent if all of it is, or without `since`. */
  readonly countedShare?: number;
  /** To count the rest, older than `countedSince`. Absent if there is none. */
  readonly nextToken?: string;
  /** How complete the count is: see `Page`. */
  readonly coverage: AnswerCoverage;
  /** What the counts lack, because no index holds it, or log files were not read. Absent if nothing. */
  readonly incomplete?: string;
  /** What to know about the query, such as the use of a filter's old name. Absent if there is nothing. */
  readonly notices?: readonly string[];
}

const MAXIMUM_BUCKETS = 100;

/** The summary that a store's counts make. */
export function toSummary(
  counts: Counts,
  by: Dimension,
  interval: Interval,
  range: TimeRange,
): Omit<Summary, 'coverage'> {
  const { buckets, records, position } = counts;
  const { incomplete } = counts.plan;
  return {
    by,
    interval,
    ...range,
    buckets: buckets.map(({ start, counts }) => ({ start: formatTime(start), counts: inOrder(counts) })),
    totals: inOrder(toTotals(buckets)),
    records,
    complete: position === undefined && incomplete === undefined,
    ...(position && toCounted(Date.parse(toEventTime(position.occurred)) / 1_000 + 1, range)),
    ...(incomplete !== undefined && { incomplete }),
  };
}

/**
 * How far a count that stopped has come.
 * @param start epoch seconds after those of the position, which may be counted in part only
 */
function toCounted(start: number, { since, until }: TimeRange) {
  const countedSince = formatTime(start);
  if (since === undefined) return { countedSince };
  const end = (until === undefined ? Date.now() : Date.parse(until)) / 1_000;
  const seconds = end - Date.parse(since) / 1_000;
  return { countedSince, countedShare: Number(Math.min(1, Math.max(0, (end - start) / seconds)).toFixed(3)) };
}

/** The shortest interval that divides a range into at most 100 buckets; a day if it has no start. */
export function defaultInterval({ since, until }: TimeRange): Interval {
  if (since === undefined) return '1d';
  const end = until === undefined ? Date.now() : Date.parse(until);
  const seconds = (end - Date.parse(since)) / 1_000;
  return INTERVAL_NAMES.find((name) => seconds / INTERVALS[name] <= MAXIMUM_BUCKETS) ?? '1d';
}

const formatTime = (epochSeconds: number) => toTime(epochSeconds * 1_000);
