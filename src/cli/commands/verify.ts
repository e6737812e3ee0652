import { readFile, stat } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import type { PublicKey } from '../../assure/public-keys';
import type { Verification } from '../../assure/verification';
import type { VerifyOptions } from '../../assure/verify-trails';
import { AuditTrailError, toMessage } from '../../errors';
import { parseTime } from '../../query/time';
import { toReason } from '../files/path-reasons';
import { jsonLine } from '../output/control-characters';
import { Ended, type Io, note, write } from '../output/io';
import { startProgressLines } from '../output/progress-lines';
import { formatFailure, formatVerification } from '../output/verification';
import { command } from '../shell/command';
import { outputOption } from '../shell/options';

interface VerifyCommandOptions {
  publicKeys: string[];
  since?: string;
  until?: string;
  account?: string;
  eventRegion?: string;
  output: 'table' | 'json';
}

const EXAMPLES = [
  './trail-bucket --public-keys keys.json',
  './trail-bucket --public-keys keys.json --since 2026-03-01 --until 2026-04-01 --output json',
];

const GUIDE = `
The folder is a copy of a trail bucket, made with "aws s3 sync". Beside each digest lies the output of
"aws s3api head-object", as DIGEST.metadata.json. docs/completeness.md describes how to save both.

Exit codes:
  0  Proven: every log file that CloudTrail delivered is there, unchanged
  1  Invalid: something was changed or is missing
  2  Not proven, but nothing is invalid`;

const repeated = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value];

export const verifyCommand = (io: Io): Command =>
  command('verify', "Verify log files with CloudTrail's signed digests", [], EXAMPLES)
    .argument('<dir>', 'Folder with a copy of a trail bucket: log files, digests and metadata of the digests')
    .addOption(
      new Option(
        '--public-keys <file>',
        'Output of "aws cloudtrail list-public-keys" in the Region of the log files. Repeat it for several Regions.',
      )
        .argParser(repeated)
        .makeOptionMandatory(),
    )
    .option('--since <time>', 'Earliest time of delivery (default: that of the first digest)')
    .option('--until <time>', 'Latest time of delivery (default: that of the last digest)')
    .option('--account <id>', 'Only log files of this account')
    .option('--event-region <region>', 'Only log files of this Region')
    .addOption(outputOption(io, ['table', 'json'], 'json'))
    .addHelpText('after', GUIDE)
    .action((dir: string, options: VerifyCommandOptions) => verify(io, dir, options));

async function verify(io: Io, dir: string, options: VerifyCommandOptions): Promise<void> {
  await checkFolder(dir);
  const [{ savedPublicKeys }, { checkByReading }, { openTrailFolder }] = await Promise.all([
    import('../../assure/public-keys'),
    import('../../assure/check-file'),
    import('../../local/trail/trail-folder'),
  ]);
  const keys = (await Promise.all(options.publicKeys.map(readKeys))).flat();
  const source = await openTrailFolder(dir);
  const verification = await run(io, options, {
    source,
    keys: savedPublicKeys(keys),
    checkFile: checkByReading(source),
    ...toRange(options),
    now: new Date(),
  });
  if (options.output === 'json') await write(io.stdout, `${jsonLine(verification)}\n`);
  else await write(io.stdout, await formatVerification(verification, io));
  if (verification.digests.valid === 0) await note(io, describeNothing(dir, verification));
  const { toVerificationExitCode } = await import('../../assure/verification');
  const exitCode = toVerificationExitCode(verification);
  if (exitCode !== 0) throw new Ended(exitCode);
}

async function run(io: Io, { output }: VerifyCommandOptions, options: VerifyOptions): Promise<Verification> {
  const { collectVerification } = await import('../../assure/verification');
  const { verifyTrails } = await import('../../assure/verify-trails');
  const counts = { digest: 0, file: 0, failures: 0 };
  const stopProgress = startProgressLines(
    io,
    () =>
      `Verified ${counts.digest} digests and ${counts.file} log files, ${counts.failures} failures so far.`,
  );
  try {
    return await collectVerification(verifyTrails(options), {
      onFinding: ({ kind }) => {
        counts[kind] += 1;
      },
      onFailure: async (failure) => {
        counts.failures += 1;
        if (output === 'table') await write(io.stdout, formatFailure(failure));
      },
    });
  } finally {
    stopProgress();
  }
}

const usage = (message: string, cause?: unknown) =>
  new AuditTrailError('InvalidArgument', message, { cause });

async function checkFolder(dir: string): Promise<void> {
  const stats = await stat(dir).catch((error: unknown) => {
    throw usage(`Cannot read ${dir}: ${toReason(error, dir)}.`, error);
  });
  if (!stats.isDirectory()) throw usage(`${dir} is not a folder.`);
}

async function readKeys(file: string): Promise<PublicKey[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw usage(`Cannot read ${file}: ${toReason(error, file)}.`, error);
  });
  const { parsePublicKeys } = await import('../../assure/public-keys');
  try {
    return parsePublicKeys(text);
  } catch (error) {
    throw usage(`Cannot use the public keys in ${file}: ${toMessage(error)}`, error);
  }
}

function toRange({ since, until, account, eventRegion }: VerifyCommandOptions) {
  const now = Date.now();
  const range = {
    ...(since !== undefined && { since: parseTime(since, now) }),
    ...(until !== undefined && { until: parseTime(until, now) }),
  };
  if (range.since !== undefined && range.until !== undefined && range.since >= range.until) {
    throw usage(`--since must be before --until, but is ${range.since}, and --until is ${range.until}.`);
  }
  return {
    ...range,
    ...(account !== undefined && { account }),
    ...(eventRegion !== undefined && { region: eventRegion }),
  };
}

const describeNothing = (dir: string, { digests }: Verification): string =>
  digests.invalid + digests.missing + digests.unverified > 0
    ? `No valid digests found in ${dir}, so nothing is proven.`
    : `No digests found in ${dir} for this question, so nothing is proven. Digests lie in AWSLogs/ACCOUNT/CloudTrail-Digest/.`;
