import { createColors } from 'picocolors';
import { type Io, write } from './io';
import { RECORD_COLUMNS } from './record-columns';
import type { RecordWriter, RecordWriterOptions } from './record-output';
import { type Cell, TableLayout } from './table';
import { chooseColumns, noteHidden } from './table-options';

/** Number of table rows that are laid out together. */
const ROWS_AT_ONCE = 500;

/** Creates a writer of records as a table. */
export function recordTableWriter(io: Io, options: RecordWriterOptions): RecordWriter {
  const paints = createColors(options.colour);
  const { columns, width } = chooseColumns(io, RECORD_COLUMNS, options);
  const layout = new TableLayout(columns, width);
  let rows: Cell[][] = [];
  let isNoted = false;
  const flush = async () => {
    if (rows.length === 0) return;
    const batch = rows;
    rows = [];
    await write(io.stdout, layout.format(batch));
  };
  return {
    write: async (record) => {
      rows.push(columns.map(({ toCell }) => toCell(record, paints)));
      if (rows.length >= ROWS_AT_ONCE) await flush();
    },
    end: async () => {
      await flush();
      if (!isNoted) await noteHidden(io, layout.hidden);
      isNoted = layout.hidden.length > 0;
    },
  };
}
