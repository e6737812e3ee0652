import fc from 'fast-check';
import { hashToken } from '../../../src/local/folder/hash-token';
import { buildFilter, filterHas } from '../../../src/local/folder/token-filter';

const hashAll = (count: number, prefix: string): number[] =>
  Array.from({ length: count }, (_, index) => hashToken('itemKey', `${prefix}${index}`));

const values = fc.string({ unit: 'binary', maxLength: 60 });

describe('hashToken', () => {
  it('gives a whole number that a double holds exactly', () => {
    fc.assert(
      fc.property(values, values, (kind, value) => {
        const hash = hashToken(kind, value);
        expect(Number.isSafeInteger(hash) && hash >= 0).toBe(true);
        expect(hashToken(kind, value)).toBe(hash);
      }),
    );
  });

  it('is the same in every version, because filters are kept', () => {
    expect([
      hashToken('eventId', ''),
      hashToken('itemKey', 'order#777'),
      hashToken('address', '203.0.113.7'),
    ]).toEqual([6073796258787750, 1339918461104558, 7907860983748236]);
  });

  it('tells kinds, and where they end', () => {
    expect(hashToken('a', 'b')).not.toBe(hashToken('', 'ab'));
    expect(hashToken('ab', 'c')).not.toBe(hashToken('a', 'bc'));
    expect(hashToken('a', 'x')).not.toBe(hashToken('b', 'x'));
  });

  it('gives values that are alike different numbers', () => {
    const hashes = [...hashAll(100_000, ''), ...hashAll(100_000, 'order#'), ...hashAll(100_000, 'Order#')];
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

describe('a filter', () => {
  it('has every token that it was made of, whatever their number', () => {
    fc.assert(
      fc.property(fc.array(values, { maxLength: 400 }), (all) => {
        const hashes = all.map((value) => hashToken('itemKey', value));
        const filter = buildFilter(hashes);
        expect(hashes.every((hash) => filterHas(filter, hash))).toBe(true);
      }),
    );
  });

  it('of nothing has nothing', () => {
    const filter = buildFilter([]);
    expect(hashAll(1_000, 'order#').some((hash) => filterHas(filter, hash))).toBe(false);
  });

  it.each([1, 2, 10, 1_000, 8_192, 100_000])('of %d tokens has at most 1 of 200 others', (count) => {
    const filter = buildFilter(hashAll(count, 'order#'));
    const found = hashAll(50_000, 'customer#').filter((hash) => filterHas(filter, hash));
    expect(found.length).toBeLessThan(50_000 / 200);
  });

  it('takes at most 11 bits a token for thousands of tokens', () => {
    expect(buildFilter(hashAll(8_192, 'order#')).length).toBeLessThan((8_192 * 11) / 8);
  });

  it('has the same bytes for the same set, in any order and with duplicates', () => {
    const hashes = hashAll(500, 'order#');
    const again = [...hashes.toReversed(), ...hashes.slice(0, 100)];
    expect(buildFilter(again)).toEqual(buildFilter(hashes));
  });

  it('can lie anywhere in memory', () => {
    const filter = buildFilter(hashAll(10, 'order#'));
    const moved = Buffer.concat([Buffer.from([1, 2, 3]), filter]).subarray(3);
    expect(hashAll(10, 'order#').every((hash) => filterHas(moved, hash))).toBe(true);
  });

  it('of other bytes is refused', () => {
    const filter = buildFilter(hashAll(10, 'order#'));
    // The name of the format, the length of a segment, the number of segments.
    const harmed = [0, 3, 8, 11, 12, 15].map((index) => {
      const copy = Uint8Array.from(filter);
      copy[index]! ^= 0x10;
      return copy;
    });
    for (const bytes of [new Uint8Array(), filter.subarray(1), filter.subarray(0, -1), ...harmed]) {
      expect(() => filterHas(bytes, 1)).toThrow(expect.objectContaining({ code: 'DamagedFile' }));
    }
  });
});
