import type { FileRecord } from '../../query/file-record';
import type { FilesPage } from '../../query/files-answer';
import { jsonLine } from './control-characters';
import { csvLine } from './csv';
import { FILE_COLUMNS, FILE_CSV_COLUMNS } from './file-columns';
import { type Io, write } from './io';
import { chooseColumns, noteHidden, type TableOptions } from './table-options';

export const FILE_FORMATS = ['table', 'csv', 'ndjson', 'json'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

/** Writes records of log files to stdout, a page at a time. */
export interface FileWriter {
  write(records: readonly FileRecord[]): Promise<void>;
  end(rest: Omit<FilesPage, 'records'>): Promise<void>;
}

export function fileWriter(io: Io, format: FileFormat, options: TableOptions): Promise<FileWriter> {
  return WRITERS[format](io, options);
}

const WRITERS: Readonly<Record<FileFormat, (io: Io, options: TableOptions) => Promise<FileWriter>>> = {
  table: tableWriter,
  csv: async (io) => {
    await write(io.stdout, csvLine(FILE_CSV_COLUMNS.map(([name]) => name)));
    return {
      write: (records) => write(io.stdout, records.map(toCsv).join('')),
      end: async () => {},
    };
  },
  ndjson: async (io) => ({
    write: (records) => write(io.stdout, records.map((record) => `${jsonLine(record)}\n`).join('')),
    end: async () => {},
  }),
  json: async (io) => {
    let separator = '';
    await write(io.stdout, '{"records":[');
    return {
      async write(records) {
        if (records.length === 0) return;
        await write(io.stdout, separator + records.map(jsonLine).join(','));
        separator = ',';
      },
      end: (rest) => write(io.stdout, `],${jsonLine(rest).slice(1)}\n`),
    };
  },
};

const toCsv = (record: FileRecord): string =>
  csvLine(FILE_CSV_COLUMNS.map(([, read]) => String(read(record) ?? '')));

async function tableWriter(io: Io, options: TableOptions): Promise<FileWriter> {
  const { TableLayout } = await import('./table');
  const { columns, width } = chooseColumns(io, FILE_COLUMNS, options);
  const layout = new TableLayout(columns, width);
  return {
    async write(records) {
      if (records.length === 0) return;
      const rows = records.map((record) => columns.map(({ read }) => ({ text: read(record) })));
      await write(io.stdout, layout.format(rows));
    },
    end: () => noteHidden(io, layout.hidden),
  };
}
