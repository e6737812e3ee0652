/** An entry of an index partition, as far as merging needs to know it. */
export interface Entry {
  /** The sort key: time first. */
  readonly occurred: string;
  /** Tells apart what has the same sort key: equal for the same event, whichever partition gave it. */
  readonly identity: string;
}

export type Order = 'asc' | 'desc';

/** A place in the total order: after the given entry, or (no identity) before everything at that time. */
export interface Position {
  readonly occurred: string;
  readonly identity?: string;
}

/** Some entries of one partition, in order. */
export interface PartitionPage<E extends Entry, Key> {
  readonly entries: readonly E[];
  /** Entries looked at, whether they passed the filter or not. */
  readonly examined: number;
  /** Absent when the partition was read to its end. */
  readonly next?: { readonly key: Key; readonly reached: string };
}

/** Reads one partition on from `after`, looking at no more than `limit` entries. */
export type ReadPartition<E extends Entry, Key> = (
  partition: string,
  options: { readonly limit: number; readonly after?: Key },
) => Promise<PartitionPage<E, Key>>;

export interface MergeOptions {
  readonly order: Order;
  /** Entries up to here were given before. */
  readonly after?: Position;
  /** Whether the reader leaves most entries out: then more must be looked at for each one shown. */
  readonly filtered: boolean;
}

export interface Merge<E extends Entry> {
  /**
   * The next entries in order, each once. Fewer than `count` at the end, or when `mayContinue` said no
   * after a read.
   */
  take(count: number, mayContinue?: (examined: number) => boolean): Promise<E[]>;
  /** Where to go on; undefined when nothing is left. */
  position(): Position | undefined;
}

/** Most entries to look at in one read: about what the 1 MB of a DynamoDB page holds. */
const MAXIMUM_READ = 1_000;
/** Reads under way at once: below the 50 sockets of the SDK's default agent. */
const SIDE_BY_SIDE = 32;

interface Partition<E, Key> {
  readonly name: string;
  buffer: E[];
  /** Index of the first entry of the buffer that was not merged. */
  first: number;
  next: { readonly key: Key; readonly reached: string } | undefined;
  reads: number;
  done: boolean;
}

/**
 * Merges partitions into one total order: by `occurred`, then by identity, or exactly the reverse.
 * A partition is read only when something unread in it could come next, so no further than needed.
 */
export function createMerge<E extends Entry, Key>(
  partitionNames: readonly string[],
  read: ReadPartition<E, Key>,
  { order, after, filtered }: MergeOptions,
): Merge<E> {
  const sign = order === 'asc' ? 1 : -1;
  const isBefore = (one: string, other: string) => (order === 'asc' ? one < other : one > other);
  const partitions = partitionNames.map(
    (name): Partition<E, Key> => ({ name, buffer: [], first: 0, next: undefined, reads: 0, done: false }),
  );
  /** Entries of one time, in order, complete: nothing unread comes between them. */
  let ready: E[] = [];
  let last = after;
  let examined = 0;

  const firstOccurred = (partition: Partition<E, Key>) => partition.buffer[partition.first]?.occurred;

  function earliestHead(): string | undefined {
    let earliest: string | undefined;
    for (const partition of partitions) {
      const head = firstOccurred(partition);
      if (head !== undefined && (earliest === undefined || isBefore(head, earliest))) earliest = head;
    }
    return earliest;
  }

  /** Unread entries of these could be at `head` or before it. */
  const behind = (head: string | undefined) =>
    partitions.filter(
      ({ done, next }) => !done && !(next && head !== undefined && isBefore(head, next.reached)),
    );

  async function readOn(partition: Partition<E, Key>, wanted: number): Promise<void> {
    // The first read begins with the entry that was given last.
    const repeated = partition.reads === 0 && after?.identity !== undefined ? 1 : 0;
    const limit = readLimit(wanted + repeated, partitions.length, partition.reads, filtered);
    const key = partition.next?.key;
    const page = await read(partition.name, { limit, ...(key !== undefined && { after: key }) });
    partition.buffer = partition.buffer.slice(partition.first).concat(page.entries);
    partition.first = 0;
    partition.next = page.next;
    partition.done = page.next === undefined;
    partition.reads += 1;
    examined += page.examined;
  }

  /** Moves all entries at `occurred` out of the buffers. */
  function gather(occurred: string): E[] {
    const group = new Map<string, E>();
    for (const partition of partitions) {
      for (let entry = partition.buffer[partition.first]; entry?.occurred === occurred; ) {
        if (!group.has(entry.identity)) group.set(entry.identity, entry);
        partition.first += 1;
        entry = partition.buffer[partition.first];
      }
    }
    const entries = [...group.values()];
    if (entries.length > 1) entries.sort((one, other) => sign * (one.identity < other.identity ? -1 : 1));
    const given = after?.occurred === occurred ? after.identity : undefined;
    return given === undefined ? entries : entries.filter(({ identity }) => isBefore(given, identity));
  }

  /** How far every partition was read: nothing from here on was given. */
  function frontier(): string | undefined {
    let nearest: string | undefined;
    for (const partition of partitions) {
      const unread = firstOccurred(partition) ?? partition.next?.reached;
      if (unread !== undefined && (nearest === undefined || isBefore(unread, nearest))) nearest = unread;
    }
    return nearest;
  }

  return {
    async take(count, mayContinue = () => true) {
      const taken: E[] = [];
      for (;;) {
        taken.push(...ready.splice(0, count - taken.length));
        const newest = taken.at(-1);
        if (newest) last = { occurred: newest.occurred, identity: newest.identity };
        if (taken.length === count) return taken;

        const head = earliestHead();
        const needed = behind(head);
        if (needed.length === 0) {
          if (head === undefined) return taken;
          ready = gather(head);
          continue;
        }
        const reached = frontier();
        const advanced = reached !== undefined && (last === undefined || isBefore(last.occurred, reached));
        if (advanced && !mayContinue(examined)) {
          last = { occurred: reached };
          return taken;
        }
        for (let start = 0; start < needed.length; start += SIDE_BY_SIDE) {
          await Promise.all(
            needed
              .slice(start, start + SIDE_BY_SIDE)
              .map((partition) => readOn(partition, count - taken.length)),
          );
        }
      }
    },
    position() {
      const nothingLeft =
        ready.length === 0 && partitions.every((p) => p.done && firstOccurred(p) === undefined);
      return nothingLeft ? undefined : last;
    },
  };
}

/**
 * How many entries to look at in a partition: first its share of what is wanted with room for chance
 * (three standard deviations of an even spread), then, where that was too little, all that is missing.
 * One more than is shown tells whether anything follows. Filters make it grow from read to read.
 */
function readLimit(wanted: number, partitions: number, reads: number, filtered: boolean): number {
  const share = wanted / partitions;
  const expected = reads > 0 || partitions === 1 ? wanted : Math.ceil(share + 3 * Math.sqrt(share));
  const factor = filtered ? 4 ** Math.min(reads + 1, 5) : 1;
  return Math.min(MAXIMUM_READ, (expected + 1) * factor);
}
