import { type Command, InvalidArgumentError, Option } from 'commander';
import { jsonLine } from '../output/control-characters';
import { Ended, INTERRUPTED, type Io, note, write } from '../output/io';
import { startProgressLines } from '../output/progress-lines';
import { checkRedriveOptions, type RedriveCommandOptions, toSelector } from '../redrive/options';
import { command } from '../shell/command';
import { EXIT } from '../shell/exit-code';
import { addDeploymentOptions, outputOption } from '../shell/options';

const EXAMPLES = [
  '--stack Audit',
  '--stack Audit --reason "Access Denied"',
  '--stack Audit --file s3://my-trail-logs/AWSLogs/….json.gz --discard --because "Object was deleted, see INC-42"',
];

const GUIDE = `
Without --reason, --file or --all, the command only lists what lies in the dead-letter queues and why.
A message is deleted only after it was sent back, or after the ledger has the gap.`;

const DEFAULT_LIMIT = 10_000;
const MAXIMUM_LIMIT = 100_000;

export const redriveCommand = (io: Io): Command => {
  const redriving = command('redrive', 'Show messages that failed and why, and send them back', [], EXAMPLES)
    .option('--reason <text>', 'Select messages whose reason contains this text')
    .option('--file <key>', 'Select messages that name this log file, as s3://BUCKET/KEY or its key')
    .option('--all', 'Select all messages')
    .option(
      '--discard',
      'Delete the selected messages, and record in the ledger that their log files stay gaps',
    )
    .option('--because <text>', 'Why the log files stay gaps. Required with --discard')
    .addOption(
      new Option('--limit <number>', 'Maximum number of messages to look at')
        .argParser(parseLimit)
        .default(DEFAULT_LIMIT),
    );
  return addDeploymentOptions(redriving)
    .option('--queue-url <url>', 'URL of the queue to send messages back to (default: that of each message)')
    .option(
      '--dead-letter-queue-url <url>',
      'URL of the dead-letter queue (default: those of the deployment)',
    )
    .addOption(outputOption(io, ['table', 'json'], 'json'))
    .addHelpText('after', GUIDE)
    .action((options: RedriveCommandOptions) => redriveMessages(io, options));
};

function parseLimit(text: string): number {
  const limit = Number(text);
  if (/^\d+$/.test(text) && limit >= 1 && limit <= MAXIMUM_LIMIT) return limit;
  throw new InvalidArgumentError(`It must be a number from 1 to ${MAXIMUM_LIMIT}.`);
}

async function redriveMessages(io: Io, options: RedriveCommandOptions): Promise<void> {
  checkRedriveOptions(options);
  const [{ redrive }, { openDeadLetters }, { formatRedrive, LetterGroups }] = await Promise.all([
    import('../../assure/redrive/redrive'),
    import('../redrive/dead-letters'),
    import('../redrive/report'),
  ]);
  const { signal } = io;
  const { limit, because } = options;
  const selects = toSelector(options);
  const letters = await openDeadLetters(io, options);
  const groups = new LetterGroups();
  let looked = 0;
  const stopProgress = startProgressLines(io, () => `${looked} messages so far.`);
  try {
    const queues = await letters.openQueues();
    const { find } = letters;
    const discard =
      because === undefined
        ? undefined
        : (letter: Parameters<typeof letters.discard>[0]) => letters.discard(letter, because);
    for await (const letter of redrive({ queues, find, selects, discard, limit, signal })) {
      looked += 1;
      groups.add(letter);
    }
    stopProgress();
    const report = groups.toReport(limit);
    const text =
      options.output === 'json'
        ? `${jsonLine(report)}\n`
        : await formatRedrive(report, selects !== undefined, Date.now());
    await write(io.stdout, text);
    if (!signal.aborted) return;
    await note(io, INTERRUPTED);
    throw new Ended(EXIT.interrupted);
  } finally {
    stopProgress();
    letters.close();
  }
}
