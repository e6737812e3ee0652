import { type Command, Option } from 'commander';
import { DIMENSION_NAMES, type Dimension, INTERVAL_NAMES, type Interval } from '../../query/dimensions';
import type { Summary } from '../../query/summary';
import { command } from '../command';
import { withAudit } from '../connect';
import { type Io, note, write } from '../io';
import {
  addFilterOptions,
  addPlaceOptions,
  addTimeOptions,
  outputOption,
  type PlaceOptions,
  toQuery,
} from '../options';
import { jsonLine } from '../output/control-characters';
import { csvLine } from '../output/csv';

const FORMATS = ['table', 'json', 'csv'] as const;

interface SummaryCommandOptions extends PlaceOptions {
  by: Dimension;
  interval?: Interval;
  output: (typeof FORMATS)[number];
}

const OPTIONS = [addPlaceOptions, addFilterOptions, addTimeOptions];

const EXAMPLES = [
  '--local ./audit --by action --since 24h',
  '--local ./audit --by errorCode --table Music --interval 1h --output csv',
  '--table-name audit --ledger-table-name ledger --by principal --risk high',
];

export const summaryCommand = (io: Io): Command =>
  command('summary', 'Count records over time, by one of their properties', OPTIONS, EXAMPLES)
    .addOption(
      new Option('--by <property>', 'Property to count by').choices(DIMENSION_NAMES).makeOptionMandatory(),
    )
    .addOption(
      new Option(
        '--interval <length>',
        'Length of a time bucket (default: the shortest that divides the time range into at most 100; 1d without --since)',
      ).choices(INTERVAL_NAMES),
    )
    .addOption(outputOption(io, FORMATS, 'json'))
    .action((options: SummaryCommandOptions) =>
      withAudit(io, options, async ({ log }) => {
        const { by, interval } = options;
        const summary = await log.summary(toQuery({ ...options }), { by, interval });
        await write(io.stdout, await FORMATTERS[options.output](summary, io));
        if (!summary.complete)
          await note(
            io,
            `Only records since ${summary.countedSince} are counted; there are more before it. Narrow the question with --since or filters.`,
          );
        if (summary.incomplete) await note(io, `Incomplete: ${summary.incomplete}`);
      }),
    );

/** One row for each bucket and value, the most frequent value first. */
const toRows = ({ buckets }: Summary): string[][] =>
  buckets.flatMap(({ start, counts }) =>
    Object.entries(counts)
      .sort(([, one], [, other]) => other - one)
      .map(([value, count]) => [start, value, String(count)]),
  );

type Formatter = (summary: Summary, io: Io) => string | Promise<string>;

const FORMATTERS: Record<SummaryCommandOptions['output'], Formatter> = {
  json: (summary) => `${jsonLine(summary)}\n`,
  csv: (summary) => [['start', summary.by, 'records'], ...toRows(summary)].map(csvLine).join(''),
  table: async (summary, io) => {
    const { layTable } = await import('../output/table');
    const columns = [
      { head: 'START', keepWhole: true },
      { head: summary.by.toUpperCase() },
      { head: 'RECORDS' },
    ];
    const rows = toRows(summary).map((row) => row.map((text) => ({ text })));
    return layTable(columns, rows, { width: io.stdout.isTTY ? io.stdout.columns : undefined });
  },
};
