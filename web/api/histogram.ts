import type { Answer } from '../../src/http/operations';
import { INTERVALS } from '../../src/query/dimensions';
import type { Place } from '../place/place';
import { toEpochSeconds, toIso } from '../text/time';
import type { Parameters } from './ask';
import { useAnswer } from './questions';
import type { Loading } from './use-answer';

type Summary = Answer<'summarizeEvents'>;

/** Counts over a range of time that has a beginning and an end. */
export interface Histogram {
  /** Epoch seconds. The end is exclusive. */
  readonly start: number;
  readonly end: number;
  /** Length of a bucket in seconds. */
  readonly seconds: number;
  readonly buckets: Summary['buckets'];
  readonly summary: Summary;
}

/** A finer histogram shows nothing more: a screen has some thousand pixels. */
const MAXIMUM_BUCKETS = 120;

/**
 * Loads the counts of a question over time. A question about all time is asked again for the days that have records, so
 * that their hours can be seen.
 */
export function useHistogram(
  question: Parameters<'summarizeEvents'>,
  by: Place['split'],
): Loading<Histogram | undefined> {
  const first = useAnswer('summarizeEvents', { ...question, by });
  const extent = question.since === undefined && first.value ? findExtent(first.value) : undefined;
  const fine = useAnswer('summarizeEvents', extent && { ...question, by, ...extent });
  if (question.since !== undefined) return toLoading(first);
  if (first.value && !extent) return { value: undefined, isLoading: first.isLoading };
  return toLoading(fine.value || fine.problem ? fine : { ...first, value: undefined, isLoading: true });
}

const toLoading = ({ value, ...loading }: Loading<Summary>): Loading<Histogram | undefined> => ({
  ...loading,
  value: value && toHistogram(value),
});

function findExtent({ buckets, interval }: Summary) {
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (!first || !last) return undefined;
  return { since: first.start, until: toIso(toEpochSeconds(last.start) + INTERVALS[interval]) };
}

function toHistogram(summary: Summary): Histogram | undefined {
  const { buckets, interval, since, until } = summary;
  if (since === undefined) return undefined;
  const seconds = INTERVALS[interval];
  const start = Math.floor(toEpochSeconds(since) / seconds) * seconds;
  const end =
    Math.ceil((until === undefined ? Date.now() / 1_000 : toEpochSeconds(until)) / seconds) * seconds;
  return { start, end, ...joinBuckets(buckets, seconds, start, end), summary };
}

/** Adds up buckets until there are few enough. */
function joinBuckets(buckets: Summary['buckets'], seconds: number, start: number, end: number) {
  const factor = Math.ceil((end - start) / seconds / MAXIMUM_BUCKETS);
  if (factor <= 1) return { seconds, buckets };
  const length = seconds * factor;
  const joined = new Map<number, Record<string, number>>();
  for (const bucket of buckets) {
    const at = start + Math.floor((toEpochSeconds(bucket.start) - start) / length) * length;
    const counts = joined.get(at) ?? {};
    for (const [value, count] of Object.entries(bucket.counts)) counts[value] = (counts[value] ?? 0) + count;
    joined.set(at, counts);
  }
  const list = [...joined].map(([at, counts]) => ({ start: toIso(at), counts }));
  return { seconds: length, buckets: list };
}
