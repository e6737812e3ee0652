import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { readAll } from '../support/log-files';

// Text of JSON as nobody would write it, but may: every way to write a character, whitespace at every
// place where it is allowed, brackets and markers in strings, and the word Records everywhere.
const whitespace = fc.constantFrom('', '', '', ' ', '\n', ' \t\r\n ');
const spaced = (text: fc.Arbitrary<string>) =>
  fc.tuple(whitespace, text, whitespace).map((parts) => parts.join(''));
const characters = fc.constantFrom(
  ...[
    'dynamodb.amazonaws.com',
    'dynamodb',
    '.amazonaws.com',
    'Records',
    '\\"Records\\":[',
    '{',
    '}',
    '[',
    ']',
    '},{',
  ],
  ...[
    '\\\\',
    '\\"',
    '\\\\\\"',
    '\\/',
    '\\n',
    '\\u003d',
    '\\u003C',
    '\\u0064',
    '\\u002e',
    '\\u0000',
    '\\ud83d',
    '\\u005C',
  ],
  ...[',', ':', ' ', 'é', '中', '😀', '\u2028', '\u007f', 'y', '_', 'x'.repeat(61), '\\\\'.repeat(33)],
);
const stringText = fc.array(characters, { maxLength: 6 }).map((parts) => `"${parts.join('')}"`);
const source = fc.constantFrom(
  '"dynamodb.amazonaws.com"',
  '"dynamodb.amazonaws.com"',
  '"\\u0064ynamodb.amazonaws.com"',
  '"dynamodb\\u002Eamazonaws.com"',
  '"s3.amazonaws.com"',
  '"dynamodb.amazonaws.comx"',
);
const scalar = fc.oneof(
  stringText,
  fc.constantFrom('null', 'true', 'false', '0', '-1.5E+9', '1376.0', '12345678901234567890', '""'),
);

const list = (open: string, items: fc.Arbitrary<string>, close: string, maxLength: number) =>
  fc
    .tuple(whitespace, fc.array(spaced(items), { maxLength }))
    .map(([inner, texts]) => open + (texts.length > 0 ? texts.join(',') : inner) + close);
const member = (key: fc.Arbitrary<string>, value: fc.Arbitrary<string>) =>
  fc
    .tuple(key, whitespace, whitespace, value)
    .map(([name, before, after, text]) => `${name}${before}:${after}${text}`);

const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalar,
    list('[', tie('value'), ']', 4),
    list('{', member(fc.oneof(stringText, fc.constant('"__proto__"')), tie('value')), '}', 4),
  ),
}));
const sourceMember = member(fc.constantFrom('"eventSource"', '"event\\u0053ource"'), source);
const record = list('{', fc.oneof(sourceMember, member(stringText, value)), '}', 5);
const element = fc.oneof({ weight: 6, arbitrary: record }, { weight: 1, arbitrary: value });

const otherMember = member(fc.constantFrom('"records"', '"a"', '""', '"\\"Records"', '"Records "'), value);
const file = fc.record({
  before: fc.array(spaced(otherMember), { maxLength: 2 }),
  recordsKey: fc.constantFrom('"Records"', '"\\u0052ecords"', '"Record\\u0073"'),
  elements: fc.array(fc.tuple(whitespace, element, whitespace), { maxLength: 8 }),
  after: fc.array(spaced(otherMember), { maxLength: 2 }),
  around: fc.tuple(fc.constantFrom('', '\uFEFF'), whitespace, whitespace),
});
type File = typeof file extends fc.Arbitrary<infer Value> ? Value : never;

function decodeText({ before, recordsKey, elements, after, around: [mark, start, end] }: File): string {
  const records = `${recordsKey} : [${elements.map((parts) => parts.join('')).join(',')}]`;
  return `${mark}${start}{${[...before, records, ...after].join(',')}}${end}`;
}

const isObject = (parsed: unknown) => typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);

it('gives exactly what JSON.parse of the whole gives, in whatever pieces', async () => {
  await fc.assert(
    fc.asyncProperty(
      file,
      fc.integer({ min: 1, max: 300 }),
      fc.boolean(),
      async (made, pieces, compressed) => {
        const text = decodeText(made);
        const parsed = JSON.parse(text.replace('\uFEFF', '')).Records as Record<string, unknown>[];
        const kept = parsed
          .map((event, index) => ({ event, index }))
          .filter(({ event }) => isObject(event) && event.eventSource === 'dynamodb.amazonaws.com');

        const { records, summary } = await readAll(compressed ? gzipSync(text) : text, { pieces });

        expect(records.map(({ event, index }) => ({ event, index }))).toEqual(kept);
        expect(records.map(({ original }) => Buffer.from(original).toString())).toEqual(
          kept.map(({ index }) => made.elements[index]?.[1]),
        );
        expect(summary.rejected.map(({ index }) => index)).toEqual(
          parsed.flatMap((event, index) => (isObject(event) ? [] : [index])),
        );
        expect(summary.records).toBe(parsed.length);
        expect(summary.otherServices).toBe(parsed.length - kept.length - summary.rejectedCount);
      },
    ),
    { numRuns: 1000 },
  );
}, 120_000);

it('never takes for whole what is cut short', async () => {
  await fc.assert(
    fc.asyncProperty(file, fc.nat(), fc.integer({ min: 1, max: 100 }), async (made, cut, pieces) => {
      const bytes = Buffer.from(decodeText(made).trimEnd());
      await expect(readAll(bytes.subarray(0, cut % bytes.length), { pieces })).rejects.toMatchObject({
        code: 'InvalidLogFile',
      });
    }),
    { numRuns: 500 },
  );
}, 120_000);

it('refuses what is not JSON, wherever a byte is wrong, if all records are parsed', async () => {
  const matcher = { markerGroups: [['MARK']], accepts: () => true };
  const marked = fc.array(member(stringText, value), { maxLength: 3 }).map((members) => {
    const parts = ['"a":"MARK"', ...members, '"z":"MARK"'];
    return `{${parts.join(',')}}`;
  });
  const bytes = fc
    .array(marked, { minLength: 1, maxLength: 4 })
    .map((records) => Buffer.from(`{"Records":[${records.join(',')}]}`));
  await fc.assert(
    fc.asyncProperty(
      bytes,
      fc.nat(),
      fc.constantFrom(...'{}[]",:\\ x0'),
      fc.nat(2),
      async (good, where, byte, how) => {
        const at = where % good.length;
        const wrong = Buffer.concat([
          good.subarray(0, at),
          Buffer.from(how === 0 ? '' : byte),
          good.subarray(at + (how === 1 ? 0 : 1)),
        ]);
        let parsed: { Records?: unknown } | undefined;
        try {
          parsed = JSON.parse(wrong.toString());
        } catch {
          // Not JSON.
        }
        const reading = readAll(wrong, { matcher, pieces: 50 });
        if (!parsed || !Array.isArray(parsed.Records)) {
          await expect(reading).rejects.toMatchObject({ code: 'InvalidLogFile' });
        } else {
          const { records } = await reading;
          for (const { index, event } of records) expect(event).toEqual(parsed.Records[index]);
        }
      },
    ),
    { numRuns: 1000 },
  );
}, 120_000);
