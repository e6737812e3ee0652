import { type Command, InvalidArgumentError, Option } from 'commander';
import type { AuditLog } from '../../query/audit-log';
import { FILE_STATUSES, type FileQuery, type FileStatus } from '../../query/file-query';
import type { FilesPage } from '../../query/files-answer';
import { formatCount } from '../../query/format-count';
import { FILE_COLUMNS, FILE_FORM } from '../output/file-columns';
import { type Io, note } from '../output/io';
import { LIST_FORMATS, type ListFormat, listWriter } from '../output/list-writer';
import { startProgressLines } from '../output/progress-lines';
import { addTableOptions, type TableOptions } from '../output/table-options';
import { command } from '../shell/command';
import { withAudit } from '../shell/connect';
import {
  addPlaceOptions,
  limitOption,
  nextTokenOption,
  outputOption,
  type PlaceOptions,
  repeated,
  timeZoneOption,
} from '../shell/options';

interface FilesOptions extends PlaceOptions, TableOptions {
  status?: FileStatus[];
  account?: string[];
  eventRegion?: string[];
  day?: string[];
  since?: string;
  until?: string;
  timeZone: string;
  limit: number;
  nextToken?: string;
  output: ListFormat;
}

const EXAMPLES = [
  '--local ./audit --status failed --status rejected',
  '--local ./audit --account 111122223333 --limit all --output csv',
  '--stack Audit --status altered --since 7d',
  '--stack Audit --account 111122223333 --event-region eu-west-1 --day 2026-03-14',
];

const GUIDE = `
Statuses:
  done          All events of the file are in the audit
  failed        The file could not be read or stored
  rejected      The file is done, but some of its records could not be audited
  altered       Different contents arrived under the key of the file; each is listed
  unreferenced  No digest names the file 24 hours after its delivery. On AWS, without --since: in the last 31 days.
                In a data folder: as ddb-audit verify --local found it

The order is that of the store. It does not change from one answer to the next. On AWS the whole ledger table is
read, unless --account, --event-region and --day say where to look: docs/asking.md says what that costs.`;

/** Number of records of a page at most: in a data folder, each page reads the ledger from its beginning. */
const PAGE = 10_000;

function parseStatus(text: string, before: string[] | undefined): string[] {
  if (!(FILE_STATUSES as readonly string[]).includes(text)) {
    throw new InvalidArgumentError(`Allowed values are ${FILE_STATUSES.join(', ')}.`);
  }
  return repeated(text, before);
}

export const filesCommand = (io: Io): Command =>
  command(
    'files',
    'List log files: what became of each',
    [addPlaceOptions, addTableOptions(FILE_COLUMNS)],
    EXAMPLES,
  )
    .addOption(
      new Option('--status <status>', 'Only files with this status')
        .choices(FILE_STATUSES)
        .argParser(parseStatus),
    )
    .addOption(
      new Option('--account <id>', 'Account whose events the file holds, by its folder').argParser(repeated),
    )
    .addOption(
      new Option('--event-region <region>', 'Region whose events the file holds, by its folder').argParser(
        repeated,
      ),
    )
    .addOption(
      new Option(
        '--day <date>',
        'UTC day of delivery, by the folder of the file, such as 2026-03-14',
      ).argParser(repeated),
    )
    .option('--since <time>', 'Earliest time at which the file was ingested or failed, inclusive')
    .option('--until <time>', 'Latest time at which the file was ingested or failed, exclusive')
    .addOption(timeZoneOption())
    .addOption(limitOption('records'))
    .addOption(nextTokenOption())
    .addOption(outputOption(io, LIST_FORMATS, 'ndjson'))
    .addHelpText('after', GUIDE)
    .action((options: FilesOptions) => withAudit(io, options, ({ log }) => listFiles(io, log, options)));

async function listFiles(io: Io, log: AuditLog, options: FilesOptions): Promise<void> {
  const { status, account, eventRegion, day, since, until, timeZone, limit } = options;
  const query: FileQuery = {
    ...(status && { status }),
    ...(account && { account }),
    ...(eventRegion && { eventRegion }),
    ...(day && { day }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    timeZone,
  };
  const writer = await listWriter(io, options.output, FILE_FORM, options);
  let [printed, entries] = [0, 0];
  let nextToken = options.nextToken;
  let page: FilesPage;
  const stopProgress = startProgressLines(
    io,
    () => `Looked at ${formatCount(entries)} entries of the ledger so far.`,
  );
  try {
    do {
      page = await log.filesPage(query, {
        limit: Math.min(limit - printed, PAGE),
        ...(nextToken !== undefined && { cursor: nextToken }),
        signal: io.signal,
      });
      await writer.write(page.records);
      printed += page.records.length;
      entries += page.searched.entries;
      ({ nextToken } = page);
    } while (nextToken !== undefined && printed < limit);
  } finally {
    stopProgress();
  }
  const { records: _, searched, ...rest } = page;
  await writer.end({ ...rest, searched: { ...searched, entries } });
  if (options.output === 'json') return;
  await note(io, describe(page, query, printed, entries));
}

/** Says what was searched and what no answer covers, so that nobody takes an answer for more than it is. */
function describe(
  { searched, nextToken, notices }: FilesPage,
  query: FileQuery,
  printed: number,
  entries: number,
) {
  const { since, until } = searched;
  const conditions = [
    ...(query.status ? [`status ${query.status.join(' or ')}`] : []),
    ...(query.account ? [`account ${query.account.join(' or ')}`] : []),
    ...(query.eventRegion ? [`Region ${query.eventRegion.join(' or ')}`] : []),
    ...(query.day ? [`delivered on ${query.day.join(' or ')}`] : []),
    `ingested or failed ${since === undefined ? 'at any time' : `since ${since}`}${until === undefined ? '' : ` before ${until}`}`,
  ];
  const shown = printed === 0 ? 'No' : `Showing ${formatCount(printed)}`;
  const noun = printed === 1 ? 'entry' : 'entries';
  const lines = [
    `${shown} ${noun} of log files (${conditions.join(', ')}); ${formatCount(entries)} entries of the ledger read.`,
    ...(nextToken === undefined
      ? []
      : [`More may follow. Use --limit all, or --next-token ${nextToken} to continue.`]),
    ...notices,
  ];
  return lines.join('\n');
}
