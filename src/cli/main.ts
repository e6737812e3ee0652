import { Command, CommanderError } from 'commander';
import { version } from '../../package.json';
import { activityCommand } from './commands/activity';
import { aroundCommand } from './commands/around';
import { backfillCommand } from './commands/backfill';
import { completionCommand } from './commands/completion';
import { deliveriesCommand } from './commands/deliveries';
import { explainCommand } from './commands/explain';
import { exploreCommand } from './commands/explore';
import { exportCommand } from './commands/export';
import { filesCommand } from './commands/files';
import { ingestCommand } from './commands/ingest';
import { itemCommand } from './commands/item';
import { itemsCommand } from './commands/items';
import { listCommand } from './commands/list';
import { policyCommand } from './commands/policy';
import { redriveCommand } from './commands/redrive';
import { reindexCommand } from './commands/reindex';
import { reportCommand } from './commands/report';
import { searchCommand } from './commands/search';
import { serveCommand } from './commands/serve';
import { showCommand } from './commands/show';
import { sqlCommand } from './commands/sql';
import { statusCommand } from './commands/status';
import { summaryCommand } from './commands/summary';
import { tailCommand } from './commands/tail';
import { verifyCommand } from './commands/verify';
import { Ended, type Io, note } from './output/io';
import { formatParserError, HELP } from './shell/command';
import { EXIT, toErrorMessage, toExitCode } from './shell/exit-code';

/** In the order of the help. */
const COMMANDS: readonly ((io: Io) => Command)[] = [
  ingestCommand,
  backfillCommand,
  searchCommand,
  showCommand,
  aroundCommand,
  itemCommand,
  itemsCommand,
  listCommand,
  summaryCommand,
  activityCommand,
  tailCommand,
  sqlCommand,
  exportCommand,
  explainCommand,
  policyCommand,
  statusCommand,
  filesCommand,
  deliveriesCommand,
  verifyCommand,
  reportCommand,
  redriveCommand,
  reindexCommand,
  exploreCommand,
  serveCommand,
  completionCommand,
];

/** The whole command line. */
export function program(io: Io): Command {
  const ddbAudit = new Command('ddb-audit')
    .description('Find out who did what to DynamoDB, DynamoDB Streams and DAX, from CloudTrail log files.')
    .version(version, '-V, --version', 'Show the version')
    .helpOption('-h, --help', HELP)
    .helpCommand('help [command]', HELP)
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, writeErr) => writeErr(formatParserError(text)),
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

Exit codes:
  0    Success
  1    Some log files could not be read, or a given path has none. verify: something was changed or is missing.
       backfill: some log files failed. reindex: some records or activity entries stay as they are
  2    verify: something is not proven, and nothing is invalid. backfill: some log files are not ingested yet
  130  Interrupted
  252  Invalid command line
  253  Missing or invalid credentials or configuration
  254  Error from AWS, or no such record, table or principal
  255  Any other error`;

/** Commands that finish what they have begun when they are interrupted. The others just end. */
const ENDING_BY_THEMSELVES: ReadonlySet<string> = new Set(['ingest', 'backfill', 'redrive', 'reindex']);

/**
 * Runs one command line.
 * @param args the arguments after the name of the program
 * @returns the exit code
 */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const interrupted = new Promise<number>((resolve) => {
    io.signal.addEventListener('abort', () => resolve(EXIT.interrupted), { once: true });
  });
  const [name = ''] = args;
  return ENDING_BY_THEMSELVES.has(name) ? parse(args, io) : Promise.race([interrupted, parse(args, io)]);
}

async function parse(args: readonly string[], io: Io): Promise<number> {
  const ddbAudit = program(io);
  try {
    await ddbAudit.parseAsync(refuseHelpForUnknown(args, ddbAudit), { from: 'user' });
    return EXIT.done;
  } catch (error) {
    if (error instanceof Ended) return error.exitCode;
    // commander has already printed the error. Its exit code is 0 for help and version.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongUsage;
    await note(io, `ddb-audit: ${toErrorMessage(error)}`);
    return toExitCode(error);
  }
}

const HELP_FLAGS = ['-h', '--help'];

/**
 * Takes the request for help away where it is about a command that does not exist: commander would
 * print the general help and succeed. Without it, commander reports the unknown command.
 */
function refuseHelpForUnknown(args: readonly string[], ddbAudit: Command): readonly string[] {
  const [first, ...rest] = args;
  const named = first === 'help' ? rest : args;
  const name = named.find((arg) => !arg.startsWith('-'));
  const isKnown = name === undefined || ddbAudit.commands.some((command) => command.name() === name);
  return isKnown || name === 'help' ? args : named.filter((arg) => !HELP_FLAGS.includes(arg));
}
