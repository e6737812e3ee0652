import { type Command, Option } from 'commander';
import { version } from '../../../package.json';
import { DIGEST_DUE_MS } from '../../assure/covered-time';
import type { VerifyOptions } from '../../assure/verify-trails';
import { AuditTrailError } from '../../errors';
import { limitOldMemory } from '../../local/ingest/limit-old-memory';
import { limitYoungMemory } from '../../local/ingest/limit-young-memory';
import { jsonLine } from '../output/control-characters';
import { Ended, type Io, note, write } from '../output/io';
import { startProgressLines } from '../output/progress-lines';
import { type ComparedVerification, formatFailure, formatVerification } from '../output/verification';
import { command } from '../shell/command';
import { addPlaceOptions, outputOption, repeated } from '../shell/options';
import { allFindings, type Comparison, openComparison } from '../verify/audit-checks';
import { toCommandLine, toScope, type VerifyCommandOptions } from '../verify/options';
import { isInS3, openTrails } from '../verify/trails';

const EXAMPLES = [
  '--stack Audit --since 7d',
  's3://my-trail-logs --read --account 111122223333',
  './trail-bucket --public-keys keys.json',
  './trail-bucket --public-keys keys.json --local ./audit --event-selectors selectors.json',
  './trail-bucket --public-keys keys.json --since 2026-03-01 --until 2026-04-01 --output html > march.html',
];

const GUIDE = `
With --stack, --table-name and --ledger-table-name, or --local, the digests are compared with what was ingested.
A folder is a copy of a trail bucket, made with "aws s3 sync". Beside each digest lies the output of
"aws s3api head-object", as DIGEST.metadata.json. docs/completeness.md describes how to save both.

Exit codes:
  0  Proven: every log file that CloudTrail delivered is there, unchanged
  1  Invalid: something was changed or is missing
  2  Not proven, but nothing is invalid`;

export const verifyCommand = (io: Io): Command => {
  const verifying = command('verify', "Verify log files with CloudTrail's signed digests", [], EXAMPLES)
    .argument(
      '[trail]',
      'Bucket of the trail, as s3://BUCKET or s3://BUCKET/PREFIX, or a folder with a copy of it (default: the sources of the audit in AWS)',
    )
    .addOption(
      new Option(
        '--public-keys <file>',
        'Output of "aws cloudtrail list-public-keys" in the Region of the log files. Required for a folder. Repeat it for several Regions.',
      ).argParser(repeated),
    );
  verifying.addOption(
    new Option(
      '--event-selectors <file>',
      'Output of "aws cloudtrail get-event-selectors" for a trail, saved at the end of the range. With --local, answers then say since when the trail logs this. Repeat it for several trails.',
    ).argParser(repeated),
  );
  return addPlaceOptions(verifying)
    .option('--read', 'Read and hash the log files (default: only if no audit is specified)')
    .option('--records', 'Compare every event of the log files with the audit, too. Reads the log files.')
    .option('--since <time>', 'Earliest time of delivery (default: that of the first digest)')
    .option(
      '--until <time>',
      'Latest time of delivery (default: 3 hours ago; for a folder: that of the last digest)',
    )
    .option('--account <id>', 'Only log files of this account')
    .option('--event-region <region>', 'Only log files of this Region')
    .option('--organization <id>', 'Only log files that a trail of this organization delivered')
    .option('--trail <name>', 'Only digests of the trail with this name or ARN')
    .addOption(outputOption(io, ['table', 'json', 'html'], 'json'))
    .addHelpText('after', GUIDE)
    .action((place: string | undefined, options: VerifyCommandOptions) => verify(io, place, options));
};

async function verify(io: Io, place: string | undefined, options: VerifyCommandOptions): Promise<void> {
  const now = new Date();
  const inS3 = isInS3(place);
  const due = new Date(now.getTime() - DIGEST_DUE_MS).toISOString();
  const scope = toScope(options, now.getTime(), inS3 ? due : undefined);
  const trails = await openTrails(io, place, options);
  const { source, keys } = trails;
  const comparison = await openComparison(io, options, source, scope, inS3, now);
  try {
    const { checkFile } = comparison;
    const verification = await run(io, options, comparison, { source, keys, checkFile, ...scope, now });
    await write(io.stdout, await format(io, place, options, verification, now));
    // Frees the memory that storing needs.
    comparison.close();
    await store(io, comparison);
    if (verification.digests.valid === 0)
      await note(io, describeNothing(trails.name, comparison, verification));
    const { toVerificationExitCode } = await import('../../assure/verification');
    const exitCode = toVerificationExitCode(verification);
    if (exitCode !== 0) throw new Ended(exitCode);
  } finally {
    comparison.close();
    await comparison.recorder?.close();
    trails.close();
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
  const counts = { digest: 0, file: 0, failures: 0 };
  // Without these limits, it would take 25 to 50 MB more for 20,000 log files.
  limitYoungMemory();
  limitOldMemory();
  const stopProgress = startProgressLines(
    io,
    () =>
      `Verified ${counts.digest} digests and ${counts.file} log files, ${counts.failures} failures so far.`,
  );
  try {
    const verification = await collectVerification(allFindings(comparison, verifyTrails(options)), {
      onFinding: ({ kind }) => {
        if (kind === 'digest' || kind === 'file') counts[kind] += 1;
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

/** Stores what was found. A data folder that cannot be written can still be verified. */
async function store(io: Io, { recorder }: Comparison): Promise<void> {
  try {
    for (const reason of (await recorder?.store()) ?? []) await note(io, reason);
  } catch (error) {
    if (!(error instanceof AuditTrailError) || error.code !== 'Configuration') throw error;
    await note(io, `The result is not stored, so answers do not cite it: ${error.message}`);
  }
}

async function format(
  io: Io,
  place: string | undefined,
  options: VerifyCommandOptions,
  verification: ComparedVerification,
  now: Date,
): Promise<string> {
  if (options.output === 'json') return `${jsonLine(verification)}\n`;
  if (options.output === 'table') return formatVerification(verification, io);
  const { formatVerificationPage } = await import('../output/verification-page');
  return formatVerificationPage(verification, { command: toCommandLine(place, options), version, now });
}

function describeNothing(name: string, { damage }: Comparison, { digests }: ComparedVerification): string {
  if (damage.length > 0) return 'The data folder is damaged, so log files were not compared with it.';
  return digests.invalid + digests.missing + digests.unverified > 0
    ? `No valid digests found in ${name}, so nothing is proven.`
    : `No digests found in ${name} for this question, so nothing is proven. Digests lie in AWSLogs/ACCOUNT/CloudTrail-Digest/.`;
}
