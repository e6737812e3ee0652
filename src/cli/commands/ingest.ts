import { availableParallelism } from 'node:os';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { AuditTrailError } from '../../errors';
import type { S3Access } from '../../local/ingest/s3-objects';
import { ingestSource } from '../files/ingest-source';
import type { Io } from '../output/io';
import { checkProfile } from '../shell/aws-configuration';
import { command } from '../shell/command';
import { outputOption, s3Options } from '../shell/options';

interface IngestCommandOptions {
  local: string;
  jobs?: number;
  again?: boolean;
  follow: boolean;
  profile?: string;
  region?: string;
  endpointUrl?: string;
  output: 'table' | 'json';
}

const MAXIMUM_JOBS = 64;

const EXAMPLES = [
  './AWSLogs --local ./audit',
  'monday.json.gz tuesday.json.gz --local ./audit --output json',
  "'logs/**/2026/03/*/*.json.gz' --local ./audit",
  's3://my-trail/AWSLogs/111122223333/ --local ./audit --profile security',
];

export function ingestCommand(io: Io): Command {
  const ingest = command(
    'ingest',
    'Read CloudTrail log files into a data folder on this machine',
    [],
    EXAMPLES,
  )
    .argument(
      '<path...>',
      'Log files, zip files, folders (read recursively), glob patterns, and s3://BUCKET/PREFIX',
    )
    .requiredOption('--local <dir>', 'Data folder on this machine, created if it does not exist')
    .addOption(
      new Option(
        '--jobs <number>',
        'Number of threads. Default: one for each core, if memory allows',
      ).argParser(parseJobs),
    )
    .option('--again', 'Read files that were ingested before, too, as after an upgrade of ddb-audit')
    .option('--no-follow', 'Do not follow symbolic links in folders');
  for (const option of s3Options()) ingest.addOption(option);
  return ingest
    .addOption(outputOption(io, ['table', 'json'], 'json'))
    .action((paths: string[], options: IngestCommandOptions) => ingestPaths(io, paths, options));
}

function parseJobs(text: string): number {
  const jobs = Number(text);
  if (/^\d+$/.test(text) && jobs >= 1 && jobs <= MAXIMUM_JOBS) return jobs;
  throw new InvalidArgumentError(`It must be a number from 1 to ${MAXIMUM_JOBS}.`);
}

/**
 * DuckDB works in Node's pool of threads, and the system keeps freed memory for each of them. With as many as there are
 * jobs, merging a million events takes 420 MB instead of 570. It must be set before the pool is used.
 */
function limitThreadPool(threads: number): void {
  process.env.UV_THREADPOOL_SIZE ??= String(threads);
}

async function ingestPaths(io: Io, paths: readonly string[], options: IngestCommandOptions): Promise<void> {
  limitThreadPool(options.jobs ?? availableParallelism());
  const { findFiles } = await import('../files/find-files');
  const { isS3Address, parseS3Address } = await import('../../local/ingest/s3-objects');
  const addresses = paths.filter(isS3Address).map(parseS3Address);
  const { profile, region, endpointUrl } = options;
  await checkS3Options(io, addresses.length > 0, { profile, region, endpointUrl });
  const local = paths.filter((path) => !isS3Address(path));
  const { files, found } = await findFiles(local, { follow: options.follow, signal: io.signal });
  const source = { files, addresses, s3: { profile, region, endpointUrl } };
  await ingestSource(io, found, source, options);
}

async function checkS3Options(io: Io, isUsed: boolean, given: S3Access): Promise<void> {
  if (isUsed) {
    const profile = given.profile ?? io.env.AWS_PROFILE;
    if (profile) await checkProfile(profile);
  } else if (Object.values(given).some((value) => value !== undefined)) {
    throw new AuditTrailError(
      'InvalidArgument',
      'Options for AWS apply to s3:// paths only. Remove them, or specify s3://BUCKET/PREFIX.',
    );
  }
}
