import { inflateSync } from 'node:zlib';
import * as fc from 'fast-check';
import { createDeflater, MAXIMUM_DEFLATER_BYTES } from '../../src/store/deflater';

const BEGINNING = Buffer.from(
  '{"eventVersion":"1.11","eventSource":"dynamodb.amazonaws.com","awsRegion":"us-east-1","tableName":"Music",',
);
const deflater = createDeflater(BEGINNING);

/** Bytes with and without repetitions, near and far, like the dictionary and not. */
const bytes = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.tuple(fc.nat(255), fc.nat(600)).map(([byte, length]) => Buffer.alloc(length, byte)),
      fc
        .tuple(fc.nat(BEGINNING.length), fc.nat(BEGINNING.length))
        .map(([start, end]) => BEGINNING.subarray(start, end)),
      fc
        .constantFrom('"tableName":"Music"', '"tableName":"Orders"', 'Straße', '💿💿')
        .map((text) => Buffer.from(text)),
    ),
    { maxLength: 30 },
  )
  .map((parts) => Buffer.concat(parts));

/** Bytes in which hardly four in a row come twice. */
function noise(length: number): Buffer {
  const made = Buffer.alloc(length);
  for (let index = 0, state = 1; index < length; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    made[index] = state >>> 24;
  }
  return made;
}

const dictionaryWith = (rest: Uint8Array) => Buffer.concat([BEGINNING, rest]);

/** Deflates and reads it back with zlib; the length of the deflated bytes. */
function expectRoundTrip(content: Uint8Array, dictionary: Buffer, deflate = deflater): number {
  const deflated = deflate(content, dictionary)!;
  expect(inflateSync(deflated, { dictionary }).equals(content)).toBe(true);
  return deflated.length;
}

describe('a deflated content', () => {
  it('is read by zlib, whatever it holds', () => {
    fc.assert(
      fc.property(bytes, bytes, (content, rest) => {
        expectRoundTrip(content, dictionaryWith(rest));
      }),
      { numRuns: 500 },
    );
  });

  it('is read by zlib, whatever its dictionary begins with', () => {
    const beginnings = bytes.filter(({ length }) => length > 0);
    fc.assert(
      fc.property(beginnings, bytes, bytes, (beginning, rest, content) => {
        expectRoundTrip(content, Buffer.concat([beginning, rest]), createDeflater(beginning));
      }),
    );
  });

  it('may have matches of every length', () => {
    const rest = noise(1_000);
    for (let length = 0; length <= 600; length += 1) {
      const deflated = expectRoundTrip(rest.subarray(7, 7 + length), dictionaryWith(rest));
      if (length >= 4) expect(deflated).toBeLessThanOrEqual(21);
    }
  });

  it('may have matches at every distance', () => {
    const rest = noise(MAXIMUM_DEFLATER_BYTES - BEGINNING.length - 40);
    const dictionary = dictionaryWith(rest);
    for (let power = 1; power <= MAXIMUM_DEFLATER_BYTES; power *= 2) {
      for (const distance of [power - 1, power, power + 1]) {
        const start = Math.max(1, dictionary.length - distance);
        const content = dictionary.subarray(start, start + 40);
        const deflated = expectRoundTrip(content, dictionary);
        if (content.length >= 4) expect(deflated).toBeLessThanOrEqual(16);
      }
    }
  });

  it('may be the dictionary once more', () => {
    const dictionary = dictionaryWith(noise(2_000));
    expect(expectRoundTrip(dictionary, dictionary)).toBeLessThan(60);
  });

  it('may repeat itself', () => {
    expect(expectRoundTrip(Buffer.alloc(20_000, 'ab'), dictionaryWith(noise(9)))).toBeLessThan(300);
  });

  it.each([0x00, 0xff])('has the right checksum when it is all %d', (byte) => {
    const length = MAXIMUM_DEFLATER_BYTES - BEGINNING.length;
    expectRoundTrip(Buffer.alloc(length, byte), BEGINNING);
    expectRoundTrip(Buffer.alloc(9), dictionaryWith(Buffer.alloc(length - 9, byte)));
  });

  it('hardly grows where there is nothing to find', () => {
    const content = noise(20_000);
    expect(expectRoundTrip(content, BEGINNING)).toBeLessThan(content.length * 1.07);
  });

  it('is refused with another dictionary', () => {
    const deflated = deflater(Buffer.from('{}'), dictionaryWith(Buffer.from('"readOnly":true')))!;
    const other = dictionaryWith(Buffer.from('"readOnly":false'));
    expect(() => inflateSync(deflated, { dictionary: other })).toThrow('Bad dictionary');
  });
});

describe('a deflater', () => {
  it('takes content and dictionary that together reach as far back as a match may', () => {
    const content = noise(MAXIMUM_DEFLATER_BYTES - BEGINNING.length);
    expectRoundTrip(content, BEGINNING);
    expect(deflater(Buffer.concat([content, Buffer.from('x')]), BEGINNING)).toBeUndefined();
  });

  it('forgets what it deflated before', () => {
    const call = fc.tuple(bytes, bytes.map(dictionaryWith));
    fc.assert(
      fc.property(fc.array(call, { maxLength: 5 }), call, (before, [content, dictionary]) => {
        const alone = createDeflater(BEGINNING)(content, dictionary);
        for (const [otherContent, otherDictionary] of before) deflater(otherContent, otherDictionary);
        expect(deflater(content, dictionary)).toEqual(alone);
      }),
    );
  });
});
