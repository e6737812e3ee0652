import { type Command, Option } from 'commander';
import { AuditTrailError } from '../../errors';
import { formatCount } from '../../query/format-count';
import { type Io, note } from '../output/io';
import { recordWriter } from '../output/record-writer';
import { command } from '../shell/command';
import { type Connection, withAudit } from '../shell/connect';
import { addPlaceOptions, type PlaceOptions } from '../shell/options';

const FORMATS = ['ndjson', 'csv', 'parquet'] as const;
type Format = (typeof FORMATS)[number];

interface ExportOptions extends PlaceOptions {
  format?: Format;
  output?: Format;
  out?: string;
}

const EXAMPLES = [
  '--local ./audit > audit.ndjson',
  '--local ./audit --format csv > audit.csv',
  '--stack Audit --profile security --format parquet --out audit.parquet',
];

export const exportCommand = (io: Io): Command =>
  command('export', 'Export every event, with the log file it came from', [addPlaceOptions], EXAMPLES)
    .addOption(new Option('--format <format>', 'Format of the export. Default: ndjson').choices(FORMATS))
    // Other commands call the format --output.
    .addOption(
      new Option('--output <format>', 'Same as --format').choices(FORMATS).conflicts('format').hideHelp(),
    )
    .option('--out <path>', 'File to write as Parquet, or a folder for events.parquet')
    .action(async (options: ExportOptions) => {
      const format = options.format ?? options.output ?? 'ndjson';
      const contradiction = findContradiction(format, options.out);
      if (contradiction) throw new AuditTrailError('InvalidArgument', contradiction);
      await withAudit(io, options, (connection) =>
        format === 'parquet'
          ? writeParquet(io, connection, options.out!)
          : printRecords(io, connection, format),
      );
    });

function findContradiction(format: Format, out: string | undefined): string | undefined {
  if (format === 'parquet') {
    return out === undefined ? 'Parquet cannot be printed. Specify the file to write with --out.' : undefined;
  }
  return out === undefined
    ? undefined
    : `--out applies to Parquet, but the format is ${format}. Add --format parquet, or redirect stdout.`;
}

async function printRecords(io: Io, { log }: Connection, format: Exclude<Format, 'parquet'>): Promise<void> {
  const writer = await recordWriter(io, format, { colour: false, withSource: true });
  const notices: string[] = [];
  for await (const record of log.all({ onNotice: (notice) => void notices.push(notice) })) {
    await writer.write(record);
  }
  await writer.end();
  for (const notice of notices) await note(io, notice);
}

async function writeParquet(io: Io, { store }: Connection, out: string): Promise<void> {
  const [{ exportParquet }, { readAllEvents }] = await Promise.all([
    import('../../local/export/export-parquet'),
    import('../../query/all-events'),
  ]);
  const notices: string[] = [];
  const options = { signal: io.signal, onNotice: (notice: string) => void notices.push(notice) };
  const { file, events } = await exportParquet(readAllEvents(store, options), out);
  for (const notice of notices) await note(io, notice);
  await note(io, `Wrote ${formatCount(events)} ${events === 1 ? 'event' : 'events'} to ${file}.`);
}
