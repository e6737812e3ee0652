import type { Item, QueryAnswer } from './read-index';

type Value = Item[string];

const byteLength = (text: string) => Buffer.byteLength(text);

/** The size of an attribute value by DynamoDB's rules. */
function valueBytes(value: Value): number {
  if (value.S !== undefined) return byteLength(value.S);
  if (value.N !== undefined) return Math.ceil(value.N.replace(/^-?0*|\./g, '').length / 2) + 1;
  if (value.B !== undefined) return value.B.length;
  if (value.L) return 3 + value.L.reduce((sum, element) => sum + valueBytes(element) + 1, 0);
  if (value.M) return 3 + Object.keys(value.M).length + itemBytes(value.M);
  return 1;
}

/** The size of an item by DynamoDB's rules: names and values. */
export const itemBytes = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + byteLength(name) + valueBytes(value), 0);

/** What an entry measures as a rule; used where a filter let none through that could be measured. */
const USUAL_ENTRY_BYTES = 700;
const READ_UNIT_BYTES = 4_096;

/** What reading costs. */
export interface ReadCost {
  readonly queries: number;
  /** Entries looked at, whether they passed the filter or not. */
  readonly entries: number;
  readonly bytes: number;
  /** Half a unit (reads are eventually consistent) for every started 4 KB of entries, in each Query. */
  readonly readUnits: number;
}

/**
 * What Query calls cost, computed from the sizes of the entries that were given back; those that a
 * filter held back are taken to be as large as the others.
 */
export function readCost(answers: readonly QueryAnswer[]): ReadCost {
  const measured = answers.flatMap(({ items }) => items.map(itemBytes));
  const mean = measured.reduce((sum, bytes) => sum + bytes, 0) / measured.length || USUAL_ENTRY_BYTES;
  const costs = answers.map(({ items, examined }) => {
    const given = items.reduce((sum, item) => sum + itemBytes(item), 0);
    const bytes = Math.round(given + (examined - items.length) * mean);
    return { bytes, readUnits: Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) / 2 };
  });
  const total = (of: (cost: (typeof costs)[number]) => number) =>
    costs.reduce((sum, cost) => sum + of(cost), 0);
  return {
    queries: answers.length,
    entries: answers.reduce((sum, { examined }) => sum + examined, 0),
    bytes: total(({ bytes }) => bytes),
    readUnits: total(({ readUnits }) => readUnits),
  };
}
