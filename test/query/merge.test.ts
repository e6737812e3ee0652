import fc from 'fast-check';
import {
  createMerge,
  type Entry,
  type Order,
  type Position,
  type ReadPartition,
} from '../../src/query/merge';

interface Shown extends Entry {
  readonly matches: boolean;
}

const at = (second: number, identity = 'event', matches = true): Shown => ({
  occurred: String(second).padStart(4, '0'),
  identity,
  matches,
});

/** Partitions in memory that answer like DynamoDB: a limit on what is looked at, a key to go on from. */
function partitionsOf(contents: Record<string, readonly Shown[]>, order: Order, after?: Position) {
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

describe('createMerge', () => {
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
            const { read } = partitionsOf(contents, order, after);
            const merge = createMerge(Object.keys(contents), read, {
              order,
              filtered: true,
              ...(after && { after }),
            });
            const taken = await merge.take(pageSize, (examined) => budget === undefined || examined < budget);
            walked.push(...taken.map(key));
            after = merge.position();
            if (!after) break;
          }
          expect(walked).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('gives an event that lies in two partitions once', async () => {
    const { read } = partitionsOf({ a: [at(1, 'x'), at(2, 'y')], b: [at(1, 'x'), at(2, 'z')] }, 'asc');
    const taken = await createMerge(['a', 'b'], read, { order: 'asc', filtered: false }).take(10);
    expect(taken.map(({ identity }) => identity)).toEqual(['x', 'y', 'z']);
  });

  it('reads the first pages side by side', async () => {
    const { read, mostUnderWay } = partitionsOf({ a: [at(1)], b: [at(2)], c: [at(3)] }, 'asc');
    await createMerge(['a', 'b', 'c'], read, { order: 'asc', filtered: false }).take(2);
    expect(mostUnderWay()).toBe(3);
  });

  it('looks at one entry more than it shows, to know that there is more', async () => {
    const { read, reads } = partitionsOf({ a: Array.from({ length: 200 }, (_, i) => at(i)) }, 'asc');
    const merge = createMerge(['a'], read, { order: 'asc', filtered: false });
    expect(await merge.take(50)).toHaveLength(50);
    expect(reads).toEqual([{ partition: 'a', limit: 51, examined: 51 }]);
    expect(merge.position()).toEqual({ occurred: '0049', identity: 'event' });
  });

  it('goes on after a page with one read', async () => {
    const after = { occurred: '0049', identity: 'event' };
    const { read, reads } = partitionsOf({ a: Array.from({ length: 200 }, (_, i) => at(i)) }, 'asc', after);
    const merge = createMerge(['a'], read, { order: 'asc', filtered: false, after });
    expect((await merge.take(50)).at(-1)).toEqual(at(99));
    expect(reads).toHaveLength(1);
  });

  it('knows the end without another read', async () => {
    const { read } = partitionsOf({ a: [at(1), at(2)] }, 'asc');
    const merge = createMerge(['a'], read, { order: 'asc', filtered: false });
    await merge.take(2);
    expect(merge.position()).toBeUndefined();
  });

  it('does not read on in a partition that is already further than the rest', async () => {
    const early = Array.from({ length: 100 }, (_, i) => at(i, 'early'));
    const late = Array.from({ length: 100 }, (_, i) => at(1_000 + i, 'late'));
    const { read, reads } = partitionsOf({ early, late }, 'asc');
    await createMerge(['early', 'late'], read, { order: 'asc', filtered: false }).take(60);
    expect(reads.filter(({ partition }) => partition === 'late')).toHaveLength(1);
  });

  it('goes on by itself over entries that a filter holds back', async () => {
    const contents = { a: Array.from({ length: 5_000 }, (_, i) => at(i, 'event', i === 4_321)) };
    const { read, reads } = partitionsOf(contents, 'asc');
    const taken = await createMerge(['a'], read, { order: 'asc', filtered: true }).take(1);
    expect(taken).toEqual([at(4_321)]);
    expect(reads.length).toBeLessThan(15);
  });

  it('stops where its budget ends, and goes on from there', async () => {
    const contents = { a: Array.from({ length: 5_000 }, (_, i) => at(i, 'event', i === 4_321)) };
    const { read } = partitionsOf(contents, 'asc');
    const merge = createMerge(['a'], read, { order: 'asc', filtered: true });
    expect(await merge.take(1, (examined) => examined < 500)).toEqual([]);
    const after = merge.position();
    const rest = partitionsOf(contents, 'asc', after);
    const next = createMerge(['a'], rest.read, { order: 'asc', filtered: true, ...(after && { after }) });
    expect(await next.take(1)).toEqual([at(4_321)]);
    expect(rest.reads.reduce((sum, { examined }) => sum + examined, 0)).toBeLessThan(4_600);
  });
});
