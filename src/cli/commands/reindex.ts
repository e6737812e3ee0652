import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import * as z from 'zod';
import { AuditTrailError, toMessage } from '../../errors';
import { parseTime } from '../../query/time';
import { toReason } from '../files/path-reasons';
import { jsonLine } from '../output/control-characters';
import { Ended, INTERRUPTED, type Io, note, write } from '../output/io';
import { startProgressLines } from '../output/progress-lines';
import { command } from '../shell/command';
import { EXIT } from '../shell/exit-code';
import { openTables } from '../shell/open-tables';
import { addDeploymentOptions, type PlaceOptions } from '../shell/options';

interface ReindexCommandOptions extends PlaceOptions {
  settings: string;
  since?: string;
  until?: string;
  dryRun?: boolean;
}

const EXAMPLES = [
  '--stack Audit --settings settings.json --dry-run',
  '--stack Audit --settings settings.json --since 2026-01-01',
];

const GUIDE = `
Reads the originals in the audit table, not the log files. Indexes are those that the ledger has recorded.
Risks depend on settings that only the deployment knows: the file given with --settings holds
{"settings": {…}, "guardedResources": […]}, as configured for the ingest function. Events without an original are
named and left as they are. Interrupted and run again, the command goes on.`;

export const reindexCommand = (io: Io): Command =>
  addDeploymentOptions(
    command('reindex', 'Give stored records the meaning, risks and indexes of this version', [], EXAMPLES),
  )
    .requiredOption('--settings <file>', 'JSON file with the settings of the ingest function')
    .option('--since <time>', 'Earliest eventTime (default: that of the first record)')
    .option('--until <time>', 'Latest eventTime, not included (default: that of the last record)')
    .option('--dry-run', 'Only show what would change')
    .addHelpText('after', GUIDE)
    .action((options: ReindexCommandOptions) => reindex(io, options));

const fileSchema = z.strictObject({
  settings: z.unknown(),
  guardedResources: z.array(z.string()),
});

async function readSettings(path: string) {
  const fail = (reason: string, cause: unknown) =>
    new AuditTrailError('Configuration', `Cannot read settings from ${path}: ${reason}`, { cause });
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw fail(`${toReason(error, path)}.`, error);
  });
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch (error) {
    throw fail(error instanceof z.ZodError ? z.prettifyError(error) : toMessage(error), error);
  }
}

async function reindex(io: Io, options: ReindexCommandOptions): Promise<void> {
  const [{ parseIngestSettings }, { riskAssessor }, { readIndexCoverage }, { noCounts, reindexTable }] =
    await Promise.all([
      import('../../settings/ingest-settings'),
      import('../../rules/assess-risk'),
      import('../../store/ledger/index-coverage'),
      import('../../reindex/reindex-table'),
    ]);
  const now = Date.now();
  const toTime = (text: string | undefined) => (text === undefined ? undefined : parseTime(text, now));
  const file = await readSettings(options.settings);
  const settings = parseIngestSettings(file.settings);
  const { client, tableName, ledgerTableName } = await openTables(io, options);
  const counts = noCounts();
  const stopProgress = startProgressLines(io, () => `${counts.events} events, ${counts.changed} changed.`);
  try {
    const indexes = await readIndexCoverage(client, ledgerTableName, io.signal);
    if (!indexes) throw new AuditTrailError('NotFound', 'The audit is empty: nothing was ingested yet.');
    const { dataEventIndexes, indexApplicationFailures } = indexes;
    const { guardedResources } = file;
    const ended = await reindexTable(
      {
        ...{ client, tableName, ledgerTableName, signal: io.signal, dryRun: options.dryRun === true },
        ...{ since: toTime(options.since), until: toTime(options.until) },
        settings: JSON.stringify([file, dataEventIndexes, indexApplicationFailures]),
        options: {
          classify: { assessRisk: riskAssessor({ ...settings, guardedResources }) },
          indexes: { dataEventIndexes, indexApplicationFailures },
        },
      },
      counts,
    );
    stopProgress();
    await write(io.stdout, `${jsonLine(counts)}\n`);
    if (ended) return;
    await note(io, INTERRUPTED);
    throw new Ended(EXIT.interrupted);
  } finally {
    stopProgress();
    client.destroy();
  }
}
