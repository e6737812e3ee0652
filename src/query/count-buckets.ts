import type { CountBucket } from './value-counts';

/** Adds up buckets to longer ones. @param seconds a multiple of their length */
export function joinBuckets(buckets: readonly CountBucket[], seconds: number): CountBucket[] {
  const joined = new Map<number, Map<string, number>>();
  for (const bucket of buckets) {
    const start = Math.floor(bucket.start / seconds) * seconds;
    const counts = joined.get(start) ?? new Map<string, number>();
    joined.set(start, counts);
    for (const [value, count] of Object.entries(bucket.counts))
      counts.set(value, (counts.get(value) ?? 0) + count);
  }
  return [...joined].map(([start, counts]) => ({ start, counts: Object.fromEntries(counts) }));
}

/** Only the values with the most records. */
export function keepMostFrequent(buckets: readonly CountBucket[], maximum: number): CountBucket[] {
  const kept = new Set(
    mostFrequentFirst(toTotals(buckets))
      .slice(0, maximum)
      .map(([value]) => value),
  );
  return buckets
    .map(({ start, counts }) => ({
      start,
      counts: Object.fromEntries(Object.entries(counts).filter(([value]) => kept.has(value))),
    }))
    .filter(({ counts }) => Object.keys(counts).length > 0);
}

export const mostFrequentFirst = (
  counts: Readonly<Record<string, number>>,
): (readonly [value: string, count: number])[] =>
  Object.entries(counts).sort(
    ([one, count], [other, otherCount]) => otherCount - count || (one < other ? -1 : 1),
  );

/** The same counts, the most frequent value first: stores count in any order, and equal answers are to be equal texts. */
export const inOrder = (counts: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(mostFrequentFirst(counts));

/** Sums over all buckets. */
export function toTotals(buckets: readonly Pick<CountBucket, 'counts'>[]): Record<string, number> {
  const totals = new Map<string, number>();
  for (const { counts } of buckets) {
    for (const [value, count] of Object.entries(counts)) totals.set(value, (totals.get(value) ?? 0) + count);
  }
  return Object.fromEntries(totals);
}
