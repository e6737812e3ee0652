import fc from 'fast-check';
import { PackedValues } from '../../../src/local/duckdb/packed-values';
import { campaignSize } from '../../support/campaigns';

const COMMA = 0x2c;

function pack(...texts: string[]): PackedValues {
  const values = new PackedValues();
  for (const text of texts) values.addText(text);
  return values;
}

const toTexts = (values: PackedValues): string[] =>
  Array.from({ length: values.length }, (_, index) => values.at(index).toString());

describe('packed values', () => {
  test('keep texts and bytes in their order', () => {
    const values = pack('one', '', 'dö');
    values.addBytes(Uint8Array.of(0xff));
    expect(toTexts(values)).toEqual(['one', '', 'dö', '\ufffd']);
    expect({ length: values.length, bytes: values.bytes }).toEqual({ length: 4, bytes: 7 });
  });

  test('join some of themselves in another order', () => {
    const values = pack('one', 'two', '', 'four');
    expect(values.join([3, 0, 2], COMMA, 10).map(String)).toEqual(['four,one,']);
    expect(values.join([3, 0, 2], COMMA, 2).map(String)).toEqual(['four,one', '']);
    expect(values.join([], COMMA, 10)).toEqual([]);
    expect(toTexts(values)).toEqual(['one', 'two', '', 'four']);
  });

  test('take the values of others', () => {
    const values = pack('one');
    values.addAll(pack('two', 'three'));
    expect(toTexts(values)).toEqual(['one', 'two', 'three']);
  });

  test('know only the bytes that they have now', () => {
    const values = pack('one,two');
    expect(values.includes(COMMA)).toBe(true);
    values.clear();
    values.addText('three');
    values.join([0], COMMA, 1);
    expect(values.includes(COMMA)).toBe(false);
    expect(toTexts(values)).toEqual(['three']);
  });

  test('are the same as a list of texts', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.string({ unit: 'binary' }))), (lists) => {
        const values = new PackedValues();
        for (const texts of lists) values.addAll(pack(...texts));
        expect(toTexts(values)).toEqual(lists.flat());
        const order = lists.flat().map((_, index) => index);
        expect(values.join(order, COMMA, 3).map(String).join(',')).toBe(lists.flat().join(','));
      }),
      { numRuns: campaignSize(1_000) },
    );
  });
});
