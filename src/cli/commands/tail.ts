import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { formatCount } from '../../query/format-count';
import { parseTime } from '../../query/time';
import { checkTimeZone } from '../../query/time-zone';
import { coverageNoter } from '../output/coverage';
import type { Io } from '../output/io';
import { onceNoter } from '../output/page-notices';
import { MAXIMUM_PRINTED, PrintedRecords } from '../output/printed-records';
import { RECORD_COLUMNS } from '../output/record-columns';
import { recordWriter } from '../output/record-writer';
import { addTableOptions, type TableOptions } from '../output/table-options';
import { wantsColour } from '../shell/colour';
import { command } from '../shell/command';
import { withAudit } from '../shell/connect';
import { addFilterOptions, toQuery } from '../shell/filter-options';
import { latenessOption } from '../shell/lateness-option';
import { addPlaceOptions, outputOption, type PlaceOptions, timeZoneOption } from '../shell/options';

const FORMATS = ['table', 'ndjson', 'csv'] as const;

interface TailOptions extends PlaceOptions, TableOptions {
  since: string;
  timeZone: string;
  overlap: string;
  interval: number;
  lateness: number;
  output: (typeof FORMATS)[number];
  color?: boolean;
}

const OPTIONS = [addPlaceOptions, addFilterOptions, addTableOptions(RECORD_COLUMNS)];

const EXAMPLES = [
  '--local ./audit --risk high',
  '--stack Audit --plane control --since 1h',
  '--local ./audit --table Music --outcome denied --output ndjson',
];

const PRINTED_AGAIN =
  `More than ${formatCount(MAXIMUM_PRINTED)} records were printed. ` +
  'The first of them may be printed again when files of the data folder are merged.';

/** What is known changes when a digest arrives, which is once an hour for each place. */
const COVERAGE_MILLISECONDS = 60_000;

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= 86_400))
    throw new InvalidArgumentError('It must be a number of seconds above 0 and up to 86400.');
  return seconds;
}

export const tailCommand = (io: Io): Command =>
  command('tail', 'Print records as they arrive, until interrupted', OPTIONS, EXAMPLES)
    .option('--since <time>', 'Event time to start at: ISO 8601, or a time span before now', '10m')
    .addOption(timeZoneOption())
    .option(
      '--overlap <span>',
      'Time span of tables in AWS to read again on every poll, because log files arrive late and out of order',
      '15m',
    )
    .addOption(
      new Option('--interval <seconds>', 'Seconds between polls').argParser(parseSeconds).default(10),
    )
    .addOption(latenessOption())
    .addOption(outputOption(io, FORMATS, 'ndjson'))
    .action((options: TailOptions) => tail(io, options));

async function tail(io: Io, options: TailOptions): Promise<void> {
  const begin = parseTime(options.since, Date.now(), checkTimeZone(options.timeZone));
  const query = toQuery({ ...options });
  // Check the span before anything is read.
  parseTime(options.overlap, Date.now());

  await withAudit(io, options, async ({ log, readFirstAdded }) => {
    const writer = await recordWriter(io, options.output, {
      ...options,
      colour: wantsColour(io, options),
    });
    const noteNotices = onceNoter(io);
    const noteCoverage = coverageNoter(io);
    let coverageDue = 0;
    const printed = new PrintedRecords();
    let overlap = begin;
    while (!io.signal.aborted) {
      // Of a clock that nobody sets.
      if (performance.now() >= coverageDue) {
        coverageDue = performance.now() + COVERAGE_MILLISECONDS;
        await noteCoverage(log.coverage({ ...query, since: begin }, options));
      }
      // A data folder says what was added, however old it is. Tables are read again from some time before.
      const start = readFirstAdded ? await readFirstAdded(begin) : overlap;
      if (start === undefined) {
        await pause(options.interval, io.signal);
        continue;
      }
      const next = parseTime(options.overlap, Date.now());
      const since = start > begin ? start : begin;
      const notices: string[] = [];
      const onNotice = (notice: string) => void notices.push(notice);
      // An answer without records is what tail waits with, so nothing is read to explain it.
      const records = log.search({ ...query, since, order: 'asc' }, { onNotice, checkEmpty: false });
      for await (const record of records) {
        if (printed.add(record)) await writer.write(record);
      }
      await writer.end();
      // What is older than the overlap is not read again. Of a data folder, files that are merged are.
      if (!readFirstAdded) printed.forgetAllButLast();
      else if (printed.hasForgotten) notices.push(PRINTED_AGAIN);
      await noteNotices(notices);
      if (next > begin) overlap = next;
      await pause(options.interval, io.signal);
    }
  });
}

/** Ends early when the signal is aborted. */
const pause = (seconds: number, signal: AbortSignal): Promise<void> =>
  sleep(seconds * 1_000, undefined, { signal }).catch(() => {});
