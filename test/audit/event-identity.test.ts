import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { canonicalJson, MAXIMUM_DEPTH } from '../../src/audit/canonical-json';
import { computeContentHash, toEventId } from '../../src/audit/event-identity';

const canonical = (value: unknown): string => Buffer.from(canonicalJson(value)!).toString();

describe('canonical JSON', () => {
  it.each([
    ['{ "b" : 1, "a" : [ true , null ] }', '{"a":[true,null],"b":1}'],
    [
      '{"10":1,"9":2,"é":3,"z":4,"\u{1F600}":5,"\uFB33":6}',
      '{"10":1,"9":2,"z":4,"é":3,"\u{1F600}":5,"\uFB33":6}',
    ],
    [
      '[1.0,1.688560107857E9,1e21,-0,1E-7,12345678901234567890,1e999]',
      '[1,1688560107.857,1e+21,0,1e-7,12345678901234567000,null]',
    ],
    [
      String.raw`["\u0027\u003c","\/","\u0000\n\"\\","é","\ud800"]`,
      String.raw`["'<","/","\u0000\n\"\\","é","\ud800"]`,
    ],
    ['{"__proto__":{"a":1},"constructor":2}', '{"__proto__":{"a":1},"constructor":2}'],
    ['{"a":1,"a":2}', '{"a":2}'],
    ['{"":{},"a":[]}', '{"":{},"a":[]}'],
  ])('of %s is %s', (text, expected) => {
    expect(canonical(JSON.parse(text))).toBe(expected);
  });

  it('is any JSON again, keys sorted', () => {
    const sorted = (value: unknown): unknown => {
      if (typeof value !== 'object' || value === null) return value;
      if (Array.isArray(value)) return value.map(sorted);
      return new Map(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, part]) => [key, sorted(part)]),
      );
    };
    const written = (value: unknown): string => {
      if (value instanceof Map) {
        return `{${[...value].map(([key, part]) => `${JSON.stringify(key)}:${written(part)}`).join(',')}}`;
      }
      return Array.isArray(value) ? `[${value.map(written).join(',')}]` : JSON.stringify(value);
    };
    fc.assert(
      fc.property(fc.json({ stringUnit: 'binary' }), (text) => {
        const value: unknown = JSON.parse(text);
        expect(canonical(value)).toBe(Buffer.from(written(sorted(value))).toString());
      }),
    );
  });

  it('grows with the value', () => {
    const value = { long: 'x'.repeat(300_000), ключ: 'é'.repeat(100_000), list: Array(50_000).fill([]) };
    expect(JSON.parse(canonical(value))).toEqual(value);
  });

  it('takes nesting up to its limit and no further', () => {
    const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
    expect(canonical(nested(MAXIMUM_DEPTH))).toHaveLength(2 * MAXIMUM_DEPTH);
    expect(canonicalJson(nested(MAXIMUM_DEPTH + 1))).toBeUndefined();
    expect(canonicalJson(nested(200_000))).toBeUndefined();
  });
});

describe('the content hash', () => {
  const toHash = (text: string) => computeContentHash(JSON.parse(text), Buffer.from(text));

  it.each([
    ['as its text is', '{"b":[1],\n"a":"\\u0078"}'],
    ['as its parsed value is', '{"b":[1.0],\n"\\u0061":"\\u0078"}'],
  ])('is the first 16 hex digits of SHA-256 of the canonical JSON, made %s', (_how, text) => {
    const sha256 = createHash('sha256').update('{"a":"x","b":[1]}').digest('hex');
    expect(toHash(text)).toBe(sha256.slice(0, 16));
  });

  it('tells apart what differs anywhere', () => {
    expect(toHash('{"a":{"b":["1"]}}')).not.toBe(toHash('{"a":{"b":[1]}}'));
  });

  it('is not made of an event nested too deep', () => {
    const deep = `{"a":${'['.repeat(MAXIMUM_DEPTH)}${']'.repeat(MAXIMUM_DEPTH)}}`;
    expect(toHash(deep)).toBeUndefined();
  });
});

describe('the event id', () => {
  it('is the one that CloudTrail gave', () => {
    expect(toEventId({ eventID: 'eb834e01' }, '0123456789abcdef')).toBe('eb834e01');
  });

  it.each([undefined, null, '', 7, ['x']])('is made of the hash where that is %j', (eventID) => {
    expect(toEventId({ eventID }, '0123456789abcdef')).toBe('hash-0123456789abcdef');
  });
});
