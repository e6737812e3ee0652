import type { Answer } from '../../src/http/operations';
import { toEpochSeconds } from '../text/time';
import type { Parameters } from './ask';
import { type Counted, type Counting, useCounted } from './use-counted';

type Counts = Answer<'getHistogram'>;

/** Counts over a range of time that has a beginning and an end. */
export interface Histogram {
  /** Epoch seconds, at the bounds of buckets. The end is exclusive. */
  readonly start: number;
  readonly end: number;
  readonly counts: Counts;
}

/** Loads the counts of a question over time. Absent if nothing matches a question about all time. */
export function useHistogram(
  parameters: Parameters<'getHistogram'> | undefined,
): Counted<Histogram | undefined> {
  const { value, ...counted } = useCounted('getHistogram', parameters, COUNTING);
  return { ...counted, value: value && toHistogram(value) };
}

function toHistogram(counts: Counts): Histogram | undefined {
  const { since, until, seconds } = counts;
  if (since === undefined) return undefined;
  return {
    start: Math.floor(toEpochSeconds(since) / seconds) * seconds,
    end: Math.ceil(toEpochSeconds(until) / seconds) * seconds,
    counts,
  };
}

const COUNTING: Counting<'getHistogram'> = {
  toEarlier: ({ since, countedSince, seconds }) =>
    countedSince === undefined ? undefined : { since, until: countedSince, seconds },
  join: (later, earlier) => ({
    ...later,
    buckets: joinBuckets([...earlier.buckets, ...later.buckets]),
    totals: addUp(earlier.totals, later.totals),
    records: later.records + earlier.records,
    complete: earlier.complete,
    countedSince: earlier.countedSince,
  }),
};

/** Counts of the same time become one bucket. */
function joinBuckets(buckets: Counts['buckets']): Counts['buckets'] {
  const joined = new Map<string, Counts['buckets'][number]>();
  for (const { start, counts } of buckets) {
    joined.set(start, { start, counts: addUp(joined.get(start)?.counts ?? {}, counts) });
  }
  return [...joined.values()];
}

function addUp(one: Counts['totals'], other: Counts['totals']): Counts['totals'] {
  const sum = new Map(Object.entries(one));
  for (const [value, count] of Object.entries(other)) sum.set(value, (sum.get(value) ?? 0) + count);
  return Object.fromEntries(sum);
}
