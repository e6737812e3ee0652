import { HOUR_MS } from '../time';
import type { EntryPlace } from './activity-entry';
import { ByteReader, ByteWriter, damaged } from './bytes';
import { type FuseFilter, readFilter, writeFilter } from './fuse-filter';

/** What the ledger entry of a file says of its activity. */
export interface FileActivity {
  /** The activity entries of the file. Ingesting it again removes those that no longer apply. */
  readonly entries: readonly EntryPlace[];
  /** Tokens of temporary access keys, and of sessions and addresses of machines, in the data events of the file. */
  readonly filters: readonly FuseFilter[];
}

const FILE_ACTIVITY_VERSION = 1;

const toHourNumber = (hour: string): number => Date.parse(`${hour}:00:00Z`) / HOUR_MS;
const toHour = (number: number): string => new Date(number * HOUR_MS).toISOString().slice(0, 13);

/** A whole number as one that is not negative. */
const toZigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);
const fromZigzag = (value: number): number => (value % 2 === 1 ? -(value + 1) / 2 : value / 2);

/**
 * Writes the activity of a file: version; tables, each as its position in `tables` plus 1, or as 0 and its ARN; entries, each
 * as its table, hours since the entry before, and part; filters.
 * @param tables that the ledger entry of the file lists
 */
export function encodeFileActivity(
  { entries, filters }: FileActivity,
  tables: readonly string[] = [],
): Buffer {
  const writer = new ByteWriter();
  writer.varint(FILE_ACTIVITY_VERSION);
  const positions = new Map([...new Set(entries.map(({ table }) => table))].map((table, n) => [table, n]));
  const listed = new Map(tables.map((table, position) => [table, position + 1]));
  writer.varint(positions.size);
  for (const table of positions.keys()) {
    const position = listed.get(table) ?? 0;
    writer.varint(position);
    if (position === 0) writer.text(table);
  }
  writer.varint(entries.length);
  let before = 0;
  for (const { table, hour, part } of entries) {
    const number = toHourNumber(hour);
    writer.varint(positions.get(table)!);
    writer.varint(toZigzag(number - before));
    writer.varint(part);
    before = number;
  }
  writer.varint(filters.length);
  for (const filter of filters) writeFilter(writer, filter);
  return writer.toBytes();
}

/** Reads the activity of a file back. @throws AuditTrailError `InvalidItem` */
export function decodeFileActivity(bytes: Uint8Array, tables: readonly string[] = []): FileActivity {
  const reader = new ByteReader(bytes);
  const version = reader.varint();
  if (version !== FILE_ACTIVITY_VERSION) {
    throw damaged(`it has version ${version}, but this program reads ${FILE_ACTIVITY_VERSION}`);
  }
  const named = reader.list(1, () => {
    const position = reader.varint();
    return position === 0 ? reader.text() : tables[position - 1];
  });
  const entries: EntryPlace[] = [];
  let before = 0;
  for (let left = reader.count(3); left > 0; left -= 1) {
    const table = named[reader.varint()];
    if (table === undefined) throw damaged('it lists no such table');
    before += fromZigzag(reader.varint());
    entries.push({ table, hour: toHour(before), part: reader.varint() });
  }
  const filters = reader.list(1, () => readFilter(reader));
  reader.end();
  return { entries, filters };
}
