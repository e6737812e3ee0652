import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Io } from '../output/io';
import type { ReindexCommandOptions } from '../reindex/options';
import { command } from '../shell/command';
import { addPlaceOptions, outputOption } from '../shell/options';

const EXAMPLES = [
  '--stack Audit --dry-run',
  '--stack Audit',
  '--stack Audit --since 90d --rate 500',
  '--local ./audit',
];

const GUIDE = `
Run it after you have deployed a new version or another index. It reads the originals in the audit table, with
the settings that the ingest function has recorded in the ledger. Times of expiry stay as they are. Activity
entries of an earlier version are made again of the log files in S3, which the command reads with your
credentials, or with the role of their source. If some data events have no record (dataEventDetail: activity),
it sends these log files to the ingest queue instead. With --local, the command reads the originals in the data
folder. Interrupted and run again, it goes on where it ended.

Exit codes:
  0  Done, or a dry run
  1  Some records or activity entries stay as they are, or other settings were deployed in the meantime`;

export const reindexCommand = (io: Io): Command =>
  addPlaceOptions(
    command('reindex', 'Give stored records the meaning, risks and indexes of this version', [], EXAMPLES),
  )
    .option('--since <time>', 'Earliest eventTime (default: that of the first record)')
    .option('--until <time>', 'Latest eventTime, not included (default: that of the last record)')
    .addOption(
      new Option(
        '--rate <number>',
        'Maximum number of write units used per second. Default: as many as the table takes',
      ).argParser(parseRate),
    )
    .option('--dry-run', 'Only show what would change and what it would cost')
    .addOption(outputOption(io, ['table', 'json'], 'json'))
    .addHelpText('after', GUIDE)
    .action(async (options: ReindexCommandOptions) => {
      const { local } = options;
      if (local !== undefined) {
        const { reindexLocal } = await import('../reindex/reindex-local');
        return reindexLocal(io, local, options);
      }
      const { reindexDeployed } = await import('../reindex/reindex-deployed');
      return reindexDeployed(io, options);
    });

function parseRate(text: string): number {
  const rate = Number(text);
  if (/^\d+(?:\.\d+)?$/.test(text) && rate > 0) return rate;
  throw new InvalidArgumentError('It must be a number above 0.');
}
