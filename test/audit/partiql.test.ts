import fc from 'fast-check';
import { parseStatement } from '../../src/audit/partiql';
import { measureProcessorTime } from '../support/processor-time';

it.each([
  ["SELECT * FROM Music WHERE Artist = 'No One' AND x = ***(Redacted)", 'SELECT', [{ table: 'Music' }]],
  ['select * from "Music"', 'SELECT', [{ table: 'Music' }]],
  ['SELECT * FROM "Music"."ByYear" WHERE Year = 1', 'SELECT', [{ table: 'Music', index: 'ByYear' }]],
  ['SELECT * FROM Music . ByYear', 'SELECT', [{ table: 'Music', index: 'ByYear' }]],
  ['\n  SELECT a\n  FROM\n\t"my-table.v2"', 'SELECT', [{ table: 'my-table.v2' }]],
  ['SELECT * FROM"Music"', 'SELECT', [{ table: 'Music' }]],
  ["INSERT INTO Music VALUE {'Artist' : ***(Redacted)}", 'INSERT', [{ table: 'Music' }]],
  ['UPDATE "Music" SET Album = ***(Redacted) WHERE Artist = \'No One\'', 'UPDATE', [{ table: 'Music' }]],
  ["DELETE FROM Music WHERE Artist = 'x'", 'DELETE', [{ table: 'Music' }]],
  ["EXISTS(SELECT * FROM Music WHERE Artist = 'x')", 'EXISTS', [{ table: 'Music' }]],
  [
    'SELECT * FROM "arn:aws:dynamodb:us-east-1:444455556666:table/Music"."ByYear"',
    'SELECT',
    [{ table: 'arn:aws:dynamodb:us-east-1:444455556666:table/Music', index: 'ByYear' }],
  ],
  ["SELECT * FROM Music WHERE note = 'copied FROM Films, don''t INTO it'", 'SELECT', [{ table: 'Music' }]],
  ['SELECT "FROM Films" FROM Music', 'SELECT', [{ table: 'Music' }]],
  ['SELECT UPDATE FROM Music', 'SELECT', [{ table: 'Music' }]],
  ['-- DELETE FROM Films\nSELECT * FROM Music', 'SELECT', [{ table: 'Music' }]],
  ['/* DELETE FROM Films */ SELECT * FROM/**/Music', 'SELECT', [{ table: 'Music' }]],
  ['UPDATE /* a comment */ Music SET a = 1', 'UPDATE', [{ table: 'Music' }]],
  [
    "SELECT * FROM Music WHERE note = '-- no comment' OR EXISTS(SELECT * FROM Films)",
    'SELECT',
    [{ table: 'Music' }, { table: 'Films' }],
  ],
  ["SELECT * FROM Music WHERE note = 'never closed FROM Films", 'SELECT', [{ table: 'Music' }]],
])('%s', (text, verb, tables) => {
  expect(parseStatement(text)).toEqual({ verb, tables });
});

it.each(['', 'HIDDEN_DUE_TO_SECURITY_REASONS', '***(Redacted)', 'FROMAGE', 'SELECTED'])(
  '%j says nothing',
  (text) => {
    expect(parseStatement(text)).toEqual({ tables: [] });
  },
);

it('reads any text without failing', () => {
  const fragments = fc.constantFrom(
    'SELECT ',
    ' FROM ',
    'UPDATE ',
    "'",
    '"',
    '.',
    'Music',
    '***(Redacted)',
    '\n',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(fragments, fc.string())), (parts) => {
      for (const { table, index } of parseStatement(parts.join('')).tables) {
        expect(table).not.toBe('');
        expect(index).not.toBe('');
      }
    }),
  );
});

it('reads a long hostile text in linear time', () => {
  const { milliseconds } = measureProcessorTime(() => {
    parseStatement('FROM '.repeat(20_000));
    parseStatement(`FROM${' '.repeat(100_000)}`);
    parseStatement('"'.repeat(100_001));
    parseStatement('/*'.repeat(100_000));
  });
  expect(milliseconds).toBeLessThan(1_000);
});
