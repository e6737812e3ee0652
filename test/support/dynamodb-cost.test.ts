import { dollarsPerMillion, indexEntry, itemBytes, putCost, writeUnits } from './dynamodb-cost';

describe("DynamoDB's size rules", () => {
  it('counts names and values: the example of the developer guide has 23 bytes', () => {
    expect(itemBytes({ 'shirt-color': { S: 'R' }, 'shirt-size': { S: 'M' } })).toBe(23);
  });

  it.each([
    ['a string by its bytes of UTF-8', { S: 'é💥' }, 6],
    ['a number by 1 and its pairs of digits', { N: '12345' }, 4],
    ['a number without its zeros at both ends', { N: '0.00120000' }, 2],
    ['a binary by its bytes, not its base64', { B: 'AAECAwQ=' }, 5],
    ['null by 1', { NULL: true }, 1],
    ['boolean by 1', { BOOL: false }, 1],
    ['an empty list by 3', { L: [] }, 3],
    ['a list by 3, and 1 more for each element', { L: [{ S: 'ab' }, { S: 'c' }] }, 8],
    ['a map by 3, and 1 more for each name and element', { M: { k: { S: 'v' } } }, 6],
  ] as const)('counts %s', (_rule, value, bytes) => {
    expect(itemBytes({ n: value }) - 1).toBe(bytes);
  });
});

describe('write units', () => {
  it.each([
    [1, 1],
    [1_024, 1],
    [1_025, 2],
    [3_584, 4],
  ])('%i bytes are %i', (bytes, units) => {
    expect(writeUnits(bytes)).toBe(units);
  });

  it('rounds each item of a batch: 500 bytes and 3.5 KB are 5, as the guide says', () => {
    expect(writeUnits(500) + writeUnits(3.5 * 1_024)).toBe(5);
  });
});

describe('indexes', () => {
  const table = {
    keys: ['id'],
    indexes: [
      { keys: ['color', 'at'], projects: ['note'] },
      { keys: ['rare', 'at'], projects: 'ALL' },
    ],
  } as const;
  const item = {
    id: { S: '1' },
    color: { S: 'red' },
    at: { S: 'now' },
    note: { S: 'n' },
    body: { S: 'x'.repeat(2_000) },
  };

  it('hold the keys of the table, their own, and what they project', () => {
    expect(indexEntry(item, table, table.indexes[0])).toEqual({
      id: { S: '1' },
      color: { S: 'red' },
      at: { S: 'now' },
      note: { S: 'n' },
    });
  });

  it('cost nothing where the item lacks a key', () => {
    expect(indexEntry(item, table, table.indexes[1])).toBeUndefined();
    expect(putCost(item, table).writeUnits).toBe(2 + 1);
  });

  it('cost their own units and 100 bytes of storage for each entry', () => {
    const rare = { ...item, rare: { S: 'yes' } };
    expect(putCost(rare, table).writeUnits).toBe(2 + 1 + 2);
    const entry = { id: item.id, color: item.color, at: item.at, note: item.note };
    expect(putCost(rare, table).storedBytes).toBe(2 * (itemBytes(rare) + 100) + itemBytes(entry) + 100);
  });
});

it('turns units and bytes into dollars for a million', () => {
  expect(dollarsPerMillion({ writeUnits: 3, storedBytes: 1_073.741824 })).toEqual({
    writes: 1.875,
    storageMonth: 0.25,
  });
});
