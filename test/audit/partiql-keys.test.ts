import fc from 'fast-check';
import { readWhereKeys } from '../../src/audit/partiql-keys';
import { measureProcessorTime } from '../support/processor-time';

const ANY = [{}];

it.each([
  ["SELECT * FROM Music WHERE Artist = 'No One'", [{ Artist: 'No One' }]],
  [`select * from Music where "Artist"='No One'`, [{ Artist: 'No One' }]],
  ["SELECT * FROM Music WHERE 'No One' = Artist", [{ Artist: 'No One' }]],
  ["SELECT * FROM Music WHERE Artist = 'a' AND Song = 'b'", [{ Artist: 'a', Song: 'b' }]],
  ["SELECT * FROM Music WHERE Artist = 'a' AND Year = ***(Redacted)", [{ Artist: 'a' }]],
  ["SELECT * FROM Music WHERE (Artist = 'a') AND ((Song = 'b'))", [{ Artist: 'a', Song: 'b' }]],
  ["SELECT * FROM Music WHERE Artist = 'a' OR Artist = 'b'", [{ Artist: 'a' }, { Artist: 'b' }]],
  ["SELECT * FROM Music WHERE Artist IN ['a', 'b']", [{ Artist: 'a' }, { Artist: 'b' }]],
  ["SELECT * FROM Music WHERE Artist IN ('a') AND Year = 1", [{ Artist: 'a', Year: 1 }]],
  [
    "SELECT * FROM Music WHERE Artist = 'a' AND (Year = 1 OR Year = 2)",
    [
      { Artist: 'a', Year: 1 },
      { Artist: 'a', Year: 2 },
    ],
  ],
  ["SELECT * FROM Music WHERE Year BETWEEN 1 AND 2 AND Artist = 'a'", [{ Artist: 'a' }]],
  ["SELECT * FROM Music WHERE Artist = 'a' ORDER BY Song", [{ Artist: 'a' }]],
  ["UPDATE Music SET Artist = 'x' WHERE Artist = 'a' RETURNING ALL OLD *", [{ Artist: 'a' }]],
  ["DELETE FROM Music WHERE Artist = 'a'", [{ Artist: 'a' }]],
  ["EXISTS(SELECT * FROM Music WHERE Artist = 'a')", [{ Artist: 'a' }]],
])('%s gives the key', (statement, keys) => {
  expect(readWhereKeys(statement)).toEqual(keys);
});

it.each([
  ["'it''s'", "it's"],
  ["'-- no comment'", '-- no comment'],
  ["'x AND Artist = ''y'''", "x AND Artist = 'y'"],
  ["'WHERE Artist = 1'", 'WHERE Artist = 1'],
  ["''", ''],
  ["'42 '", '42 '],
  ["'042'", '042'],
  ["'ünï©ode 💥'", 'ünï©ode 💥'],
  ['42', 42],
  ['1.0', 1],
  ['1E3', 1000],
  ['-7.5', -7.5],
  ['TRUE', true],
])('the literal %s is %j', (literal, value) => {
  expect(readWhereKeys(`SELECT * FROM Music WHERE Artist = ${literal} AND Year > 1`)).toEqual([
    { Artist: value },
  ]);
});

it.each([
  'SELECT * FROM Music',
  "INSERT INTO Music VALUE {'Artist' : ***(Redacted)}",
  'SELECT * FROM Music WHERE Artist = ***(Redacted)',
  "SELECT * FROM Music WHERE Artist = '***(Redacted)'",
  "SELECT * FROM Music WHERE NOT Artist = 'a'",
  "SELECT * FROM Music WHERE Artist <> 'a'",
  "SELECT * FROM Music WHERE begins_with(Artist, 'a')",
  "SELECT * FROM Music WHERE Music.Artist = 'a'",
  "SELECT * FROM Music WHERE Artist = 'a' || 'b'",
  'SELECT * FROM Music WHERE Artist = ?',
  "SELECT * FROM Music WHERE Artist IN ['a', ***(Redacted)]",
  "SELECT * FROM Music -- WHERE Artist = 'a'",
  "SELECT 'WHERE Artist = 1' FROM Music",
])('%s gives no key', (statement) => {
  expect(readWhereKeys(statement)).toEqual(ANY);
});

it('says that any item can be meant if one alternative gives no key', () => {
  expect(readWhereKeys("SELECT * FROM Music WHERE Artist = 'a' OR Year > 1")).toEqual([{ Artist: 'a' }, {}]);
});

it('reads at most 100 alternatives', () => {
  const list = Array.from({ length: 20 }, (_, n) => `'${n}'`).join(', ');
  const statement = `SELECT * FROM Music WHERE Artist IN [${list}] AND Song IN [${list}]`;
  expect(readWhereKeys(statement)).toEqual(Array.from({ length: 20 }, (_, n) => ({ Artist: String(n) })));
  const either = Array.from({ length: 101 }, (_, n) => `Artist = '${n}'`).join(' OR ');
  expect(readWhereKeys(`SELECT * FROM Music WHERE ${either}`)).toEqual(ANY);
});

it('reads any value that is quoted', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 50 }), (value) => {
      fc.pre(value !== '***(Redacted)');
      const statement = `SELECT * FROM Music WHERE Artist = '${value.replaceAll("'", "''")}'`;
      expect(readWhereKeys(statement)).toEqual([{ Artist: value }]);
    }),
  );
});

it('reads any text without failing, in linear time', () => {
  const fragments = fc.constantFrom(
    'WHERE ',
    'a',
    '=',
    "'",
    '"',
    ' AND ',
    ' OR ',
    ' IN ',
    '(',
    ')',
    '[',
    '1',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(fragments, fc.string())), (parts) => {
      expect(readWhereKeys(parts.join('')).length).toBeGreaterThan(0);
    }),
  );
  const { milliseconds } = measureProcessorTime(() => {
    for (const part of ['(', "'", 'a=1 OR (', '/*', 'WHERE ', '1 AND ', 'NOT ', 'BETWEEN ']) {
      readWhereKeys(`WHERE ${part.repeat(8_000)}`.slice(0, 8_192));
    }
    readWhereKeys(`WHERE ${"'".repeat(1_000_000)}`);
  });
  expect(milliseconds).toBeLessThan(2_000);
});
