import fc from 'fast-check';
import {
  decodeListToken,
  decodePageToken,
  encodeListToken,
  encodePageToken,
  type PagePlace,
} from '../../src/query/page-token';
import { anyCharacter } from '../support/any-character';

const binding = { layoutVersion: 1, query: 'abcdefgh12345678' };
const place: PagePlace = {
  range: { since: '2026-05-01T00:00:00Z' },
  position: { occurred: '2026-05-02T03:04:05Z#0123456789abcdef', identity: 'event-1 00ff' },
};
const invalid = (why: string) =>
  expect.objectContaining({ code: 'InvalidCursor', message: expect.stringContaining(why) });

describe('page token', () => {
  it('comes back as it was, whatever the event id holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (identity) => {
        const there = { range: {}, position: { ...place.position, identity } };
        expect(decodePageToken(encodePageToken(there, binding), binding)).toEqual(there);
      }),
    );
    expect(decodePageToken(encodePageToken(place, binding), binding)).toEqual(place);
  });

  it('keeps which log files were read', () => {
    const scan = ['2026-05-02T03:04:05Z 0123456789abcdef', '', 'fedcba9876543210'];
    const there = { ...place, position: { ...place.position, scan } };
    expect(decodePageToken(encodePageToken(there, binding), binding)).toEqual(there);
  });

  it('is one word that needs no escaping in a URL', () => {
    expect(encodePageToken(place, binding)).toMatch(/^[\w-]+$/);
  });

  it('is refused when any character was changed', () => {
    const token = encodePageToken(place, binding);
    for (let i = 0; i < token.length; i += 1) {
      const forged = token.slice(0, i) + (token[i] === 'A' ? 'B' : 'A') + token.slice(i + 1);
      expect(() => decodePageToken(forged, binding)).toThrow(invalid('not issued by this audit'));
    }
  });

  it('is refused when anything was cut off or added', () => {
    const token = encodePageToken(place, binding);
    for (const forged of [token.slice(1), token.slice(0, -1), `${token}A`, `${token}=`, ` ${token}`]) {
      expect(() => decodePageToken(forged, binding)).toThrow(invalid('not issued by this audit'));
    }
  });

  it('is refused when it is any other text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => decodePageToken(text, binding)).toThrow(invalid('not issued by this audit'));
      }),
    );
  });

  it('is refused with a time that does not exist', () => {
    const position = { occurred: '2026-13-02T03:04:05Z#0123456789abcdef' };
    const forged = encodePageToken({ range: {}, position }, binding);
    expect(() => decodePageToken(forged, binding)).toThrow(invalid('not issued by this audit'));
  });

  it('is refused for another query', () => {
    const token = encodePageToken(place, { ...binding, query: 'another-question' });
    expect(() => decodePageToken(token, binding)).toThrow(invalid('another query'));
  });

  it.each([
    [{ since: '2026-05-02T03:04:06Z' }],
    [{ until: '2026-05-02T03:04:05Z' }],
    [{ since: '2026-04-01T00:00:00Z', until: '2026-05-02T03:04:05Z' }],
  ])('is refused when its position lies outside %j', (range) => {
    const token = encodePageToken({ ...place, range }, binding);
    expect(() => decodePageToken(token, binding)).toThrow(invalid('outside its time range'));
  });

  it('is refused for another index layout', () => {
    const token = encodePageToken(place, { ...binding, layoutVersion: 2 });
    expect(() => decodePageToken(token, binding)).toThrow(invalid('index layout 2'));
  });
});

describe('list token', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (value) => {
        expect(decodeListToken(encodeListToken(value, 'actions'), 'actions')).toBe(value);
      }),
    );
  });

  it('is refused for another list, and when it is the token of a page of records', () => {
    const token = encodeListToken('dynamodb:GetItem', 'actions');
    expect(() => decodeListToken(token, 'principals')).toThrow(invalid('the list of actions'));
    expect(() => decodeListToken(encodePageToken(place, binding), 'actions')).toThrow(invalid('not issued'));
  });
});
