import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  type BackfillCommandOptions,
  type BucketScope,
  checkLocalOptions,
  requireBucket,
  toBackfillScope,
} from '../backfill/options';
import type { Io } from '../output/io';
import { command } from '../shell/command';
import { addPlaceOptions, outputOption } from '../shell/options';

const EXAMPLES = [
  's3://my-trail-logs --stack Audit --dry-run',
  's3://my-trail-logs --stack Audit --since 2026-01-01 --until 2026-02-01 --rate 200',
  '--source my-trail-logs --stack Audit --account 111122223333 --event-region eu-west-1',
  's3://my-trail-logs --local ./audit --since 30d --dry-run',
  './trail-bucket --local ./audit',
];

const GUIDE = `
Sends the log files that the audit does not have to the queue of the deployed audit, as fast as it is
read. Interrupted and run again, the command goes on: the ledger knows which log files are ingested.
A log file that is sent twice is stored once.

Exit codes:
  0  Covered: the audit has every log file
  1  Some log files failed
  2  Some log files are not ingested yet, and none failed`;

export const backfillCommand = (io: Io): Command => {
  const backfilling = command(
    'backfill',
    'Ingest log files from before the deployment, or that were missed',
    [],
    EXAMPLES,
  )
    .argument(
      '[trail]',
      'Bucket, as s3://BUCKET or s3://BUCKET/PREFIX, or, with --local, a folder with a copy of it',
    )
    .option(
      '--source <bucket>',
      'Bucket of a source of the deployed audit, with all its prefixes, instead of the argument',
    );
  return addPlaceOptions(backfilling)
    .option('--queue-url <url>', 'URL of the queue of notifications (default: that of the deployment)')
    .option('--since <time>', 'Earliest time of delivery (default: that of the first log file)')
    .option('--until <time>', 'Latest time of delivery (default: 1 hour ago; with --local: now)')
    .option('--account <id>', 'Only log files of this account')
    .option('--event-region <region>', 'Only log files of this Region')
    .addOption(
      new Option(
        '--rate <number>',
        'Maximum number of log files sent per second. Default: as fast as they are read',
      ).argParser(parseRate),
    )
    .option(
      '--dry-run',
      'Only list, read a sample, and estimate events and time, and write units and cost of a deployed audit',
    )
    .addOption(outputOption(io, ['table', 'json'], 'json'))
    .addHelpText('after', GUIDE)
    .action((place: string | undefined, options: BackfillCommandOptions) => backfill(io, place, options));
};

function parseRate(text: string): number {
  const rate = Number(text);
  if (/^\d+(?:\.\d+)?$/.test(text) && rate > 0) return rate;
  throw new InvalidArgumentError('It must be a number above 0.');
}

async function backfill(io: Io, place: string | undefined, options: BackfillCommandOptions): Promise<void> {
  const scope = toBackfillScope(place, options, Date.now());
  const { local } = options;
  if (local !== undefined) {
    checkLocalOptions(options);
    const { ingestHere } = await import('../backfill/ingest-here');
    return ingestHere(io, scope, { ...options, local });
  }
  const bucket = await findScope(io, requireBucket(scope), options);
  if (options.dryRun) {
    const { estimateBackfill } = await import('../backfill/estimate-backfill');
    return estimateBackfill(io, bucket, options);
  }
  const { sendBackfill } = await import('../backfill/send-backfill');
  return sendBackfill(io, bucket, options);
}

async function findScope(io: Io, scope: BucketScope, options: BackfillCommandOptions): Promise<BucketScope> {
  if (options.source === undefined) return scope;
  const { toSourceScope } = await import('../backfill/source-scope');
  return toSourceScope(io, scope, options);
}
