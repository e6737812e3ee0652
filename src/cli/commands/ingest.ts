import type { Command } from 'commander';
import type { LocalFile } from '../../local/ingest/local-log-file';
import { createReport, formatReport, noteFound } from '../files/report';
import { jsonLine } from '../output/control-characters';
import { Ended, type Io, write } from '../output/io';
import { command } from '../shell/command';
import { EXIT } from '../shell/exit-code';
import { outputOption } from '../shell/options';

interface IngestOptions {
  local: string;
  follow: boolean;
  output: 'table' | 'json';
}

const EXAMPLES = [
  './AWSLogs --local ./audit',
  'monday.json.gz tuesday.json.gz --local ./audit --output json',
  "'logs/**/2026/03/*/*.json.gz' --local ./audit",
];

export const ingestCommand = (io: Io): Command =>
  command('ingest', 'Read CloudTrail log files into a data folder on this machine', [], EXAMPLES)
    .argument('<path...>', 'Log files, zip files, folders (read recursively) and glob patterns')
    .requiredOption('--local <dir>', 'Data folder on this machine, created if it does not exist')
    .option('--no-follow', 'Do not follow symbolic links in folders')
    .addOption(outputOption(io, ['table', 'json'], 'json'))
    .action(async (paths: string[], options: IngestOptions) => {
      const { findFiles } = await import('../files/find-files');
      const found = await findFiles(paths, options);
      await noteFound(io, found);
      const report = createReport(found, await ingest(io, options.local, found.files));
      await write(
        io.stdout,
        options.output === 'json' ? `${jsonLine(report)}\n` : await formatReport(report),
      );
      if (report.errors.length > 0) throw new Ended(EXIT.someFileFailed);
    });

async function ingest(io: Io, dir: string, files: readonly LocalFile[]) {
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
