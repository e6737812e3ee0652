import type { Command } from 'commander';
import { createColors } from 'picocolors';
import { hourAfter } from '../../activity/activity-group';
import { GroupCounter } from '../../activity/group-counter';
import type { ActivityPage } from '../../query/activity-answer';
import type { AuditLog } from '../../query/audit-log';
import { formatCount } from '../../query/format-count';
import { ACTIVITY_COLUMNS, toActivityForm } from '../output/activity-columns';
import { noteCoverage } from '../output/coverage';
import { type Io, note, noteAll } from '../output/io';
import { LIST_FORMATS, listWriter } from '../output/list-writer';
import { noteMore, noteNoMatch } from '../output/page-end';
import { PageNotices } from '../output/page-notices';
import { addTableOptions } from '../output/table-options';
import { wantsColour } from '../shell/colour';
import { command } from '../shell/command';
import { withAudit } from '../shell/connect';
import { addFilters, toQuery } from '../shell/filter-options';
import { latenessOption } from '../shell/lateness-option';
import type { ListOptions } from '../shell/list-options';
import {
  addPlaceOptions,
  addTimeOptions,
  limitOption,
  nextTokenOption,
  outputOption,
} from '../shell/options';

const OPTIONS = [
  addPlaceOptions,
  addFilters({
    table: 'Table name, ARN, or prefix such as Cust* (default: all tables)',
    principal: undefined,
    action: 'Operation, for example PutItem or Batch*',
    outcome: undefined,
    account: 'ID of the account of the table',
    eventRegion: 'Region of the table (--region is the Region of the audit)',
  }),
  addTimeOptions,
  addTableOptions(ACTIVITY_COLUMNS),
];

const EXAMPLES = [
  '--local ./audit --table Music --since 24h',
  '--local ./audit --principal etl --outcome denied --limit all --output csv',
  '--stack Audit --table Music --since 30d --limit all --output ndjson',
];

/** Number of groups read per request. */
const PAGE = 2_000;

export const activityCommand = (io: Io): Command =>
  command(
    'activity',
    'Count reads and writes of items by hour, table, principal, operation and outcome',
    OPTIONS,
    EXAMPLES,
  )
    .addOption(limitOption('lines'))
    .addOption(latenessOption())
    .addOption(nextTokenOption())
    .addOption(outputOption(io, LIST_FORMATS, 'ndjson'))
    .action((options: ListOptions) => withAudit(io, options, ({ log }) => listActivity(io, log, options)));

async function listActivity(io: Io, log: AuditLog, options: ListOptions): Promise<void> {
  const { limit, lateness, output } = options;
  const query = toQuery({ ...options });
  const form = toActivityForm(createColors(wantsColour(io, options)));
  const writer = await listWriter(io, output, form, options);
  const notices = new PageNotices();
  const counter = new GroupCounter();
  let printed = 0;
  let entries = 0;
  let { nextToken } = options;
  let page: ActivityPage;
  do {
    page = await log.activityPage(query, {
      limit: Math.min(limit - printed, PAGE),
      lateness,
      ...(nextToken !== undefined && { cursor: nextToken }),
    });
    ({ nextToken } = page);
    const added = notices.add(page.notices);
    if (output !== 'json') await noteAll(io, added);
    for (const group of page.groups) counter.addGroup(group);
    // The groups of an hour that the page did not finish get the rest of their calls from the next page.
    const isUnfinished = limit === Number.POSITIVE_INFINITY && nextToken !== undefined;
    const since = isUnfinished && page.countedSince ? hourAfter(page.countedSince) : undefined;
    const groups = counter.take(since);
    await writer.write(groups);
    printed += groups.length;
    entries += page.searched.entries;
  } while (nextToken !== undefined && printed < limit);
  const { groups: _, searched: __, ...rest } = page;
  await writer.end({ ...rest, ...notices.member });
  if (output === 'json') return;
  await noteCoverage(io, page.coverage);
  await noteEnd(io, page, printed, entries);
}

/** Says what was searched and what follows, so that nobody takes an answer for more than it is. */
async function noteEnd(
  io: Io,
  { searched, nextToken, countedSince, incomplete }: ActivityPage,
  printed: number,
  entries: number,
): Promise<void> {
  if (printed === 0 && nextToken === undefined) await noteNoMatch(io, searched, 'call', entries);
  if (countedSince !== undefined) {
    await note(
      io,
      `The calls before ${countedSince} are not counted yet; further lines for this hour follow.`,
    );
  }
  if (nextToken !== undefined) {
    await noteMore(io, `${formatCount(printed)} ${printed === 1 ? 'line' : 'lines'}`, nextToken);
  }
  if (incomplete !== undefined) await note(io, `Incomplete: ${incomplete}`);
}
