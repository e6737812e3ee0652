import type { Command } from 'commander';
import type { Page } from '../../query/page';
import { type Io, noteAll } from '../output/io';
import { originalsReader } from '../output/originals-reader';
import { notePageEnd } from '../output/page-end';
import { PageNotices } from '../output/page-notices';
import { RECORD_COLUMNS } from '../output/record-columns';
import { RECORD_FORMATS, type RecordFormat } from '../output/record-output';
import { recordWriter } from '../output/record-writer';
import { addTableOptions, type TableOptions } from '../output/table-options';
import { wantsColour } from '../shell/colour';
import { command } from '../shell/command';
import { withAudit } from '../shell/connect';
import { addFilterOptions } from '../shell/filter-options';
import { searchKeyOption, toKeyedQuery } from '../shell/key-option';
import { latenessOption } from '../shell/lateness-option';
import {
  addOrderOption,
  addPlaceOptions,
  addTimeOptions,
  limitOption,
  nextTokenOption,
  outputOption,
  type PlaceOptions,
} from '../shell/options';

interface SearchOptions extends PlaceOptions, TableOptions {
  limit: number;
  lateness: number;
  key?: Record<string, string>;
  nextToken?: string;
  output: RecordFormat;
  color?: boolean;
}

const OPTIONS = [
  addPlaceOptions,
  addFilterOptions,
  addTimeOptions,
  addOrderOption,
  addTableOptions(RECORD_COLUMNS),
];

const EXAMPLES = [
  '--local ./audit --table Music --since 30d',
  '--local ./audit --action DeleteTable --action DeleteBackup --plane control',
  '--local ./audit --principal arn:aws:iam::111122223333:role/etl --outcome denied --output csv',
  '--stack Audit --region eu-west-1 --risk high --limit all',
  '--local ./audit --table Music --key Artist=Nina --action DeleteItem',
  '--local ./audit --table Music --columns time,action,account,event-id',
  "--local ./audit --table Music --output records | jq '.Records[].userAgent'",
];

/** Number of records read per request. */
const PAGE = 500;

export const searchCommand = (io: Io): Command =>
  command('search', 'Find records', OPTIONS, EXAMPLES)
    .addOption(searchKeyOption())
    .addOption(limitOption('records'))
    .addOption(latenessOption())
    .addOption(nextTokenOption())
    .addOption(outputOption(io, RECORD_FORMATS, 'ndjson'))
    .action((options: SearchOptions) => search(io, options));

async function search(io: Io, options: SearchOptions): Promise<void> {
  const query = toKeyedQuery({ ...options });
  await withAudit(io, options, async ({ log }) => {
    const originals = originalsReader(log);
    const writer = await recordWriter(io, options.output, {
      ...options,
      colour: wantsColour(io, options),
      readOriginals: originals.readOnce,
    });
    const notices = new PageNotices();
    let printed = 0;
    let entries = 0;
    let nextToken = options.nextToken;
    let page: Page;
    do {
      page = await log.page(query, {
        limit: Math.min(options.limit - printed, PAGE),
        lateness: options.lateness,
        onOriginal: originals.onOriginal,
        ...(nextToken && { cursor: nextToken }),
      });
      const added = notices.add(page.notices);
      if (options.output !== 'json') await noteAll(io, added);
      for (const record of page.records) await writer.write(record);
      printed += page.records.length;
      entries += page.searched.entries;
      ({ nextToken } = page);
    } while (nextToken && printed < options.limit);
    const { records: _, searched: __, ...rest } = page;
    await writer.end({ ...rest, ...notices.member });
    if (options.output !== 'json') await notePageEnd(io, page, { what: 'record', count: printed, entries });
  });
}
