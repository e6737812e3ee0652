import { stat } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import type { VerifyOptions } from '../../assure/verify-trails';
import { toReason } from '../files/path-reasons';
import { jsonLine } from '../output/control-characters';
import { Ended, type Io, note, write } from '../output/io';
import { startProgressLines } from '../output/progress-lines';
import { type ComparedVerification, formatFailure, formatVerification } from '../output/verification';
import { command } from '../shell/command';
import { outputOption } from '../shell/options';
import { afterDamage, type Comparison, compareWithFolder, compareWithObjects } from '../verify/audit-checks';
import { toScope, usage, type VerifyCommandOptions } from '../verify/options';
import { readSavedKeys } from '../verify/saved-keys';

const EXAMPLES = [
  './trail-bucket --public-keys keys.json',
  './trail-bucket --public-keys keys.json --local ./audit',
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
    .option(
      '--local <dir>',
      'Data folder on this machine: verify it, and compare what it has ingested with the digests',
    )
    .option('--read', 'With --local: read and hash the log files again, too')
    .option('--since <time>', 'Earliest time of delivery (default: that of the first digest)')
    .option('--until <time>', 'Latest time of delivery (default: that of the last digest)')
    .option('--account <id>', 'Only log files of this account')
    .option('--event-region <region>', 'Only log files of this Region')
    .option('--organization <id>', 'Only log files that a trail of this organization delivered')
    .option('--trail <name>', 'Only digests of the trail with this name or ARN')
    .addOption(outputOption(io, ['table', 'json'], 'json'))
    .addHelpText('after', GUIDE)
    .action((dir: string, options: VerifyCommandOptions) => verify(io, dir, options));

async function verify(io: Io, dir: string, options: VerifyCommandOptions): Promise<void> {
  const now = new Date();
  const scope = toScope(options, now.getTime());
  await checkFolder(dir);
  const [{ savedPublicKeys }, { openTrailFolder }] = await Promise.all([
    import('../../assure/public-keys'),
    import('../../local/trail/trail-folder'),
  ]);
  const keys = savedPublicKeys(await readSavedKeys(options.publicKeys ?? []));
  const source = await openTrailFolder(dir);
  const comparison = await (options.local === undefined
    ? compareWithObjects(source)
    : compareWithFolder(io, options.local, source, options.read === true));
  try {
    const { checkFile } = comparison;
    const verification = await run(io, options, comparison, { source, keys, checkFile, ...scope, now });
    await print(io, options, verification);
    if (verification.digests.valid === 0) await note(io, describeNothing(dir, comparison, verification));
    const { toVerificationExitCode } = await import('../../assure/verification');
    const exitCode = toVerificationExitCode(verification);
    if (exitCode !== 0) throw new Ended(exitCode);
  } finally {
    comparison.close();
  }
}

async function run(
  io: Io,
  { output }: VerifyCommandOptions,
  comparison: Comparison,
  options: VerifyOptions,
): Promise<ComparedVerification> {
  const { collectVerification } = await import('../../assure/verification');
  const { verifyTrails } = await import('../../assure/verify-trails');
  const counts = { digest: 0, file: 0, audit: 0, failures: 0 };
  const stopProgress = startProgressLines(
    io,
    () =>
      `Verified ${counts.digest} digests and ${counts.file} log files, ${counts.failures} failures so far.`,
  );
  try {
    const verification = await collectVerification(afterDamage(comparison, verifyTrails(options)), {
      onFinding: ({ kind }) => {
        counts[kind] += 1;
      },
      onFailure: async (failure) => {
        counts.failures += 1;
        if (output === 'table') await write(io.stdout, formatFailure(failure));
      },
    });
    return { ...verification, comparedWith: comparison.comparedWith };
  } finally {
    stopProgress();
  }
}

async function print(
  io: Io,
  { output }: VerifyCommandOptions,
  verification: ComparedVerification,
): Promise<void> {
  const text = output === 'json' ? `${jsonLine(verification)}\n` : await formatVerification(verification, io);
  await write(io.stdout, text);
}

async function checkFolder(dir: string): Promise<void> {
  const stats = await stat(dir).catch((error: unknown) => {
    throw usage(`Cannot read ${dir}: ${toReason(error, dir)}.`, error);
  });
  if (!stats.isDirectory()) throw usage(`${dir} is not a folder.`);
}

function describeNothing(dir: string, { damage }: Comparison, { digests }: ComparedVerification): string {
  if (damage.length > 0) return 'The data folder is damaged, so log files were not compared with it.';
  return digests.invalid + digests.missing + digests.unverified > 0
    ? `No valid digests found in ${dir}, so nothing is proven.`
    : `No digests found in ${dir} for this question, so nothing is proven. Digests lie in AWSLogs/ACCOUNT/CloudTrail-Digest/.`;
}
