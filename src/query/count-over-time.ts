import { toEventTime } from '../store/lanes';
import { DIMENSIONS, type Dimension, INTERVAL_NAMES, INTERVALS, type Interval } from './dimensions';
import type { Merge } from './merge';
import type { TimeRange } from './query';
import { type IndexEntry, toRecord } from './read-index';

export interface SummaryOptions {
  readonly by: Dimension;
  /** @default the shortest that divides the time range into at most 100; a day without `since` */
  readonly interval?: Interval | undefined;
}

/** How many records answer a question, over time, by one of their properties. */
export interface Summary extends TimeRange {
  readonly by: Dimension;
  readonly interval: Interval;
  /** Oldest first; times in which nothing happened are left out. */
  readonly buckets: readonly {
    readonly start: string;
    /** A record counts for every value it has: for all of its resources, for none without an error code. */
    readonly counts: Readonly<Record<string, number>>;
  }[];
  /** Records counted. */
  readonly records: number;
  /** Whether these are all records there are. Counting ends after 20,000 entries or ten seconds. */
  readonly complete: boolean;
  /** Where not complete: everything from this time on is counted, nothing or not all before it. */
  readonly countedSince?: string;
  /** What the answer lacks; only where a partial one was asked for. */
  readonly incomplete?: string;
}

const RECORDS_AT_ONCE = 1_000;
const MOST_BUCKETS = 100;

/** Counts what a merge, newest first, gives within a budget. */
export async function countRecords(
  merge: Merge<IndexEntry>,
  range: TimeRange,
  { by, interval = usualInterval(range) }: SummaryOptions,
  mayContinue: (examined: number) => boolean,
): Promise<Summary> {
  const seconds = INTERVALS[interval];
  const buckets = new Map<number, Map<string, number>>();
  let records = 0;
  let entries: IndexEntry[];
  do {
    entries = await merge.take(RECORDS_AT_ONCE, mayContinue);
    records += entries.length;
    for (const entry of entries) {
      const start = Math.floor(Date.parse(toEventTime(entry.occurred)) / 1_000 / seconds) * seconds;
      const counts = buckets.get(start) ?? new Map<string, number>();
      buckets.set(start, counts);
      for (const value of DIMENSIONS[by](toRecord(entry))) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  } while (entries.length === RECORDS_AT_ONCE);

  const position = merge.position();
  return {
    by,
    interval,
    ...range,
    buckets: [...buckets]
      .sort(([one], [other]) => one - other)
      .map(([start, counts]) => ({ start: toTime(start), counts: Object.fromEntries(counts) })),
    records,
    complete: position === undefined,
    ...(position && { countedSince: toTime(Date.parse(toEventTime(position.occurred)) / 1_000 + 1) }),
  };
}

const toTime = (epochSeconds: number) => new Date(epochSeconds * 1_000).toISOString().replace('.000', '');

function usualInterval({ since, until }: TimeRange): Interval {
  if (since === undefined) return '1d';
  const end = until === undefined ? Date.now() : Date.parse(until);
  const seconds = (end - Date.parse(since)) / 1_000;
  return INTERVAL_NAMES.find((name) => seconds / INTERVALS[name] <= MOST_BUCKETS) ?? '1d';
}
