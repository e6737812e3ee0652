import fc from 'fast-check';
import { Merge, type ReadPartition } from '../../../src/query/dynamodb/merge';
import { type Entry, orderGroup, readLimit } from '../../../src/query/dynamodb/merge-order';
import { PartitionBuffer } from '../../../src/query/dynamodb/partition-buffer';
import type { Position } from '../../../src/query/position';
import type { Order } from '../../../src/query/time-range';
import { campaignSize } from '../../support/campaigns';

interface Shown extends Entry {
  readonly matches: boolean;
}

const at = (second: number, identity = 'event', matches = true): Shown => ({
  occurred: String(second).padStart(4, '0'),
  identity,
  matches,
});

/** Partitions in memory that answer like DynamoDB: a limit on what is looked at, a key to go on from. */
function createPartitions(contents: Record<string, readonly Shown[]>, order: Order, after?: Position) {
  const reads: { partition: string; limit: number; examined: number }[] = [];
  let underWay = 0;
  let mostUnderWay = 0;
  const read: ReadPartition<Shown, number> = async (partition, { limit, after: key = 0 }) => {
    underWay += 1;
    mostUnderWay = Math.max(mostUnderWay, underWay);
    await new Promise(setImmediate);
    underWay -= 1;
    const inRange = (contents[partition] ?? []).filter(
      ({ occurred }) => !after || (order === 'asc' ? occurred >= after.occurred : occurred <= after.occurred),
    );
    // Entries with equal sort keys come in no order that a reader may rely on.
    const sorted = [...inRange].sort((one, other) => {
      const difference = one.occurred < other.occurred ? -1 : one.occurred > other.occurred ? 1 : 0;
      return order === 'asc' ? difference : -difference;
    });
    const looked = sorted.slice(key, key + limit);
    reads.push({ partition, limit, examined: looked.length });
    const last = looked.at(-1);
    return {
      entries: looked.filter(({ matches }) => matches),
      examined: looked.length,
      ...(last && key + limit < sorted.length && { next: { key: key + limit, reached: last.occurred } }),
    };
  };
  return { read, reads, mostUnderWay: () => mostUnderWay };
}

const entries = fc.array(
  fc.record({ second: fc.nat(30), identity: fc.constantFrom('a', 'b', 'c', 'd'), matches: fc.boolean() }),
  { maxLength: 60 },
);

describe('Merge', () => {
  it('gives what filtering and sorting everything gives, for any partitions, page sizes and restarts', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(entries, { minLength: 1, maxLength: 5 }),
        fc.constantFrom<Order>('asc', 'desc'),
        fc.integer({ min: 1, max: 7 }),
        fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
        async (lists, order, pageSize, budget) => {
          // The same event matches or not wherever it is found.
          const verdicts = new Map<string, boolean>();
          const contents = Object.fromEntries(
            lists.map((list, index) => [
              `p${index}`,
              list.map(({ second, identity, matches }) => {
                const key = `${second}${identity}`;
                if (!verdicts.has(key)) verdicts.set(key, matches);
                return at(second, identity, verdicts.get(key));
              }),
            ]),
          );
          const key = ({ occurred, identity }: Entry) => `${occurred} ${identity}`;
          const all = Object.values(contents)
            .flat()
            .filter(({ matches }) => matches)
            .map(key);
          const expected = [...new Set(all)].sort();
          if (order === 'desc') expected.reverse();

          const walked: string[] = [];
          let after: Position | undefined;
          for (let page = 0; page < 1_000; page += 1) {
            const { read } = createPartitions(contents, order, after);
            const merge = new Merge(Object.keys(contents), read, {
              order,
              filtered: true,
              ...(after && { after }),
            });
            const taken = await merge.take(pageSize, (examined) => budget === undefined || examined < budget);
            walked.push(...taken.map(key));
            after = merge.position;
            if (!after) break;
          }
          expect(walked).toEqual(expected);
        },
      ),
      { numRuns: campaignSize(3_000) },
    );
  });

  it('gives an event that lies in two partitions once', async () => {
    const { read } = createPartitions({ a: [at(1, 'x'), at(2, 'y')], b: [at(1, 'x'), at(2, 'z')] }, 'asc');
    const taken = await new Merge(['a', 'b'], read, { order: 'asc', filtered: false }).take(10);
    expect(taken.map(({ identity }) => identity)).toEqual(['x', 'y', 'z']);
  });

  it('reads the first pages side by side', async () => {
    const { read, mostUnderWay } = createPartitions({ a: [at(1)], b: [at(2)], c: [at(3)] }, 'asc');
    await new Merge(['a', 'b', 'c'], read, { order: 'asc', filtered: false }).take(2);
    expect(mostUnderWay()).toBe(3);
  });

  it('looks at one entry more than it shows, to know that there is more', async () => {
    const { read, reads } = createPartitions({ a: Array.from({ length: 200 }, (_, i) => at(i)) }, 'asc');
    const merge = new Merge(['a'], read, { order: 'asc', filtered: false });
    expect(await merge.take(50)).toHaveLength(50);
    expect(reads).toEqual([{ partition: 'a', limit: 51, examined: 51 }]);
    expect(merge.position).toEqual({ occurred: '0049', identity: 'event' });
  });

  it('goes on after a page with one read', async () => {
    const after = { occurred: '0049', identity: 'event' };
    const { read, reads } = createPartitions(
      { a: Array.from({ length: 200 }, (_, i) => at(i)) },
      'asc',
      after,
    );
    const merge = new Merge(['a'], read, { order: 'asc', filtered: false, after });
    expect((await merge.take(50)).at(-1)).toEqual(at(99));
    expect(reads).toHaveLength(1);
  });

  it('knows the end without another read', async () => {
    const { read } = createPartitions({ a: [at(1), at(2)] }, 'asc');
    const merge = new Merge(['a'], read, { order: 'asc', filtered: false });
    await merge.take(2);
    expect(merge.position).toBeUndefined();
  });

  it('does not read on in a partition that is already further than the rest', async () => {
    const early = Array.from({ length: 100 }, (_, i) => at(i, 'early'));
    const late = Array.from({ length: 100 }, (_, i) => at(1_000 + i, 'late'));
    const { read, reads } = createPartitions({ early, late }, 'asc');
    await new Merge(['early', 'late'], read, { order: 'asc', filtered: false }).take(60);
    expect(reads.filter(({ partition }) => partition === 'late')).toHaveLength(1);
  });

  it('goes on by itself over entries that a filter holds back', async () => {
    const contents = { a: Array.from({ length: 5_000 }, (_, i) => at(i, 'event', i === 4_321)) };
    const { read, reads } = createPartitions(contents, 'asc');
    const taken = await new Merge(['a'], read, { order: 'asc', filtered: true }).take(1);
    expect(taken).toEqual([at(4_321)]);
    expect(reads.length).toBeLessThan(15);
  });

  it('stops where its budget ends, and goes on from there', async () => {
    const contents = { a: Array.from({ length: 5_000 }, (_, i) => at(i, 'event', i === 4_321)) };
    const { read } = createPartitions(contents, 'asc');
    const merge = new Merge(['a'], read, { order: 'asc', filtered: true });
    expect(await merge.take(1, (examined) => examined < 500)).toEqual([]);
    const after = merge.position;
    const rest = createPartitions(contents, 'asc', after);
    const next = new Merge(['a'], rest.read, { order: 'asc', filtered: true, ...(after && { after }) });
    expect(await next.take(1)).toEqual([at(4_321)]);
    expect(rest.reads.reduce((sum, { examined }) => sum + examined, 0)).toBeLessThan(4_600);
  });
});

describe('PartitionBuffer', () => {
  const page = (...entries: Shown[]) => ({ entries, examined: entries.length });

  it('may precede anything until it was read', () => {
    expect(new PartitionBuffer('a').mayPrecede('0001', 'asc')).toBe(true);
  });

  it.each<[string, Order, boolean]>([
    ['0004', 'asc', false],
    ['0005', 'asc', true],
    ['0006', 'asc', true],
    ['0006', 'desc', false],
    ['0005', 'desc', true],
  ])('that was read up to 0005 may precede %s in order %s: %s', (occurred, order, expected) => {
    const buffer = new PartitionBuffer<Shown, number>('a');
    buffer.add({ ...page(at(3)), next: { key: 1, reached: '0005' } });
    expect(buffer.mayPrecede(occurred, order)).toBe(expected);
  });

  it('gives the entries at a sort key once', () => {
    const buffer = new PartitionBuffer<Shown, number>('a');
    buffer.add(page(at(1, 'x'), at(1, 'y'), at(2)));
    expect(buffer.takeAt('0001')).toEqual([at(1, 'x'), at(1, 'y')]);
    expect(buffer.takeAt('0001')).toEqual([]);
    expect([buffer.head, buffer.isRead, buffer.isEmpty]).toEqual(['0002', true, false]);
  });
});

describe('orderGroup', () => {
  const group = [at(1, 'b'), at(1, 'a'), at(1, 'b'), at(1, 'c')];
  const identities = (order: Order, after?: Position) =>
    orderGroup(group, order, after).map(({ identity }) => identity);

  it('orders by identity, each once', () => {
    expect(identities('asc')).toEqual(['a', 'b', 'c']);
    expect(identities('desc')).toEqual(['c', 'b', 'a']);
  });

  it('leaves out what a page before has given', () => {
    expect(identities('asc', { occurred: '0001', identity: 'b' })).toEqual(['c']);
    expect(identities('desc', { occurred: '0001', identity: 'b' })).toEqual(['a']);
    expect(identities('desc', { occurred: '0001' })).toEqual(['c', 'b', 'a']);
    expect(identities('desc', { occurred: '0002', identity: 'b' })).toEqual(['c', 'b', 'a']);
  });
});

describe('readLimit', () => {
  it.each([
    [{ wanted: 50, partitions: 1, reads: 0, filtered: false }, 51],
    [{ wanted: 50, partitions: 8, reads: 0, filtered: false }, 15],
    [{ wanted: 50, partitions: 8, reads: 1, filtered: false }, 51],
    [{ wanted: 50, partitions: 1, reads: 0, filtered: true }, 204],
    [{ wanted: 50, partitions: 1, reads: 3, filtered: true }, 1_000],
    [{ wanted: 1, partitions: 1, reads: 9, filtered: true }, 1_000],
  ])('%j: %d', (input, limit) => {
    expect(readLimit(input)).toBe(limit);
  });
});
