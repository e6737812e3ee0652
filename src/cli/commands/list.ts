import { Argument, type Command } from 'commander';
import type { DirectoryEntry } from '../../store/ledger/directory';
import { DIRECTORY_KINDS, type DirectoryKind } from '../../store/ledger/directory-item';
import { jsonLine } from '../output/control-characters';
import { csvLine } from '../output/csv';
import { type Io, write } from '../output/io';
import {
  addTableOptions,
  chooseColumns,
  type NamedColumn,
  noteHidden,
  type TableOptions,
} from '../output/table-options';
import { command } from '../shell/command';
import { withAudit } from '../shell/connect';
import { addPlaceOptions, outputOption, type PlaceOptions } from '../shell/options';

const FORMATS = ['table', 'json', 'ndjson', 'csv'] as const;
type Format = (typeof FORMATS)[number];

interface ListOptions extends PlaceOptions, TableOptions {
  output: Format;
}

const FIELDS = ['value', 'name', 'firstSeen', 'lastSeen'] as const;

/** A value is never cut, because the next command takes it. */
const COLUMNS: readonly (NamedColumn & { readonly field: (typeof FIELDS)[number] })[] = [
  { name: 'value', head: 'VALUE', field: 'value' },
  { name: 'name', head: 'NAME', field: 'name', minimum: 12, hideOrder: 1 },
  { name: 'first-seen', head: 'FIRST SEEN', field: 'firstSeen', hideOrder: 2 },
  { name: 'last-seen', head: 'LAST SEEN', field: 'lastSeen', hideOrder: 3 },
];

const EXAMPLES = [
  'resources --local ./audit',
  'principals --local ./audit --output csv',
  'actions --stack Audit',
];

export const listCommand = (io: Io): Command =>
  command(
    'list',
    'List the values in the audit, with the days of their first and last event',
    [addPlaceOptions, addTableOptions(COLUMNS)],
    EXAMPLES,
  )
    .addArgument(new Argument('<kind>', 'Kind of values to list').choices(DIRECTORY_KINDS))
    .addOption(outputOption(io, FORMATS, 'ndjson'))
    .action((kind: DirectoryKind, options: ListOptions) =>
      withAudit(io, options, async ({ log }) => {
        const entries: DirectoryEntry[] = [];
        for await (const entry of log.list(kind)) entries.push(entry);
        if (options.output === 'table') await writeTable(io, entries, options);
        else await write(io.stdout, FORMATTERS[options.output](entries));
      }),
    );

const FORMATTERS: Record<Exclude<Format, 'table'>, (entries: readonly DirectoryEntry[]) => string> = {
  json: (records) => `${jsonLine({ records })}\n`,
  ndjson: (entries) => entries.map((entry) => `${jsonLine(entry)}\n`).join(''),
  csv: (entries) =>
    [FIELDS, ...entries.map((entry) => FIELDS.map((field) => entry[field] ?? ''))].map(csvLine).join(''),
};

async function writeTable(io: Io, entries: readonly DirectoryEntry[], options: TableOptions): Promise<void> {
  const { TableLayout } = await import('../output/table');
  const { columns, width } = chooseColumns(io, COLUMNS, options);
  const layout = new TableLayout(columns, width);
  const rows = entries.map((entry) => columns.map(({ field }) => ({ text: entry[field] ?? '' })));
  await write(io.stdout, layout.format(rows));
  await noteHidden(io, layout.hidden);
}
