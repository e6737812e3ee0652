import type { Position } from '../position';
import type { Order } from '../time-range';

/** An entry of an index partition, as far as merging needs to know it. */
export interface Entry {
  /** The sort key: time first. */
  readonly occurred: string;
  /** Orders entries with the same sort key. Equal for the same event, whichever partition has it. */
  readonly identity: string;
}

/** Whether a sort key, or an identity, comes before another in this order. */
export const comesBefore = (one: string, other: string, order: Order): boolean =>
  order === 'asc' ? one < other : one > other;

/** The one that comes first; undefined counts as later than anything. */
export const earlier = (
  one: string | undefined,
  other: string | undefined,
  order: Order,
): string | undefined => {
  if (one === undefined) return other;
  return other !== undefined && comesBefore(other, one, order) ? other : one;
};

/** Entries with one sort key: each once, in order, without those that a page up to `after` has given. */
export function orderGroup<E extends Entry>(
  entries: readonly E[],
  order: Order,
  after: Position | undefined,
): E[] {
  const sorted = entries.length > 1 ? sortUnique(entries, order) : [...entries];
  const given = after?.occurred === sorted[0]?.occurred ? after?.identity : undefined;
  return given === undefined ? sorted : sorted.filter(({ identity }) => comesBefore(given, identity, order));
}

function sortUnique<E extends Entry>(entries: readonly E[], order: Order): E[] {
  const unique = new Map<string, E>();
  for (const entry of entries) if (!unique.has(entry.identity)) unique.set(entry.identity, entry);
  return [...unique.values()].sort((one, other) =>
    comesBefore(one.identity, other.identity, order) ? -1 : 1,
  );
}

/** Maximum number of entries to look at in one read: about what a DynamoDB page of 1 MB holds. */
const MAXIMUM_READ = 1_000;

export interface ReadLimitInput {
  /** Number of entries that are still wanted. */
  readonly wanted: number;
  /** Number of partitions that share them. */
  readonly partitions: number;
  /** Number of reads of this partition so far. */
  readonly reads: number;
  /** Whether filters reject most entries. */
  readonly filtered: boolean;
}

/**
 * How many entries to look at in the next read of a partition: first its share of what is wanted plus three
 * standard deviations of an even spread, then all that is missing. One entry more than shown tells whether
 * anything follows. With filters the limit grows from read to read.
 */
export function readLimit({ wanted, partitions, reads, filtered }: ReadLimitInput): number {
  const share = wanted / partitions;
  const expected = reads > 0 || partitions === 1 ? wanted : Math.ceil(share + 3 * Math.sqrt(share));
  const factor = filtered ? 4 ** Math.min(reads + 1, 5) : 1;
  return Math.min(MAXIMUM_READ, (expected + 1) * factor);
}
