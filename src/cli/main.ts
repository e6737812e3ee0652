import { Command, CommanderError } from 'commander';
import { version } from '../../package.json';
import { toMessage } from '../errors';
import { completionCommand } from './commands/completion';
import { explainCommand } from './commands/explain';
import { exportCommand } from './commands/export';
import { ingestCommand } from './commands/ingest';
import { listCommand } from './commands/list';
import { policyCommand } from './commands/policy';
import { searchCommand } from './commands/search';
import { serveCommand } from './commands/serve';
import { showCommand } from './commands/show';
import { summaryCommand } from './commands/summary';
import { tailCommand } from './commands/tail';
import { EXIT, toExitCode } from './exit-code';
import { Ended, type Io, note } from './io';
import { visible } from './output/control-characters';

/** In the order of the help. */
const COMMANDS: readonly ((io: Io) => Command)[] = [
  ingestCommand,
  searchCommand,
  showCommand,
  listCommand,
  summaryCommand,
  tailCommand,
  exportCommand,
  explainCommand,
  policyCommand,
  serveCommand,
  completionCommand,
];

/** The whole command line. */
export function program(io: Io): Command {
  const ddbAudit = new Command('ddb-audit')
    .description(
      'Who did what to DynamoDB, DynamoDB Streams and DAX: an audit built from CloudTrail log files.',
    )
    .version(version)
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    })
    .exitOverride()
    .addHelpText('after', GUIDE);
  for (const command of COMMANDS) ddbAudit.addCommand(command(io).copyInheritedSettings(ddbAudit));
  return ddbAudit;
}

const GUIDE = `
Examples:
  $ ddb-audit ingest ./logs --local ./audit
  $ ddb-audit search --local ./audit --table Music --action DeleteTable

Exit codes: 0 done, 1 some file failed, 130 interrupted, 252 wrong usage, 253 credentials or
settings, 254 the service refused or knows no such thing, 255 anything else.`;

/**
 * Runs one command line.
 * @param words what follows the name of the program
 * @returns the exit code
 */
export async function run(words: readonly string[], io: Io): Promise<number> {
  const interrupted = new Promise<number>((resolve) => {
    io.signal.addEventListener('abort', () => resolve(EXIT.interrupted), { once: true });
  });
  return Promise.race([interrupted, parse(words, io)]);
}

async function parse(words: readonly string[], io: Io): Promise<number> {
  try {
    await program(io).parseAsync(words, { from: 'user' });
    return EXIT.done;
  } catch (error) {
    if (error instanceof Ended) return error.exitCode;
    // commander has told what is wrong; help and version that were asked for end with 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongUsage;
    // Messages quote input, and input is hostile.
    await note(io, `ddb-audit: ${toMessage(error).split('\n').map(visible).join('\n')}`);
    return toExitCode(error);
  }
}
