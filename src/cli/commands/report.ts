import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { version } from '../../../package.json';
import { AuditTrailError, toMessage } from '../../errors';
import { formatCount } from '../../query/format-count';
import { type Io, note } from '../output/io';
import { startProgressLines } from '../output/progress-lines';
import { command } from '../shell/command';
import { type Connection, withAudit } from '../shell/connect';
import { addPlaceOptions, type PlaceOptions, parseLimit, repeated } from '../shell/options';

interface ReportOptions extends PlaceOptions {
  since: string;
  until: string;
  account?: string[];
  out: string;
  limit: number;
}

const EXAMPLES = [
  '--local ./audit --since 2026-03-01 --until 2026-04-01 --out ./march',
  '--stack Audit --since 2026-03-01 --until 2026-04-01 --account 111122223333 --out ./march',
];

const GUIDE = `
Writes report.html and report.json, with the same content. Each ends with its own SHA-256. docs/report.md describes them.`;

const FILES = ['report.json', 'report.html'] as const;
const DEFAULT_LIMIT = 1_000_000;

export const reportCommand = (io: Io): Command =>
  command('report', 'Write a report for auditors, as HTML and JSON', [addPlaceOptions], EXAMPLES)
    .requiredOption('--since <time>', 'Earliest event time, inclusive')
    .requiredOption('--until <time>', 'Latest event time, exclusive, in the past')
    .option('--account <id>', 'Only events and log files of this account. Can be repeated.', repeated)
    .requiredOption('--out <dir>', 'Folder for report.html and report.json, created if it does not exist')
    .addOption(
      new Option('--limit <n>', 'Maximum number of index entries to read from DynamoDB, or all')
        .argParser(parseLimit)
        .default(DEFAULT_LIMIT, '1000000'),
    )
    .addHelpText('after', GUIDE)
    .action((options: ReportOptions) => withAudit(io, options, (audit) => writeReport(io, audit, options)));

async function writeReport(io: Io, audit: Connection, options: ReportOptions): Promise<void> {
  const { since, until, account, out, limit } = options;
  const [{ collectReport }, { formatReport }, { sealJson, sealPage }, known] = await Promise.all([
    import('../../report/collect-report'),
    import('../report/format-report'),
    import('../report/seal'),
    describeAudit(audit, options),
  ]);
  const toPath = (name: (typeof FILES)[number]) => join(out, name);
  await prepareFolder(out);
  const existing = FILES.map(toPath).find((path) => existsSync(path));
  if (existing !== undefined) throw alreadyThere(existing);
  let read = 0;
  const stopProgress = startProgressLines(io, () => `Read ${formatCount(read)} records so far.`);
  try {
    const report = await collectReport(audit, {
      ...{ since, until, account, version, maximumEntries: limit, signal: io.signal, ...known },
      onProgress: () => {
        read += 1;
      },
    });
    const json = sealJson(report);
    const page = sealPage(await formatReport(report, json.hash));
    await writeNew(toPath('report.json'), json.text);
    await writeNew(toPath('report.html'), page.text);
    const { status } = report.coverage;
    await note(io, `Wrote report.html and report.json to ${out}. Coverage of the range: ${status}.`);
    for (const limit of report.events.limits) await note(io, limit);
  } finally {
    stopProgress();
  }
}

/** What the report is about, and who may read it. */
async function describeAudit({ tables, readDeployment }: Connection, { local }: PlaceOptions) {
  if (tables && readDeployment) {
    const { describeTablesAccess } = await import('../report/tables-access');
    return {
      audit: `Tables ${tables.tableName} and ${tables.ledgerTableName}`,
      access: describeTablesAccess(tables, await readDeployment()),
    };
  }
  const { readFolderAccess } = await import('../report/folder-access');
  return { audit: `Data folder ${local}`, access: await readFolderAccess(local!) };
}

async function prepareFolder(out: string): Promise<void> {
  try {
    await mkdir(out, { recursive: true });
  } catch (error) {
    throw new AuditTrailError('Configuration', `Cannot create ${out}: ${toMessage(error)}`, { cause: error });
  }
}

const alreadyThere = (path: string, cause?: unknown) =>
  new AuditTrailError('InvalidArgument', `${path} exists. Specify another folder with --out.`, { cause });

/** Writes a file that must not exist: a report is evidence. */
async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw alreadyThere(path, error);
    throw new AuditTrailError('Configuration', `Cannot write ${path}: ${toMessage(error)}`, { cause: error });
  }
}
