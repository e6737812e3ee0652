/**
 * What DynamoDB charges, by its documented rules ("DynamoDB Item sizes and formats", "Global
 * Secondary Indexes: write capacity units"). Items are given as DynamoDB JSON.
 */
import { INGEST_PRICES } from '../../src/assure/backfill/ingest-cost';

export type WireValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string | Uint8Array }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly L: readonly WireValue[] }
  | { readonly M: WireItem };
export type WireItem = { readonly [name: string]: WireValue };

const KILOBYTE = 1_024;
/** Added to every item and index entry for storage, not for writes. */
export const STORAGE_OVERHEAD_BYTES = 100;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function valueBytes(value: WireValue): number {
  if ('S' in value) return Buffer.byteLength(value.S);
  if ('N' in value) return 1 + Math.ceil(significantDigits(value.N) / 2);
  if ('B' in value)
    return typeof value.B === 'string' ? Buffer.from(value.B, 'base64').length : value.B.length;
  if ('L' in value) return 3 + sum(value.L.map((element) => 1 + valueBytes(element)));
  if ('M' in value) return 3 + Object.keys(value.M).length + itemBytes(value.M);
  return 1;
}

/** Leading and trailing zeros do not count. */
const significantDigits = (number: string): number =>
  number
    .replace(/[-+.]|e.*$/gi, '')
    .replace(/^0+/, '')
    .replace(/0+$/, '').length;

/** The size of an item, names included. */
export const itemBytes = (item: WireItem): number =>
  sum(Object.entries(item).map(([name, value]) => Buffer.byteLength(name) + valueBytes(value)));

/** Write units of one put of so many bytes: one for every started kilobyte. */
export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / KILOBYTE));

export interface IndexShape {
  /** Attributes that make the index key: an item without one of them does not enter. */
  readonly keys: readonly string[];
  /** Projected attributes beside the keys, or `ALL`. */
  readonly projects: readonly string[] | 'ALL';
}

export interface TableShape {
  readonly keys: readonly string[];
  readonly indexes: readonly IndexShape[];
}

/** What an index holds of an item; `undefined` if the item does not enter. */
export function indexEntry(item: WireItem, table: TableShape, index: IndexShape): WireItem | undefined {
  if (!index.keys.every((name) => name in item)) return undefined;
  if (index.projects === 'ALL') return item;
  const names = new Set([...table.keys, ...index.keys, ...index.projects]);
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)));
}

export interface PutCost {
  readonly writeUnits: number;
  readonly storedBytes: number;
}

/** The cost of putting a new item: the table's share and that of every index it enters. */
export function putCost(item: WireItem, table: TableShape): PutCost {
  const entries = table.indexes.map((index) => indexEntry(item, table, index));
  const sizes = [item, ...entries].filter((entry) => entry !== undefined).map(itemBytes);
  return {
    writeUnits: sum(sizes.map(writeUnits)),
    storedBytes: sum(sizes.map((bytes) => bytes + STORAGE_OVERHEAD_BYTES)),
  };
}

/** Dollars, us-east-1, on-demand, Standard class, since November 2024. */
export const PRICES = { millionWriteUnits: INGEST_PRICES.dynamoDbWriteUnits, gigabyteMonth: 0.25 } as const;
const GIGABYTE = 2 ** 30;

/** Dollars for a million puts of this average cost, and for keeping what they wrote for a month. */
export const dollarsPerMillion = ({ writeUnits, storedBytes }: PutCost) => ({
  writes: writeUnits * PRICES.millionWriteUnits,
  storageMonth: ((storedBytes * 1_000_000) / GIGABYTE) * PRICES.gigabyteMonth,
});
