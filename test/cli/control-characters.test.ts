import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { escapedJson, jsonLine, visible } from '../../src/cli/output/control-characters';
import { anyCharacter } from '../support/any-character';

const HOSTILE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;
const anyText = fc.oneof(
  fc.string({ unit: anyCharacter }),
  fc.string({
    unit: fc.constantFrom('\x1b', '\x9b', '\u202e', '\r', '\x07', '\n', '\u2066', 'a', '"', '\\'),
  }),
);

describe('visible', () => {
  it.each([
    ['\x1b[2J', '\\u001b[2J'],
    ['\x1b]8;;http://evil\x07link', '\\u001b]8;;http://evil\\u0007link'],
    ['\x9b31m', '\\u009b31m'],
    ['first\r\nsecond\t', 'first\\r\\nsecond\\t'],
    ['abc\u202egnp.exe', 'abc\\u202egnp.exe'],
  ])('shows %j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it('leaves nothing that a terminal obeys', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(visible(text)).not.toMatch(HOSTILE);
        expect(stripVTControlCharacters(visible(text))).toBe(visible(text));
      }),
    );
  });

  it('leaves other text alone, whatever its script', () => {
    expect(visible('Müller 田中 👩🏽‍💻 العربية')).toBe('Müller 田中 👩🏽‍💻 العربية');
  });
});

describe('jsonLine', () => {
  it('is JSON of the same value on one line, without control characters', () => {
    fc.assert(
      fc.property(fc.dictionary(anyText, fc.array(anyText)), (value) => {
        const line = jsonLine(value);
        expect(line).not.toMatch(HOSTILE);
        expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe('escapedJson', () => {
  it('keeps what JSON with line breaks and raw controls says', () => {
    const escaped = escapedJson('{\n\t"agent": "\x9b31m\u202e"\r\n}');
    expect(escaped).not.toMatch(HOSTILE);
    expect(JSON.parse(escaped)).toEqual({ agent: '\x9b31m\u202e' });
  });
});
