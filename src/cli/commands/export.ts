import type { Command } from 'commander';
import { Option } from 'commander';
import type { Io } from '../output/io';
import type { RecordFormat } from '../output/record-output';
import { recordWriter } from '../output/record-writer';
import { command } from '../shell/command';
import { withAudit } from '../shell/connect';
import { addPlaceOptions, type PlaceOptions } from '../shell/options';

interface ExportOptions extends PlaceOptions {
  output: RecordFormat;
}

const EXAMPLES = [
  '--local ./audit > audit.ndjson',
  '--local ./audit --output csv > audit.csv',
  '--table-name audit --ledger-table-name ledger --profile security > audit.ndjson',
];

export const exportCommand = (io: Io): Command =>
  command('export', 'Print every record, with the log file it came from', [addPlaceOptions], EXAMPLES)
    .addOption(new Option('--output <format>', 'Output format').choices(['ndjson', 'csv']).default('ndjson'))
    .action((options: ExportOptions) =>
      withAudit(io, options, async ({ log }) => {
        const writer = await recordWriter(io, options.output, { colour: false, withSource: true });
        for await (const record of log.all()) await writer.write(record);
        await writer.end();
      }),
    );
