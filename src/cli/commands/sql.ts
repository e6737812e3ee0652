import { type Command, InvalidArgumentError, Option } from 'commander';
import { formatCount } from '../../query/format-count';
import { type Io, note } from '../output/io';
import { ROW_FORMATS, type RowFormat, rowWriter } from '../output/row-writer';
import { command } from '../shell/command';
import { toMissingFolder } from '../shell/connect';
import { outputOption } from '../shell/options';

interface SqlCommandOptions {
  local: string;
  output: RowFormat;
  timeout: number;
}

const DEFAULT_TIMEOUT_SECONDS = 60;
const MAXIMUM_TIMEOUT_SECONDS = 86_400;

const EXAMPLES = [
  '"SELECT eventName, count(*) FROM events GROUP BY ALL ORDER BY 2 DESC" --local ./audit',
  '"DESCRIBE events" --local ./audit',
  `"SELECT eventTime, principalId, itemKeys FROM events WHERE outcome = 'denied'" --local ./audit --output csv`,
];

const GUIDE = `
The views are events, originals, files, principals and resources: see docs/sql.md. The dialect is DuckDB's.`;

export const sqlCommand = (io: Io): Command =>
  command('sql', 'Ask a data folder with one SELECT', [], EXAMPLES)
    .argument('<statement>', 'Statement: one SELECT, DESCRIBE or SUMMARIZE')
    .requiredOption('--local <dir>', 'Data folder on this machine')
    .addOption(
      new Option('--timeout <seconds>', 'Maximum number of seconds that the statement may take')
        .argParser(parseSeconds)
        .default(DEFAULT_TIMEOUT_SECONDS),
    )
    .addOption(outputOption(io, ROW_FORMATS, 'ndjson'))
    .addHelpText('after', GUIDE)
    .action((statement: string, options: SqlCommandOptions) => askFolder(io, statement, options));

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (/^\d+(?:\.\d+)?$/.test(text) && seconds > 0 && seconds <= MAXIMUM_TIMEOUT_SECONDS) return seconds;
  throw new InvalidArgumentError(
    `It must be a number of seconds above 0 and at most ${MAXIMUM_TIMEOUT_SECONDS}.`,
  );
}

async function askFolder(io: Io, statement: string, { local, output, timeout }: SqlCommandOptions) {
  const { askSql } = await import('../../local/sql/ask-sql');
  const limits = { timeoutSeconds: timeout, signal: io.signal };
  try {
    await askSql(local, statement, limits, async ({ columns, batches, asked }) => {
      const writer = rowWriter(io, output, columns);
      let rows = 0;
      for await (const batch of batches) {
        rows += batch.length;
        if ((await writer.write(batch)) === 'full') break;
      }
      await writer.end();
      if (rows === 0) await note(io, formatNothing([...asked.segments.values()]));
    });
  } catch (error) {
    throw toMissingFolder(error);
  }
}

/** Says what was searched, so that nobody takes an answer of nothing for more than it is. */
function formatNothing(segments: readonly { rows: number; from: string; until: string }[]): string {
  const events = formatCount(segments.reduce((sum, { rows }) => sum + rows, 0));
  const [from] = segments.map((segment) => segment.from).sort();
  const until = segments
    .map((segment) => segment.until)
    .sort()
    .at(-1);
  return from === undefined
    ? 'No rows: the data folder has no events.'
    : `No rows. The data folder has ${events} events between ${from} and ${until}.`;
}
