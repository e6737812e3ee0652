import fc from 'fast-check';
import { type Cursor, decodeCursor, encodeCursor } from '../../src/query/cursor';
import { anyCharacter } from '../support/any-character';

const binding = { layoutVersion: 1, query: 'abcdefgh12345678' };
const cursor: Cursor = {
  range: { since: '2026-05-01T00:00:00Z' },
  position: { occurred: '2026-05-02T03:04:05Z#0123456789abcdef', identity: 'event-1 00ff' },
};
const invalid = (why: string) =>
  expect.objectContaining({ code: 'InvalidCursor', message: expect.stringContaining(why) });

describe('cursor', () => {
  it('comes back as it was, whatever the event id holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (identity) => {
        const there = { range: {}, position: { ...cursor.position, identity } };
        expect(decodeCursor(encodeCursor(there, binding), binding)).toEqual(there);
      }),
    );
    expect(decodeCursor(encodeCursor(cursor, binding), binding)).toEqual(cursor);
  });

  it('is one word that needs no escaping in a URL', () => {
    expect(encodeCursor(cursor, binding)).toMatch(/^[\w-]+$/);
  });

  it('is refused when any character was changed', () => {
    const token = encodeCursor(cursor, binding);
    for (let i = 0; i < token.length; i += 1) {
      const forged = token.slice(0, i) + (token[i] === 'A' ? 'B' : 'A') + token.slice(i + 1);
      expect(() => decodeCursor(forged, binding)).toThrow(invalid('not made here'));
    }
  });

  it('is refused when anything was cut off or added', () => {
    const token = encodeCursor(cursor, binding);
    for (const forged of [token.slice(1), token.slice(0, -1), `${token}A`, `${token}=`, ` ${token}`]) {
      expect(() => decodeCursor(forged, binding)).toThrow(invalid('not made here'));
    }
  });

  it('is refused when it is any other text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => decodeCursor(text, binding)).toThrow(invalid('not made here'));
      }),
    );
  });

  it('is refused for another question', () => {
    const token = encodeCursor(cursor, { ...binding, query: 'another-question' });
    expect(() => decodeCursor(token, binding)).toThrow(invalid('another question'));
  });

  it('is refused for another index layout', () => {
    const token = encodeCursor(cursor, { ...binding, layoutVersion: 2 });
    expect(() => decodeCursor(token, binding)).toThrow(invalid('index layout 2'));
  });
});
