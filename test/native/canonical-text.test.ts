import fc from 'fast-check';
import { recordText } from '../../bench/support/inputs';
import { randomFrom } from '../../bench/support/random';
import { canonicalJson } from '../../src/audit/canonical-json';
import { withCanonicalText } from '../../src/native/canonical-text';
import { campaignSize } from '../support/campaigns';
import * as events from '../support/events';

/** The canonical JSON made from the text; undefined if the text is not taken. */
const fast = (text: string | Uint8Array): string | undefined =>
  withCanonicalText(typeof text === 'string' ? Buffer.from(text) : text, (bytes) =>
    Buffer.from(bytes).toString('latin1'),
  );
const plain = (text: string): string => Buffer.from(canonicalJson(JSON.parse(text))!).toString('latin1');

describe('the canonical JSON of a text', () => {
  it.each([
    ['{"b":1,"a":[true,null,false]}', '{"a":[true,null,false],"b":1}'],
    [' {\n"b" : 1 ,\r"a"\t: [ ] , "" : { } } ', '{"":{},"a":[],"b":1}'],
    ['{"ab":1,"a":2,"":3,"abc":4}', '{"":3,"a":2,"ab":1,"abc":4}'],
    [
      '{"eventTime":1,"eventTimes":2,"eventTim":3,"eventT":4}',
      '{"eventT":4,"eventTim":3,"eventTime":1,"eventTimes":2}',
    ],
    [
      '{"a-long-key-2":{"z":0,"y":[{"b":1,"a":2}]},"a-long-key-1":""}',
      '{"a-long-key-1":"","a-long-key-2":{"y":[{"a":2,"b":1}],"z":0}}',
    ],
    ['{"__proto__":{"a":1},"Z":2,"constructor":3}', '{"Z":2,"__proto__":{"a":1},"constructor":3}'],
    [String.raw`["\u0026\u0027\u003c\u003d\u003E, \u003C\u003D\/"]`, `["&'<=>, <=/"]`],
    [String.raw`["\" \\ \b \f \n \r \t","\\u0026"]`, String.raw`["\" \\ \b \f \n \r \t","\\u0026"]`],
    ['[0,-1,10,999999999999999,-999999999999999]', '[0,-1,10,999999999999999,-999999999999999]'],
    [' "text" ', '"text"'],
    ['7', '7'],
  ])('of %s is %s', (text, expected) => {
    expect(fast(text)).toBe(expected);
    expect(plain(text)).toBe(expected);
  });

  it.each([
    ['what is not ASCII', '["é"]'],
    ['an escape of another character', String.raw`["\u00e9"]`],
    ['an escaped quote by its number', String.raw`["\u0022"]`],
    ['an escaped backslash by its number', String.raw`["\u005c"]`],
    ['an escaped control character', String.raw`["\u0007"]`],
    ['an escape in a key', String.raw`{"\n":1}`],
    ['a key that occurs twice', '{"a":1,"b":2,"a":3}'],
    ['a longer key that occurs twice', '[{"eventName":1,"a":2,"eventName":3}]'],
    ['an empty key that occurs twice', '{"":1,"":2}'],
    ['a fraction', '[1.0]'],
    ['an exponent', '[1e3]'],
    ['minus zero', '[-0]'],
    ['16 digits', '[1000000000000000]'],
  ])('is left to parsing for %s', (_what, text) => {
    expect(() => plain(text)).not.toThrow();
    expect(fast(text)).toBeUndefined();
  });

  it.each([
    '',
    ' ',
    '{',
    '["a"',
    '["a',
    '["a\\',
    '["\\u00',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,}',
    '[1,]',
    '[1 2]',
    '[01]',
    '[-]',
    '[tru]',
    '[nul',
    '[1]]',
    '[1] [2]',
    '{"a" 1}',
    '{a:1}',
    '["\n"]',
    '["\\x"]',
    '["\\u0g26"]',
    '\u0000',
    '[1]\u0000',
    '"\u0000"',
    '\uFEFF[1]',
  ])('is not made of %j, which is not JSON', (text) => {
    // Bytes of a call before must not complete it.
    fast(`${' '.repeat(text.length)}"26":null}]}]`);
    expect(fast(text)).toBeUndefined();
  });

  it('takes nesting up to 64 levels', () => {
    const nested = (levels: number) => `${'[{"a":'.repeat(levels / 2)}0${'}]'.repeat(levels / 2)}`;
    expect(fast(nested(64))).toBe(nested(64));
    expect(fast(nested(66))).toBeUndefined();
    expect(fast('['.repeat(60_000))).toBeUndefined();
  });

  it('takes up to 128 members', () => {
    const members = (count: number) =>
      JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, n) => [`key ${n * 7919}`, n])));
    expect(fast(members(128))).toBe(plain(members(128)));
    expect(fast(members(129))).toBeUndefined();
  });

  it('takes up to 65,536 bytes', () => {
    const long = (bytes: number) => `{"b":"${'x'.repeat(bytes - 14)}","a":7}`.padEnd(bytes);
    expect(fast(long(65_536))).toBe(plain(long(65_536)));
    expect(fast(long(65_537))).toBeUndefined();
    expect(fast(`"${'x'.repeat(65_535)}`)).toBeUndefined();
  });

  it('takes a list until there is no room for its elements', () => {
    const list = (count: number) => `[ ${Array(count).fill('[1]').join()}]`;
    expect(fast(list(4_000))).toBe(plain(list(4_000)));
    expect(fast(list(12_000))).toBeUndefined();
  });

  it('takes all usual events', () => {
    const { identities, controlEvent, dataEvent, daxEvent, scalableTargetEvent, streamEvent } = events;
    const texts = Object.values(identities).flatMap((identity) =>
      [controlEvent, dataEvent, daxEvent, scalableTargetEvent, streamEvent].map((make) =>
        JSON.stringify(make({ userIdentity: identity() })),
      ),
    );
    const random = randomFrom(11);
    for (let index = 0; index < 500; index++) texts.push(recordText(random, index, 1));
    for (const text of texts) expect(fast(text)).toBe(plain(text));
    for (const text of texts) expect(fast(JSON.stringify(JSON.parse(text), undefined, 2))).toBe(plain(text));
  });
});

describe('any JSON', () => {
  const space = fc.constantFrom('', '', '', '', ' ', '\n', ' \t\r\n ');
  const spaced = (text: fc.Arbitrary<string>) => fc.tuple(space, text, space).map((parts) => parts.join(''));
  const joined = (open: string, parts: fc.Arbitrary<string>, close: string, maxLength: number) =>
    fc
      .tuple(space, fc.array(spaced(parts), { maxLength }))
      .map(([inside, texts]) => `${open}${texts.length > 0 ? texts.join() : inside}${close}`);
  const text = (rare: number) =>
    fc
      .array(
        fc.oneof(
          {
            weight: 30,
            arbitrary: fc.string({ maxLength: 40 }).map((part) => JSON.stringify(part).slice(1, -1)),
          },
          {
            weight: 10,
            arbitrary: fc.constantFrom(
              ...String.raw`\" \\ \n \t \u0026 \u0027 \u003C \u003d \u003e \/ \u007e`.split(' '),
            ),
          },
          {
            weight: rare,
            arbitrary: fc.constantFrom(
              'é',
              '\u007f',
              '😀',
              ...String.raw`\u0000 \u001f \u0022 \u005C \u007f \u0126 \ud800`.split(' '),
            ),
          },
        ),
        { maxLength: 4 },
      )
      .map((parts) => `"${parts.join('')}"`);
  const key = fc.oneof(
    { weight: 6, arbitrary: fc.stringMatching(/^[ -!#-[\]-~]{0,18}$/).map((name) => `"${name}"`) },
    { weight: 6, arbitrary: fc.stringMatching(/^event(Na?m?e?|Ti?m?e?s?)$/).map((name) => `"${name}"`) },
    { weight: 3, arbitrary: fc.stringMatching(/^[ab]{0,9}$/).map((name) => `"${name}"`) },
    { weight: 1, arbitrary: fc.constantFrom('"__proto__"', '""', '"7"', '"10"', '"constructor"') },
    { weight: 1, arbitrary: text(0) },
  );
  const scalar = fc.oneof(
    { weight: 20, arbitrary: text(1) },
    { weight: 20, arbitrary: fc.constantFrom('null', 'true', 'false', '0', '-7', '50') },
    { weight: 10, arbitrary: fc.integer().map(String) },
    { weight: 1, arbitrary: fc.maxSafeInteger().map(String) },
    { weight: 1, arbitrary: fc.double().map((number) => JSON.stringify(number)) },
    { weight: 1, arbitrary: fc.constantFrom('-0', '1E2', '1.50', '12345678901234567890', '-1e-7', '1e999') },
  );
  const { value } = fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      scalar,
      joined('[', tie('value'), ']', 4),
      joined(
        '{',
        fc.tuple(spaced(key), spaced(tie('value'))).map((member) => member.join(':')),
        '}',
        8,
      ),
    ),
  }));
  const json = spaced(value);

  it('has the same canonical form as by parsing, or is left to that', () => {
    let taken = 0;
    fc.assert(
      fc.property(json, (source) => {
        const made = fast(source);
        if (made === undefined) return;
        taken += /[{[]/.test(made) ? 1 : 0;
        expect(made).toBe(plain(source));
      }),
      { numRuns: campaignSize(20_000) },
    );
    expect(taken).toBeGreaterThan(300);
  });

  it('that was damaged has the same canonical form as by parsing, or none', () => {
    const damage = fc.tuple(
      fc.nat(),
      fc.nat({ max: 3 }),
      fc.oneof(fc.constantFrom(...'{}[]",:\\ 0-u', ''), fc.uint8Array({ maxLength: 3 })),
    );
    fc.assert(
      fc.property(json, damage, (source, [at, removed, added]) => {
        const bytes = Buffer.from(source);
        const place = at % (bytes.length + 1);
        const damaged = Buffer.concat([
          bytes.subarray(0, place),
          Buffer.from(added),
          bytes.subarray(place + removed),
        ]);
        const made = fast(damaged);
        if (made !== undefined) expect(made).toBe(plain(damaged.toString('latin1')));
      }),
      { numRuns: campaignSize(20_000) },
    );
  });
});
