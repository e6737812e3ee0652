import type { IndexEntry } from './index-entry';
import type { PartitionOptions, ReadPartition } from './merge';
import type { PartitionPage } from './partition-buffer';

/** Reads what is no partition of the index. */
export type ReadFurther = (
  options: Pick<PartitionOptions<never>, 'limit' | 'wanted'>,
) => Promise<PartitionPage<IndexEntry, never>>;

/** Reads partitions of an index, and others by their names. */
export const withFurther =
  <Key>(
    read: ReadPartition<IndexEntry, Key>,
    further: ReadonlyMap<string, ReadFurther>,
  ): ReadPartition<IndexEntry, Key> =>
  (partition, options): Promise<PartitionPage<IndexEntry, Key>> =>
    further.get(partition)?.(options) ?? read(partition, options);
