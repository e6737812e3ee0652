import fc from 'fast-check';
import { type Database, openDatabase } from '../../../src/local/duckdb/database';
import { appendRows, type Column, rowEncoder } from '../../../src/local/duckdb/text-table';
import { campaignSize } from '../../support/campaigns';

interface Row {
  readonly text?: string | undefined;
  readonly list?: readonly string[] | undefined;
  readonly maps?: readonly Readonly<Record<string, string>>[] | undefined;
  readonly count?: number | undefined;
  readonly flag?: boolean | undefined;
}

const COLUMNS: readonly Column<Row>[] = [
  { name: 'text', type: 'VARCHAR', holds: '', from: ({ text }) => text },
  { name: 'list', type: 'VARCHAR[]', holds: '', from: ({ list }) => list },
  { name: 'maps', type: 'MAP(VARCHAR, VARCHAR)[]', holds: '', from: ({ maps }) => maps },
  { name: 'count', type: 'BIGINT', holds: '', from: ({ count }) => count },
  { name: 'flag', type: 'BOOLEAN', holds: '', from: ({ flag }) => flag },
];

let database: Database;
beforeAll(async () => {
  database = await openDatabase({ threads: 1, memoryMiB: 100 });
});
afterAll(() => database.close());

/** The rows as DuckDB gives them back. */
async function roundTrip(rows: readonly Row[]) {
  const texts = rows.map(rowEncoder(COLUMNS));
  const select = await appendRows(database.connection, COLUMNS, texts);
  const result = await database.connection.runAndReadAll(select);
  return result.getRowObjectsJson();
}

const toJson = ({ text, list, maps, count, flag }: Row) => ({
  text: text ?? null,
  list: list ?? null,
  maps: maps?.map((map) => Object.entries(map).map(([key, value]) => ({ key, value }))) ?? null,
  count: count === undefined ? null : String(count),
  flag: flag ?? null,
});

describe('rows as text', () => {
  test('become typed columns', async () => {
    const rows: Row[] = [
      {
        text: 'Orders',
        list: ['a', 'b'],
        maps: [{ orderId: '42', line: '1' }, { orderId: '43' }],
        count: 7,
        flag: true,
      },
      {},
    ];
    expect(await roundTrip(rows)).toEqual(rows.map(toJson));
  });

  test('keep hostile values, separators among them', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({
        unit: fc.constantFrom(
          '\0',
          '\x1a',
          '\x1b',
          '\x1c',
          '\x1d',
          '\x1e',
          '\x1f',
          'a',
          'd',
          'e',
          '0',
          "'",
          '\\',
        ),
      }),
    );
    const row = fc.record<Row>(
      {
        text,
        list: fc.array(text, { minLength: 1, maxLength: 4 }),
        maps: fc.array(fc.dictionary(text, text, { minKeys: 1, maxKeys: 3, noNullPrototype: true }), {
          minLength: 1,
          maxLength: 3,
        }),
        count: fc.nat(),
        flag: fc.constant(true),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 8 }), async (rows) => {
        expect(await roundTrip(rows)).toEqual(rows.map(toJson));
      }),
      { numRuns: campaignSize(1_500) },
    );
  });

  test('are taken in any number', async () => {
    const rows = Array.from({ length: 5_000 }, (_, count) => ({ count }));
    const read = await roundTrip(rows);
    expect(read).toHaveLength(5_000);
    expect(read.at(-1)).toMatchObject({ count: '4999', text: null });
  });
});
