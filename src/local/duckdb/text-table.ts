import type { DuckDBConnection } from '@duckdb/node-api';
import { PackedValues } from './packed-values';

/** Rows of DuckDB's vectors. */
export const VECTOR_ROWS = 2_048;

/** Types of columns, as DuckDB names them. */
export type ColumnType =
  | 'VARCHAR'
  | 'VARCHAR[]'
  | 'BOOLEAN'
  | 'INTEGER'
  | 'BIGINT'
  | 'TIMESTAMP'
  | 'MAP(VARCHAR, VARCHAR)[]';

export type ColumnValue =
  | string
  | number
  | boolean
  | readonly string[]
  | readonly Readonly<Record<string, string>>[]
  | undefined;

/** A column of a Parquet file, and how a row fills it. */
export interface Column<Row> {
  readonly name: string;
  readonly type: ColumnType;
  /** What the column holds, for the documented schema. */
  readonly holds: string;
  /** The value of a row. Times are text such as `2026-03-14T02:00:00Z`. */
  readonly from: (row: Row) => ColumnValue;
}

// Thousands of rows travel to DuckDB as one text, which a SELECT splits: handing over each value on its own
// costs more than everything that DuckDB does with them. The separators are control characters; where a value
// holds one, it is escaped, and the SELECT then also removes the escapes.
const ROW = '\x1a';
const FIELD = '\x1e';
const ITEM = '\x1f';
const ENTRY = '\x1c';
const PAIR = '\x1b';
const ESCAPE = '\x1d';
const EMPTY = `${ESCAPE}0`;

const ESCAPED: Readonly<Record<string, string>> = {
  [ESCAPE]: `${ESCAPE}d`,
  [FIELD]: `${ESCAPE}e`,
  [ITEM]: `${ESCAPE}f`,
  [ENTRY]: `${ESCAPE}c`,
  [PAIR]: `${ESCAPE}b`,
  [ROW]: `${ESCAPE}a`,
  '\0': `${ESCAPE}z`,
};
const SPECIAL = /[\0\x1a-\x1f]/;
const EACH_SPECIAL = /[\0\x1a-\x1f]/g;

function toField(value: string): string {
  if (value === '') return EMPTY;
  return SPECIAL.test(value) ? value.replace(EACH_SPECIAL, (one) => ESCAPED[one] ?? one) : value;
}

const isText = (list: readonly unknown[]): list is readonly string[] => typeof list[0] === 'string';

function toText(value: ColumnValue): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return toField(value);
  if (typeof value !== 'object') return String(value);
  if (isText(value)) return value.length === 1 ? toField(value[0]!) : value.map(toField).join(ITEM);
  return value.length === 1 ? toEntry(value[0]!) : value.map(toEntry).join(ENTRY);
}

function toEntry(map: Readonly<Record<string, string>>): string {
  let names = '';
  let values = '';
  for (const name in map) {
    // No name is written as empty text.
    const separator = names === '' ? '' : ITEM;
    names += separator + toField(name);
    values += separator + toField(map[name]!);
  }
  return names + PAIR + values;
}

/** Writes rows as text. */
export function rowEncoder<Row>(columns: readonly Column<Row>[]): (row: Row) => string {
  // One list for all rows: making one for each takes a third more time.
  const fields = columns.map(() => '');
  return (row) => {
    for (let at = 0; at < columns.length; at++) fields[at] = toText(columns[at]!.from(row));
    return fields.join(FIELD);
  };
}

const unescaped = (value: string): string => {
  const replaced = Object.entries(ESCAPED)
    .filter(([one]) => one !== ESCAPE)
    .concat([[ESCAPE, `${ESCAPE}d`]])
    .reduce((inner, [one, escaped]) => `replace(${inner}, ${toChr(escaped)}, ${toChr(one)})`, value);
  return `CASE WHEN ${value} = ${toChr(EMPTY)} THEN '' ELSE ${replaced} END`;
};

const toChr = (text: string): string =>
  [...text].map((one) => (one >= ' ' ? `'${one}'` : `chr(${one.charCodeAt(0)})`)).join(' || ');

const split = (text: string, separator: string, escaped: boolean): string => {
  const items = `string_split(${text}, ${toChr(separator)})`;
  return escaped ? `list_transform(${items}, lambda one: ${unescaped('one')})` : items;
};

function toExpression({ type }: Column<never>, index: number, escaped: boolean): string {
  const field = `fields[${index + 1}]`;
  const present = `nullif(${field}, '')`;
  if (type === 'VARCHAR') return escaped ? unescaped(present) : present;
  if (type === 'VARCHAR[]') return split(present, ITEM, escaped);
  if (type === 'MAP(VARCHAR, VARCHAR)[]') {
    const half = (at: number) => split(`split_part(entry, ${toChr(PAIR)}, ${at})`, ITEM, escaped);
    return `list_transform(${split(present, ENTRY, false)}, lambda entry: map(${half(1)}, ${half(2)}))`;
  }
  return `${present}::${type}`;
}

/**
 * Rows as texts of a vector's rows each, which hold until the rows change.
 * @param rows as `rowEncoder` writes them
 * @param order numbers of the rows. Default: all, as they were added.
 */
export const joinRows = (
  rows: PackedValues,
  order: readonly number[] = Array.from({ length: rows.length }, (_, at) => at),
): Buffer[] => rows.join(order, ROW.charCodeAt(0), VECTOR_ROWS);

/** Whether a value in rows had to be escaped, which `selectRows` must know. */
export const hasEscapes = (rows: PackedValues): boolean => rows.includes(ESCAPE.charCodeAt(0));

/**
 * The SELECT that reads rows with the types of their columns.
 * @param from SELECT of texts, from `joinRows`, with the column `bytes`
 */
export function selectRows(columns: readonly Column<never>[], from: string, isEscaped: boolean): string {
  const list = columns.map(
    (column, index) => `(${toExpression(column, index, isEscaped)})::${column.type} AS "${column.name}"`,
  );
  const each = `SELECT unnest(string_split(decode(bytes), ${toChr(ROW)})) AS "row" FROM (${from})`;
  return `SELECT ${list.join(', ')} FROM (SELECT string_split("row", ${toChr(FIELD)}) AS fields FROM (${each}))`;
}

/**
 * Hands rows over to DuckDB.
 * @param rows as `rowEncoder` writes them for the same columns
 * @returns the SELECT that reads them. It holds until the next call on this connection.
 */
export async function appendRows(
  connection: DuckDBConnection,
  columns: readonly Column<never>[],
  rows: readonly string[],
): Promise<string> {
  const packed = new PackedValues();
  for (const row of rows) packed.addText(row);
  await appendBlobs(connection, 'texts', joinRows(packed));
  return selectRows(columns, 'FROM texts', hasEscapes(packed));
}

/** Creates a temporary table with the column `bytes`. */
async function appendBlobs(
  connection: DuckDBConnection,
  table: string,
  values: readonly Uint8Array[],
): Promise<void> {
  const { BLOB, blobValue, DuckDBDataChunk } = await import('@duckdb/node-api');
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${table}(bytes BLOB)`);
  const appender = await connection.createAppender(table);
  for (let start = 0; start < values.length; start += VECTOR_ROWS) {
    const some = values.slice(start, start + VECTOR_ROWS);
    const chunk = DuckDBDataChunk.create([BLOB], some.length);
    chunk.setColumnValues(0, some.map(blobValue));
    appender.appendDataChunk(chunk);
  }
  appender.flushSync();
  appender.closeSync();
}

/** Creates a temporary table of strings with the column `id`. */
export async function appendStrings(
  connection: DuckDBConnection,
  table: string,
  values: readonly string[],
): Promise<void> {
  await appendBlobs(
    connection,
    'bytes_of_strings',
    values.map((value) => Buffer.from(value)),
  );
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE ${table} AS SELECT decode(bytes) AS id FROM bytes_of_strings`,
  );
}
