import { AuditTrailError, toMessage } from '../../errors';
import { formatCount } from '../../query/format-count';
import { jsonLine, visible } from './control-characters';
import { csvLine } from './csv';
import { type Io, note, write } from './io';

export const ROW_FORMATS = ['table', 'csv', 'ndjson', 'json'] as const;
export type RowFormat = (typeof ROW_FORMATS)[number];

/** Values of a row, as JSON has them, in the order of the columns. */
export type Row = readonly unknown[];

/** Writes the rows of a result to stdout. */
export interface RowWriter {
  /** @returns `full` when the format takes no more rows */
  write(rows: readonly Row[]): Promise<'full' | 'more'>;
  end(): Promise<void>;
}

/** Rows of a table. A table is for people, and its widths are known only once it is complete. */
const TABLE_ROWS = 1_000;
const NARROWEST = 8;
/** Text that is written at once, about: one row more, at most. */
const PIECE_LENGTH = 2 ** 20;

/** Creates a writer for one result. Only a table is held in memory. */
export function rowWriter(io: Io, format: RowFormat, columns: readonly string[]): RowWriter {
  const makers: Record<RowFormat, () => RowWriter> = {
    table: () => tableWriter(io, columns),
    csv: () => pieceWriter(io, csvLine(columns), (row) => csvLine(row.map(toCell)), ''),
    ndjson: () => pieceWriter(io, '', (row) => `${toJson(columns, row)}\n`, ''),
    json: () => pieceWriter(io, '[', (row, index) => (index > 0 ? ',' : '') + toJson(columns, row), ']\n'),
  };
  return makers[format]();
}

const toJson = (columns: readonly string[], row: Row): string =>
  jsonLine(Object.fromEntries(columns.map((name, index) => [name, row[index]])));

function toText(value: unknown): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const toCell = (value: unknown): string | number => (typeof value === 'number' ? value : toText(value));

/** @throws AuditTrailError `InvalidArgument` for more text than JavaScript can hold */
function inOneText(what: string, format: () => string): string {
  try {
    return format();
  } catch (cause) {
    throw new AuditTrailError(
      'InvalidArgument',
      `${what} of the result is too long to be written: ${toMessage(cause)}. Select fewer columns, or parts of long values, such as substr(original, 1, 1000).`,
      { cause },
    );
  }
}

function pieceWriter(
  io: Io,
  opening: string,
  format: (row: Row, index: number) => string,
  closing: string,
): RowWriter {
  let written = 0;
  let waiting = opening;
  const flush = async () => {
    await write(io.stdout, waiting);
    waiting = '';
  };
  return {
    async write(rows) {
      for (const row of rows) {
        // Joined to others, a long row could be too long for one text.
        if (waiting.length >= PIECE_LENGTH) await flush();
        const text = inOneText(`Row ${written + 1}`, () => format(row, written));
        if (text.length >= PIECE_LENGTH) await flush();
        waiting += text;
        written += 1;
      }
      await flush();
      return 'more';
    },
    end: () => write(io.stdout, waiting + closing),
  };
}

function tableWriter(io: Io, columns: readonly string[]): RowWriter {
  const held: Row[] = [];
  return {
    async write(rows) {
      held.push(...rows.slice(0, TABLE_ROWS + 1 - held.length));
      return held.length > TABLE_ROWS ? 'full' : 'more';
    },
    async end() {
      const { TableLayout } = await import('./table');
      const width = io.stdout.isTTY ? io.stdout.columns : undefined;
      // The last columns are hidden first.
      const layout = new TableLayout(
        columns.map((name, index) => ({
          head: visible(name),
          minimum: NARROWEST,
          hideOrder: index === 0 ? undefined : columns.length - index,
        })),
        width,
      );
      const cells = held.slice(0, TABLE_ROWS).map((row) => row.map((value) => ({ text: toText(value) })));
      await write(
        io.stdout,
        inOneText('The table', () => layout.format(cells)),
      );
      if (held.length > TABLE_ROWS) {
        await note(
          io,
          `Showing the first ${formatCount(TABLE_ROWS)} rows; more are available. Use --output csv or ndjson for all.`,
        );
      }
      if (layout.hidden.length > 0) {
        await note(
          io,
          `Columns hidden to fit the terminal: ${layout.hidden.join(', ')}. Select fewer columns, or use --output csv.`,
        );
      }
    },
  };
}
