import type { DuckDBDataChunk, DuckDBType, DuckDBValue, DuckDBValueConverter, Json } from '@duckdb/node-api';
import { AuditTrailError, toMessage } from '../../errors';

/** A value of JSON. */
export type JsonValue = Json;

const toText = (value: DuckDBValue): string => String(value);

/** As a number, or as text if a number of JavaScript would not be the same. */
function toNumber(value: DuckDBValue): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : toText(value);
}

/** `2026-03-14 02:00:00` or `2026-03-14 02:00:00+00` as ISO 8601. Sessions run in UTC. */
function toIsoTime(value: DuckDBValue): string {
  const text = toText(value);
  return text.includes(':') ? `${text.replace(' ', 'T').replace(/\+00$/, '')}Z` : text;
}

/**
 * Makes the converter of results: times as ISO 8601 in UTC, whole numbers as numbers where they fit, maps as
 * objects, bytes and whatever JSON has no type for as text.
 */
async function createValueConverter(): Promise<DuckDBValueConverter<JsonValue>> {
  const { DuckDBMapValue, DuckDBTypeId, JsonDuckDBValueConverter } = await import('@duckdb/node-api');
  const byType = new Map<number, (value: DuckDBValue) => JsonValue>([
    [DuckDBTypeId.BIGINT, toNumber],
    [DuckDBTypeId.UBIGINT, toNumber],
    [DuckDBTypeId.HUGEINT, toNumber],
    [DuckDBTypeId.UHUGEINT, toNumber],
    [DuckDBTypeId.TIMESTAMP, toIsoTime],
    [DuckDBTypeId.TIMESTAMP_S, toIsoTime],
    [DuckDBTypeId.TIMESTAMP_MS, toIsoTime],
    [DuckDBTypeId.TIMESTAMP_NS, toIsoTime],
    [DuckDBTypeId.TIMESTAMP_TZ, toIsoTime],
    [DuckDBTypeId.INTERVAL, toText],
  ]);
  const convert = (value: DuckDBValue, type: DuckDBType): JsonValue => {
    if (value === null) return null;
    const known = byType.get(type.typeId);
    if (known) return known(value);
    if (value instanceof DuckDBMapValue && 'keyType' in type && 'valueType' in type) {
      const { keyType, valueType } = type as { keyType: DuckDBType; valueType: DuckDBType };
      return Object.fromEntries(
        value.entries.map(({ key, value: inner }) => [
          toName(convert(key, keyType)),
          convert(inner, valueType),
        ]),
      );
    }
    return JsonDuckDBValueConverter(value, type, convert);
  };
  return convert;
}

const toName = (key: JsonValue): string => (typeof key === 'string' ? key : JSON.stringify(key));

/**
 * Makes what converts the rows of one result, chunk by chunk.
 * @param columns their names, for errors
 * @returns a function that throws AuditTrailError `InvalidArgument` for a value that JavaScript cannot hold
 */
export async function createRowReader(
  columns: readonly string[],
  types: readonly DuckDBType[],
): Promise<(chunk: DuckDBDataChunk) => JsonValue[][]> {
  const convert = await createValueConverter();
  let rows = 0;
  return (chunk) => {
    const vectors = types.map((type, index) => ({ type, vector: chunk.getColumnVector(index) }));
    return Array.from({ length: chunk.rowCount }, (_, row) => {
      rows += 1;
      return vectors.map(({ type, vector }, index) => {
        try {
          return convert(vector.getItem(row), type, convert) ?? null;
        } catch (error) {
          throw unreadable(rows, columns[index]!, error);
        }
      });
    });
  };
}

const unreadable = (row: number, column: string, cause: unknown): AuditTrailError =>
  new AuditTrailError(
    'InvalidArgument',
    `The value of "${column}" in row ${row} cannot be read: ${toMessage(cause)}. Select a part of it, such as substr("${column}", 1, 1000).`,
    { cause },
  );
