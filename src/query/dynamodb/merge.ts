import type { Position } from '../position';
import type { Order } from '../time-range';
import { comesBefore, type Entry, earlier, orderGroup, readLimit } from './merge-order';
import { PartitionBuffer, type PartitionPage } from './partition-buffer';

export interface PartitionOptions<Key> {
  /** Number of entries to look at, at most. */
  readonly limit: number;
  /** Number of entries that the page still lacks. */
  readonly wanted: number;
  readonly after?: Key;
}

/** Reads a partition on from `after`. */
export type ReadPartition<E extends Entry, Key> = (
  partition: string,
  options: PartitionOptions<Key>,
) => Promise<PartitionPage<E, Key>>;

export interface MergeOptions {
  readonly order: Order;
  /** Entries up to here were given on an earlier page. */
  readonly after?: Position | undefined;
  /** Whether filters reject most entries, so that more must be looked at for each one shown. */
  readonly filtered: boolean;
}

/** Reads under way at once: below the 50 sockets of the SDK's default agent. */
const CONCURRENT_READS = 32;

/**
 * Merges partitions into one total order: by `occurred`, then by identity, or exactly the reverse.
 * Reads a partition only when something unread in it could come next, so no further than needed.
 */
export class Merge<E extends Entry, Key> {
  readonly #partitions: readonly PartitionBuffer<E, Key>[];
  readonly #read: ReadPartition<E, Key>;
  readonly #options: MergeOptions;
  /** Entries of one sort key, in order and complete: nothing unread comes between them. */
  #ready: E[] = [];
  #last: Position | undefined;
  #examined = 0;

  constructor(partitions: readonly string[], read: ReadPartition<E, Key>, options: MergeOptions) {
    this.#partitions = partitions.map((name) => new PartitionBuffer<E, Key>(name));
    this.#read = read;
    this.#options = options;
    this.#last = options.after;
  }

  /** Number of entries looked at. */
  get examined(): number {
    return this.#examined;
  }

  /** Where to continue; undefined when nothing is left. */
  get position(): Position | undefined {
    const isDone = this.#ready.length === 0 && this.#partitions.every((one) => one.isRead && one.isEmpty);
    return isDone ? undefined : this.#last;
  }

  /**
   * The next entries in order, each once. Fewer than `count` at the end, when `mayContinue` returned false after a read,
   * or when a partition comes next of which nothing more may be read.
   * @param mayPause whether to end also where the page began, because of the partitions that were read least far
   */
  async take(
    count: number,
    mayContinue: (examined: number) => boolean = () => true,
    mayPause: (partitions: readonly string[]) => boolean = () => false,
  ): Promise<E[]> {
    const { order } = this.#options;
    const taken: E[] = [];
    for (;;) {
      taken.push(...this.#ready.splice(0, count - taken.length));
      const newest = taken.at(-1);
      if (newest) this.#last = { occurred: newest.occurred, identity: newest.identity };
      if (taken.length === count) return taken;

      const head = this.#earliest((partition) => partition.head);
      const behind = this.#partitions.filter((partition) => partition.mayPrecede(head, order));
      if (behind.length === 0) {
        if (head === undefined) return taken;
        const group = this.#partitions
          .filter((partition) => partition.head === head)
          .flatMap((partition) => partition.takeAt(head));
        this.#ready = orderGroup(group, order, this.#options.after);
        continue;
      }
      const frontier = this.#earliest((partition) => partition.frontier);
      const hasAdvanced = this.#hasAdvancedTo(frontier);
      const isClosed = behind.some((partition) => partition.isClosed && partition.frontier === frontier);
      if (isClosed || (hasAdvanced && !mayContinue(this.#examined))) {
        if (hasAdvanced) this.#last = { occurred: frontier };
        return taken;
      }
      if (!mayContinue(this.#examined) && mayPause(this.#namesAt(frontier))) return taken;
      const open = behind.filter((partition) => !partition.isClosed);
      await this.#readOn(open, count - taken.length);
    }
  }

  #namesAt(frontier: string | undefined): string[] {
    return this.#partitions.filter((partition) => partition.frontier === frontier).map(({ name }) => name);
  }

  /** Without progress a page must not end, or the next one would read the same again. */
  #hasAdvancedTo(frontier: string | undefined): frontier is string {
    if (frontier === undefined) return false;
    return this.#last === undefined || comesBefore(this.#last.occurred, frontier, this.#options.order);
  }

  #earliest(toOccurred: (partition: PartitionBuffer<E, Key>) => string | undefined): string | undefined {
    let earliest: string | undefined;
    for (const partition of this.#partitions) {
      earliest = earlier(earliest, toOccurred(partition), this.#options.order);
    }
    return earliest;
  }

  async #readOn(partitions: readonly PartitionBuffer<E, Key>[], wanted: number): Promise<void> {
    for (let start = 0; start < partitions.length; start += CONCURRENT_READS) {
      const batch = partitions.slice(start, start + CONCURRENT_READS);
      await Promise.all(batch.map((partition) => this.#readPartition(partition, wanted)));
    }
  }

  async #readPartition(partition: PartitionBuffer<E, Key>, wanted: number): Promise<void> {
    const { after, filtered } = this.#options;
    const { key, reads } = partition;
    // The first read begins with the entry that the page before gave last.
    const repeated = reads === 0 && after?.identity !== undefined ? 1 : 0;
    const limit = readLimit({
      wanted: wanted + repeated,
      partitions: this.#partitions.length,
      reads,
      filtered,
    });
    const page = await this.#read(partition.name, {
      limit,
      wanted,
      ...(key !== undefined && { after: key }),
    });
    partition.add(page);
    this.#examined += page.examined;
  }
}
