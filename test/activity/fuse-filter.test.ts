import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { ByteReader, ByteWriter } from '../../src/activity/bytes';
import {
  createFuseFilter,
  type FuseFilter,
  mayContain,
  readFilter,
  writeFilter,
} from '../../src/activity/fuse-filter';
import { campaignSize } from '../support/campaigns';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(campaignSize(60)));

const token = fc.integer({ min: 0, max: 2 ** 48 - 1 });
const tokens = fc.uniqueArray(token, { maxLength: 600, size: 'max' });

/** Tokens that are the same in every run, spread as those of a hash are. */
const manyTokens = (count: number, first: number): Float64Array =>
  Float64Array.from({ length: count }, (_, number) =>
    createHash('sha256')
      .update(`${first + number}`)
      .digest()
      .readUIntBE(0, 6),
  );

function writeAndRead(filter: FuseFilter): FuseFilter {
  const writer = new ByteWriter();
  writeFilter(writer, filter);
  const reader = new ByteReader(writer.toBytes());
  const read = readFilter(reader);
  reader.end();
  return read;
}

describe('a fuse filter', () => {
  it('contains every token that it was made of, also after it was written and read', () =>
    fc.assert(
      fc.property(tokens, (values) => {
        const filter = writeAndRead(createFuseFilter(Float64Array.from(values)));
        expect(values.every((value) => mayContain(filter, value))).toBe(true);
      }),
    ));

  it('is the same for the same tokens in any order', () =>
    fc.assert(
      fc.property(tokens, (values) => {
        const reversed = createFuseFilter(Float64Array.from(values).reverse());
        expect(reversed).toEqual(createFuseFilter(Float64Array.from(values)));
      }),
    ));

  it.each(Array.from({ length: 130 }, (_, count) => count))('of %i tokens misses none', (count) => {
    const values = manyTokens(count, count + 1);
    const filter = createFuseFilter(values);
    expect([...values].filter((value) => !mayContain(filter, value))).toEqual([]);
    expect(filter.fingerprints.length).toBeLessThanOrEqual(12 + 2.5 * count);
  });

  it.each([
    [10, 2.5],
    [30, 2],
    [240, 1.6],
    [1_000, 1.4],
    [20_000, 1.25],
  ])(
    'of %i tokens takes less than %f bytes a token, and one in 200 others for one of them',
    (count, bytes) => {
      const values = manyTokens(count, 7);
      const filter = createFuseFilter(values);
      expect(filter.fingerprints.length / count).toBeLessThan(bytes);
      const others = manyTokens(30_000, 7 + count);
      const taken = others.filter((value) => mayContain(filter, value));
      expect(taken.length / others.length).toBeLessThan(0.005);
    },
  );

  it('without tokens contains none', () => {
    const filter = writeAndRead(createFuseFilter(new Float64Array()));
    expect(mayContain(filter, 0)).toBe(false);
  });

  it('that is damaged is refused', () => {
    const writer = new ByteWriter();
    writeFilter(writer, createFuseFilter(manyTokens(20, 1)));
    const bytes = writer.toBytes();
    expect(() => readFilter(new ByteReader(bytes.subarray(0, -1)))).toThrow('it ends early');
    expect(() => readFilter(new ByteReader(Uint8Array.of(20, 0, 60, 1)))).toThrow('no such size');
  });
});
