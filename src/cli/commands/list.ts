import { Argument, type Command } from 'commander';
import type { DirectoryEntry } from '../../store/ledger/directory';
import { DIRECTORY_KINDS, type DirectoryKind } from '../../store/ledger/directory-item';
import { command } from '../command';
import { withAudit } from '../connect';
import { type Io, write } from '../io';
import { addPlaceOptions, outputOption, type PlaceOptions } from '../options';
import { jsonLine } from '../output/control-characters';
import { csvLine } from '../output/csv';

const FORMATS = ['table', 'json', 'ndjson', 'csv'] as const;
type Format = (typeof FORMATS)[number];

const FIELDS = ['value', 'name', 'firstSeen', 'lastSeen'] as const;

const EXAMPLES = [
  'resources --local ./audit',
  'principals --local ./audit --output csv',
  'actions --table-name audit --ledger-table-name ledger',
];

export const listCommand = (io: Io): Command =>
  command(
    'list',
    'List the resources, principals, actions, accounts or Regions in the audit, with the days they were first and last seen',
    [addPlaceOptions],
    EXAMPLES,
  )
    .addArgument(new Argument('<kind>', 'Kind of values to list').choices(DIRECTORY_KINDS))
    .addOption(outputOption(io, FORMATS, 'ndjson'))
    .action((kind: DirectoryKind, options: PlaceOptions & { output: Format }) =>
      withAudit(io, options, async ({ log }) => {
        const entries: DirectoryEntry[] = [];
        for await (const entry of log.list(kind)) entries.push(entry);
        await write(io.stdout, await FORMATTERS[options.output](entries, io));
      }),
    );

type Formatter = (entries: readonly DirectoryEntry[], io: Io) => string | Promise<string>;

const FORMATTERS: Record<Format, Formatter> = {
  json: (records) => `${jsonLine({ records })}\n`,
  ndjson: (entries) => entries.map((entry) => `${jsonLine(entry)}\n`).join(''),
  csv: (entries) =>
    [FIELDS, ...entries.map((entry) => FIELDS.map((field) => entry[field] ?? ''))].map(csvLine).join(''),
  table: async (entries, io) => {
    const { layTable } = await import('../output/table');
    const columns = [
      { head: 'VALUE', keepWhole: true },
      { head: 'NAME' },
      { head: 'FIRST SEEN', keepWhole: true },
      { head: 'LAST SEEN', keepWhole: true },
    ];
    const rows = entries.map((entry) => FIELDS.map((field) => ({ text: entry[field] ?? '' })));
    return layTable(columns, rows, { width: io.stdout.isTTY ? io.stdout.columns : undefined });
  },
};
