import type { IngestSource } from '../../local/ingest/plans';
import { jsonLine } from '../output/control-characters';
import { Ended, type Io, note, write } from '../output/io';
import { startProgress } from '../output/progress';
import { EXIT } from '../shell/exit-code';
import type { FoundFiles } from './found-files';
import { createReport, formatReport, noteDigests, noteFound } from './report';

export interface IngestSourceOptions {
  readonly local: string;
  readonly jobs?: number;
  readonly again?: boolean;
  readonly output: 'table' | 'json';
}

/**
 * Ingests log files into a data folder, and prints the report.
 * @param found what the paths of the command line lead to. Complete when the source was read
 * @throws Ended if files failed, or after an interruption; errors of `ingestFiles`
 */
export async function ingestSource(
  io: Io,
  found: FoundFiles,
  source: IngestSource,
  options: IngestSourceOptions,
): Promise<void> {
  const ingested = await ingest(io, source, options);
  await noteFound(io, found);
  if (io.signal.aborted) {
    const { read } = ingested.report.files;
    await note(
      io,
      `Interrupted. ${read} ${read === 1 ? 'file is' : 'files are'} ingested. Run the same command again to go on.`,
    );
    throw new Ended(EXIT.interrupted);
  }
  const report = createReport(found, ingested);
  await write(io.stdout, options.output === 'json' ? `${jsonLine(report)}\n` : await formatReport(report));
  await noteDigests(io, ingested);
  if (report.errors.length > 0) throw new Ended(EXIT.someFileFailed);
}

async function ingest(io: Io, source: IngestSource, { local, jobs, again }: IngestSourceOptions) {
  const { ingestFiles } = await import('../../local/ingest/ingest-files');
  const progress = io.stderr.isTTY ? await startProgress(io.stderr) : undefined;
  try {
    return await ingestFiles(local, source, {
      jobs,
      again,
      signal: io.signal,
      onPlan: (bytes) => progress?.plan(bytes),
      onBytes: (bytes) => progress?.add(bytes),
    });
  } finally {
    progress?.stop();
  }
}
