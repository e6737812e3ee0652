import type { Command } from 'commander';
import type { ItemHistory, ItemQuestion } from '../../query/item-answer';
import { findUnnamedAttributes } from '../../query/item-notices';
import { TouchCounter } from '../../query/touch-groups';
import { noteCoverage } from '../output/coverage';
import { type Io, note, noteAll } from '../output/io';
import { ITEM_FORMATS, type ItemFormat, itemWriter } from '../output/item-writer';
import { PageNotices } from '../output/page-notices';
import { RECORD_COLUMNS } from '../output/record-columns';
import { addTableOptions, type TableOptions } from '../output/table-options';
import { wantsColour } from '../shell/colour';
import { command } from '../shell/command';
import { withAudit } from '../shell/connect';
import { addFilters, alteredOption } from '../shell/filter-options';
import { keyOption } from '../shell/key-option';
import { latenessOption } from '../shell/lateness-option';
import {
  addPlaceOptions,
  addTimeOptions,
  limitOption,
  nextTokenOption,
  outputOption,
  type PlaceOptions,
} from '../shell/options';

interface ItemOptions extends PlaceOptions, TableOptions {
  table: string;
  key: Record<string, string>;
  since?: string;
  until?: string;
  timeZone?: string;
  account?: string[];
  eventRegion?: string[];
  altered?: boolean;
  limit: number;
  lateness: number;
  nextToken?: string;
  output: ItemFormat;
  color?: boolean;
}

const EXAMPLES = [
  '--local ./audit --table Orders --key orderId=42',
  '--local ./audit --table Orders --key customerId=c7 --key orderId=42 --since 90d --limit all',
  "--stack Audit --table Orders --key orderId=42 --output json | jq '.named[].principal.id'",
  '--stack Audit --table Orders --key orderId=42 --limit all --output ndjson',
];

/** Number of records read per request. */
const PAGE = 500;

export const itemCommand = (io: Io): Command =>
  command(
    'item',
    'Find who touched an item: calls that named it, and calls that may have touched it without naming it',
    [
      addPlaceOptions,
      addQuestionOptions,
      addFilters({ account: undefined, eventRegion: undefined }),
      addTimeOptions,
      addTableOptions(RECORD_COLUMNS),
    ],
    EXAMPLES,
  )
    .addOption(limitOption('calls that named the item'))
    .addOption(latenessOption())
    .addOption(alteredOption())
    .addOption(nextTokenOption())
    .addOption(outputOption(io, ITEM_FORMATS, 'json'))
    .action((options: ItemOptions) => printItem(io, options));

const addQuestionOptions = (command: Command): Command =>
  command
    .requiredOption(
      '--table <name>',
      'Table name, or table ARN. A name means the tables of that name in all Regions and accounts',
    )
    .addOption(
      keyOption(
        'Key attribute and its value, for example orderId=42. If repeated, all must match the same item',
      ).makeOptionMandatory(),
    );

async function printItem(io: Io, options: ItemOptions): Promise<void> {
  const { table, key, since, until, timeZone, account, eventRegion, altered, limit, lateness } = options;
  const question: ItemQuestion = { table, key, since, until, timeZone, account, eventRegion, altered };
  await withAudit(io, options, async ({ log }) => {
    const writer = await itemWriter(io, options.output, { ...options, colour: wantsColour(io, options) });
    const notices = new PageNotices();
    const touches = new TouchCounter();
    let named = 0;
    let entries = 0;
    let cursor = options.nextToken;
    let page: ItemHistory;
    do {
      page = await log.item(question, { limit: Math.min(limit - named, PAGE), lateness, cursor });
      await writer.write(page);
      named += page.named.length;
      entries += page.searched.entries;
      touches.addAll(page);
      notices.add(page.notices);
      cursor = page.nextToken;
    } while (cursor && named < limit);
    // A page can say that of an answer of one page only.
    const isNothing = named === 0 && cursor === undefined && options.nextToken === undefined;
    const unnamed = isNothing ? findUnnamedAttributes(touches, key) : undefined;
    if (unnamed !== undefined) notices.add([unnamed]);
    const { mayHaveTouched, attempted } = touches;
    const searched = { ...page.searched, entries };
    const answer = { ...page, mayHaveTouched, attempted, searched, ...notices.member };
    await writer.end(answer);
    if (options.output === 'json') return;
    await noteAll(io, answer.notices);
    await noteCoverage(io, page.coverage);
    if (cursor) {
      await note(
        io,
        `The answer reaches back to ${page.searched.since}; there is more before it. Use --limit all, or --next-token ${cursor} to continue.`,
      );
    }
  });
}
