import { inflateSync } from 'node:zlib';
import * as fc from 'fast-check';
import { Deflater } from '../../src/native/deflater';
import { anyCharacter } from '../support/any-character';
import { campaignSize } from '../support/campaigns';

/** The maximum distance of a match. */
const WINDOW = 32_768;
const BEGINNING = '{"eventVersion":"1.11","eventSource":"dynamodb.amazonaws.com","awsRegion":"us-east-1",';
/** With the first field twice. */
const TEMPLATE = ['"eventName":"', 0, '","resources":[{"ARN":"', 1, '","account":"', 0, '"}]'];
const deflater = new Deflater(BEGINNING, TEMPLATE);
const makeDictionary = (fields: readonly string[], template = TEMPLATE, beginning = BEGINNING): Buffer =>
  Buffer.from(beginning + template.map((part) => (typeof part === 'number' ? fields[part]! : part)).join(''));

const anyText = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 60 }),
  fc.string({ unit: 'binary-ascii', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.string({ unit: fc.constantFrom('a', 'b', '"'), maxLength: 300 }),
  fc.constantFrom('', 'a', '"tableName":"Music",', 'us-east-1', BEGINNING),
);
const asciiText = anyText.map((text) => text.replace(/[\x80-\u{10ffff}]/gu, '?'));

/** Bytes with and without repetitions, near and far, like the dictionary and not. */
const content = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.tuple(fc.nat(255), fc.nat(600)).map(([byte, length]) => Buffer.alloc(length, byte)),
      fc
        .tuple(fc.nat(BEGINNING.length), fc.nat(BEGINNING.length))
        .map(([start, end]) => Buffer.from(BEGINNING.slice(start, end))),
      anyText.map((text) => Buffer.from(text)),
    ),
    { maxLength: 30 },
  )
  .map((parts) => Buffer.concat(parts));

/** ASCII text in which hardly four characters in a row come twice. */
function noise(length: number): string {
  const bytes = Buffer.alloc(length);
  for (let index = 0, state = 1; index < length; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes.toString('base64').slice(0, length);
}

/** Deflates and reads it back with zlib; the length of the deflated bytes. */
function expectRoundTrip(
  original: Uint8Array,
  dictionary: Buffer,
  using: Deflater,
  fields: readonly string[] = [],
): number {
  const deflated = using.deflate(original, fields)!;
  expect(inflateSync(deflated, { dictionary }).equals(original)).toBe(true);
  return deflated.length;
}

describe('a deflated content', () => {
  it('is inflated by zlib, for any content and fields', () => {
    fc.assert(
      fc.property(content, asciiText, asciiText, (original, ...fields) => {
        expectRoundTrip(original, makeDictionary(fields), deflater, fields);
      }),
      { numRuns: campaignSize(5_000) },
    );
  });

  it('is inflated by zlib, for any dictionary', () => {
    const template = fc.array(fc.oneof(anyText, fc.nat(1)), { maxLength: 12 });
    const beginning = anyText.filter((text) => text !== '');
    fc.assert(
      fc.property(beginning, template, content, asciiText, asciiText, (first, parts, original, ...fields) => {
        const dictionary = makeDictionary(fields, parts, first);
        expectRoundTrip(original, dictionary, new Deflater(first, parts), fields);
      }),
    );
  });

  it('can have matches of every length', () => {
    const text = noise(1_000);
    const ofNoise = new Deflater(BEGINNING, [text]);
    const dictionary = Buffer.from(BEGINNING + text);
    for (let length = 0; length <= 600; length += 1) {
      const deflated = expectRoundTrip(Buffer.from(text.slice(7, 7 + length)), dictionary, ofNoise);
      if (length >= 4) expect(deflated).toBeLessThanOrEqual(21);
    }
  });

  it('can have matches at every distance', () => {
    const text = noise(WINDOW - BEGINNING.length - 40);
    const ofNoise = new Deflater(BEGINNING, [text]);
    const dictionary = Buffer.from(BEGINNING + text);
    for (let power = 1; power <= WINDOW; power *= 2) {
      for (const distance of [power - 1, power, power + 1]) {
        // The very first byte of a dictionary is never found.
        const start = Math.max(1, dictionary.length - distance);
        const original = dictionary.subarray(start, start + 40);
        const deflated = expectRoundTrip(original, dictionary, ofNoise);
        if (original.length >= 4) expect(deflated).toBeLessThanOrEqual(16);
      }
    }
  });

  it('can be the dictionary itself', () => {
    const dictionary = makeDictionary([noise(900), 'Music']);
    expect(expectRoundTrip(dictionary, dictionary, deflater, [noise(900), 'Music'])).toBeLessThan(40);
  });

  it('can repeat itself', () => {
    const original = Buffer.alloc(20_000, 'ab');
    expect(expectRoundTrip(original, makeDictionary(['', '']), deflater, ['', ''])).toBeLessThan(300);
  });

  it.each([0x00, 0xff])('has the right checksum when it is all %d', (byte) => {
    expectRoundTrip(Buffer.alloc(30_000, byte), makeDictionary(['', '']), deflater, ['', '']);
  });

  it('has the right checksum of a long dictionary', () => {
    const text = '\u07ff'.repeat(16_000);
    expectRoundTrip(Buffer.from('{}'), Buffer.from(text), new Deflater(text, []));
    expectRoundTrip(Buffer.from('{}'), Buffer.from(`{${text}`), new Deflater('{', [text]));
  });

  it('hardly grows if nothing repeats', () => {
    const original = Buffer.from(noise(20_000), 'base64');
    const deflated = expectRoundTrip(original, makeDictionary(['', '']), deflater, ['', '']);
    expect(deflated).toBeLessThan(original.length * 1.07);
  });

  it('is refused with the dictionary of other fields', () => {
    const deflated = deflater.deflate(Buffer.from('{}'), ['GetItem', 'Music'])!;
    const dictionary = makeDictionary(['PutItem', 'Music']);
    expect(() => inflateSync(deflated, { dictionary })).toThrow('Bad dictionary');
  });
});

describe('a deflater', () => {
  it.each([
    ['not ASCII', ['Straße', '']],
    ['long', ['', 'a'.repeat(4_097)]],
  ])('leaves fields that are %s to zlib', (_, fields) => {
    expect(deflater.deflate(Buffer.from('{}'), fields)).toBeUndefined();
  });

  it('leaves a dictionary to zlib that is longer than the maximum distance', () => {
    const template = Array.from({ length: 9 }, () => 0);
    const repeating = new Deflater(BEGINNING, template);
    const fields = ['a'.repeat(4_000)];
    expect(repeating.deflate(Buffer.from('{}'), fields)).toBeUndefined();
  });

  it('leaves content to zlib that, with its dictionary, is longer than the maximum distance', () => {
    const dictionary = makeDictionary(['', '']);
    const longest = Buffer.from(noise(WINDOW - dictionary.length));
    expectRoundTrip(longest, dictionary, deflater, ['', '']);
    expect(deflater.deflate(Buffer.concat([longest, Buffer.from('x')]), ['', ''])).toBeUndefined();
  });

  it('does not depend on earlier contents', () => {
    const call = fc.tuple(content, fc.tuple(anyText, anyText));
    fc.assert(
      fc.property(fc.array(call, { maxLength: 5 }), call, (before, [original, fields]) => {
        const alone = new Deflater(BEGINNING, TEMPLATE).deflate(original, fields);
        for (const [otherOriginal, otherFields] of before) deflater.deflate(otherOriginal, otherFields);
        expect(deflater.deflate(original, fields)).toEqual(alone);
      }),
    );
  });
});
