import type { Command } from 'commander';
import type { FileCounts } from '../../store/ledger/ledger';
import { command } from '../command';
import { EXIT } from '../exit-code';
import { Ended, type Io, note, write } from '../io';
import { findFiles } from '../log-file-paths';
import { outputOption } from '../options';
import { jsonLine, visible } from '../output/control-characters';

interface IngestOptions {
  local: string;
  output: 'table' | 'json';
}

/** The report of an ingest. `records.read` is the sum of the other five counts. */
interface Report {
  readonly files: { readonly read: number; readonly skipped: number; readonly failed: number };
  readonly records: FileCounts;
  readonly errors: readonly { readonly file: string; readonly reason: string }[];
}

const EXAMPLES = [
  './AWSLogs --local ./audit',
  'monday.json.gz tuesday.json.gz --local ./audit --output json',
  "'logs/**/2026/03/*/*.json.gz' --local ./audit",
];

export const ingestCommand = (io: Io): Command =>
  command('ingest', 'Read CloudTrail log files into a data folder on this machine', [], EXAMPLES)
    .argument('<path...>', 'Log files, folders (read recursively) and glob patterns')
    .requiredOption('--local <dir>', 'Data folder on this machine, created if it does not exist')
    .addOption(outputOption(io, ['table', 'json'], 'json'))
    .action(async (paths: string[], options: IngestOptions) => {
      const found = await findFiles(paths);
      const ingested = await ingest(io, options.local, found.files);
      const { read, skipped, failed } = ingested.report.files;
      const report: Report = {
        files: { read, skipped, failed: failed + found.failures.length },
        records: ingested.report.records,
        errors: [...found.failures, ...ingested.errors],
      };
      await write(
        io.stdout,
        options.output === 'json' ? `${jsonLine(report)}\n` : await formatReport(report),
      );
      if (read + skipped + report.files.failed === 0)
        await note(io, `No log files found in ${paths.join(', ')}.`);
      if (report.files.failed > 0) throw new Ended(EXIT.someFileFailed);
    });

async function ingest(io: Io, dir: string, files: readonly string[]) {
  const { openDataFolder } = await import('../../local/data-folder');
  const opening = openDataFolder(dir, { create: true });
  // A failure to open is thrown below, after the modules have loaded.
  opening.catch(() => {});
  // The engine of the data folder starts while the modules load.
  const { ingestFiles } = await import('../../local/ingest-files');
  const folder = await opening;
  const progress = io.stderr.isTTY ? await startProgress(io, files.length) : undefined;
  try {
    return await ingestFiles(folder, files, () => progress?.increment());
  } finally {
    progress?.stop();
    await folder.close();
  }
}

async function startProgress(io: Io, files: number) {
  const { SingleBar } = await import('cli-progress');
  const bar = new SingleBar({
    stream: io.stderr as NodeJS.WriteStream,
    format: '{bar} {value}/{total} files  {eta_formatted} left',
    clearOnComplete: true,
  });
  bar.start(files, 0);
  return bar;
}

async function formatReport({ files, records, errors }: Report): Promise<string> {
  const { formatTable } = await import('../output/table');
  const row = (...texts: (string | number)[]) => texts.map((text) => ({ text: String(text) }));
  const counts = (head: string, values: object) =>
    formatTable(
      [{ head }, { head: 'COUNT' }],
      Object.entries(values).map(([name, count]) => row(name, count)),
    );
  const lines = errors.map(({ file, reason }) => `${visible(file)}: ${visible(reason)}\n`);
  return [counts('FILES', files), counts('RECORDS', records), ...(lines.length ? [lines.join('')] : [])].join(
    '\n',
  );
}
