import type { Command } from 'commander';
import { createColors } from 'picocolors';
import type { AuditLog } from '../../query/audit-log';
import { MAXIMUM_NAMED_ITEMS_PAGE } from '../../query/limits';
import type { NamedItemsPage } from '../../query/named-items-answer';
import { CALL_ITEMS_COLUMNS, toCallItemsForm } from '../output/call-items-columns';
import { type Io, noteAll } from '../output/io';
import { LIST_FORMATS, listWriter } from '../output/list-writer';
import { notePageEnd } from '../output/page-end';
import { PageNotices } from '../output/page-notices';
import { addTableOptions } from '../output/table-options';
import { wantsColour } from '../shell/colour';
import { command } from '../shell/command';
import { withAudit } from '../shell/connect';
import { addFilterOptions, toQuery } from '../shell/filter-options';
import { latenessOption } from '../shell/lateness-option';
import type { ListOptions } from '../shell/list-options';
import {
  addOrderOption,
  addPlaceOptions,
  addTimeOptions,
  limitOption,
  nextTokenOption,
  outputOption,
} from '../shell/options';

const OPTIONS = [
  addPlaceOptions,
  addFilterOptions,
  addTimeOptions,
  addOrderOption,
  addTableOptions(CALL_ITEMS_COLUMNS),
];

const EXAMPLES = [
  '--local ./audit --access-key AKIAIOSFODNN7EXAMPLE --limit all',
  '--local ./audit --table Orders --principal build-agent --plane data --since 7d',
  "--stack Audit --table Orders --since 1h --output ndjson | jq -c '.items[].key'",
];

export const itemsCommand = (io: Io): Command =>
  command(
    'items',
    'List which items calls name: the keys in their requests. Reads the event of each call',
    OPTIONS,
    EXAMPLES,
  )
    .addOption(limitOption('calls'))
    .addOption(latenessOption())
    .addOption(nextTokenOption())
    .addOption(outputOption(io, LIST_FORMATS, 'ndjson'))
    .action((options: ListOptions) => withAudit(io, options, ({ log }) => listItems(io, log, options)));

async function listItems(io: Io, log: AuditLog, options: ListOptions): Promise<void> {
  const { limit, lateness, output } = options;
  const query = toQuery({ ...options });
  const form = toCallItemsForm(createColors(wantsColour(io, options)));
  const writer = await listWriter(io, output, form, options);
  const notices = new PageNotices();
  let count = 0;
  let entries = 0;
  let cursor = options.nextToken;
  let page: NamedItemsPage;
  do {
    page = await log.namedItemsPage(query, {
      limit: Math.min(limit - count, MAXIMUM_NAMED_ITEMS_PAGE),
      lateness,
      cursor,
    });
    const added = notices.add(page.notices);
    if (output !== 'json') await noteAll(io, added);
    await writer.write(page.records);
    count += page.records.length;
    entries += page.searched.entries;
    cursor = page.nextToken;
  } while (cursor !== undefined && count < limit);
  const { records: _, searched: __, ...rest } = page;
  await writer.end({ ...rest, ...notices.member });
  if (output !== 'json') await notePageEnd(io, page, { what: 'call', count, entries });
}
