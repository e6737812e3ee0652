import { type Command, Option } from 'commander';
import {
  ALL_DIMENSION_NAMES,
  type DimensionName,
  INTERVAL_NAMES,
  type Interval,
} from '../../query/dimensions';
import type { Summary } from '../../query/summary';
import { jsonLine } from '../output/control-characters';
import { noteCoverage } from '../output/coverage';
import { csvLine } from '../output/csv';
import { type Io, note, write } from '../output/io';
import { command } from '../shell/command';
import { withAudit } from '../shell/connect';
import { addFilterOptions, toQuery } from '../shell/filter-options';
import { latenessOption } from '../shell/lateness-option';
import { addPlaceOptions, addTimeOptions, outputOption, type PlaceOptions } from '../shell/options';

const FORMATS = ['table', 'json', 'csv'] as const;

interface SummaryCommandOptions extends PlaceOptions {
  by: DimensionName;
  lateness: number;
  nextToken?: string;
  interval?: Interval;
  output: (typeof FORMATS)[number];
}

const OPTIONS = [addPlaceOptions, addFilterOptions, addTimeOptions];

const EXAMPLES = [
  '--local ./audit --by action --since 24h',
  '--local ./audit --by error --table Music --interval 1h --output csv',
  '--stack Audit --by principal --risk high',
];

export const summaryCommand = (io: Io): Command =>
  command('summary', 'Count records over time, by one of their properties', OPTIONS, EXAMPLES)
    .addOption(
      new Option('--by <property>', 'Property to count by')
        .choices(ALL_DIMENSION_NAMES)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option(
        '--interval <length>',
        'Length of a time bucket (default: the shortest that divides the time range into at most 100; 1d without --since)',
      ).choices(INTERVAL_NAMES),
    )
    .addOption(latenessOption())
    .option('--next-token <token>', 'Token from an earlier summary, to count the rest')
    .addOption(outputOption(io, FORMATS, 'json'))
    .action((options: SummaryCommandOptions) =>
      withAudit(io, options, async ({ log }) => {
        const { by, interval, lateness, nextToken: cursor } = options;
        const summary = await log.summary(toQuery({ ...options }), { by, interval, lateness, cursor });
        await write(io.stdout, await FORMATTERS[options.output](summary, io));
        if (options.output !== 'json') await noteCoverage(io, summary.coverage);
        if (summary.nextToken !== undefined)
          await note(
            io,
            `Only records since ${summary.countedSince} are counted${toShare(summary)}; there are more before it. Narrow the question with --since or filters, or count the rest with --next-token ${summary.nextToken}.`,
          );
        if (summary.incomplete) await note(io, `Incomplete: ${summary.incomplete}`);
        for (const notice of summary.notices ?? []) await note(io, notice);
      }),
    );

const toShare = ({ countedShare }: Summary): string =>
  countedShare === undefined ? '' : `, ${(countedShare * 100).toFixed(1)} % of the time range`;

const mostFrequentFirst = (counts: Readonly<Record<string, number>>): [value: string, count: number][] =>
  Object.entries(counts).sort(([, one], [, other]) => other - one);

/** One row for each bucket and value. */
const toRows = ({ buckets }: Summary): string[][] =>
  buckets.flatMap(({ start, counts }) =>
    mostFrequentFirst(counts).map(([value, count]) => [start, value, String(count)]),
  );

type Formatter = (summary: Summary, io: Io) => string | Promise<string>;

const FORMATTERS: Record<SummaryCommandOptions['output'], Formatter> = {
  json: (summary) => `${jsonLine(summary)}\n`,
  csv: (summary) => [['start', summary.by, 'records'], ...toRows(summary)].map(csvLine).join(''),
  table: formatTables,
};

/** Formats the totals, then the counts over time. */
async function formatTables(summary: Summary, io: Io): Promise<string> {
  const { formatTable } = await import('../output/table');
  const value = { head: summary.by.toUpperCase(), minimum: 12 };
  const toCells = (row: readonly string[]) => row.map((text) => ({ text }));
  const totals = [...mostFrequentFirst(summary.totals), ['All records', summary.records] as const];
  const width = io.stdout.isTTY ? io.stdout.columns : undefined;
  return [
    formatTable(
      [value, { head: 'RECORDS' }],
      totals.map(([text, records]) => toCells([text, String(records)])),
      width,
    ),
    formatTable([{ head: 'START' }, value, { head: 'RECORDS' }], toRows(summary).map(toCells), width),
  ].join('\n');
}
