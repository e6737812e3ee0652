import { type Command, Option } from 'commander';
import { command } from '../command';
import { withAudit } from '../connect';
import { type Io, note } from '../io';
import {
  addColourOptions,
  addFilterOptions,
  addOrderOption,
  addPlaceOptions,
  addTimeOptions,
  outputOption,
  type PlaceOptions,
  parseLimit,
  toQuery,
  wantsColour,
} from '../options';
import { RECORD_FORMATS, type RecordFormat, recordWriter } from '../output/record-writer';

interface SearchOptions extends PlaceOptions {
  limit: number;
  nextToken?: string;
  output: RecordFormat;
  color?: boolean;
}

const OPTIONS = [addPlaceOptions, addFilterOptions, addTimeOptions, addOrderOption, addColourOptions];

const EXAMPLES = [
  '--local ./audit --table Music --since 30d',
  '--local ./audit --action DeleteTable --action DeleteBackup --plane control',
  '--local ./audit --principal arn:aws:iam::111122223333:role/etl --outcome denied --output csv',
  '--table-name audit --ledger-table-name ledger --region eu-west-1 --risk high --limit all',
  "--local ./audit --table Music --output records | jq '.Records[].userAgent'",
];

/** Records read at once; more are fetched as they are printed. */
const PAGE = 500;

export const searchCommand = (io: Io): Command =>
  command('search', 'find records', OPTIONS, EXAMPLES)
    .addOption(new Option('--limit <count>', 'records to print, or all').argParser(parseLimit).default(50))
    .option('--next-token <token>', 'go on where an earlier answer ended')
    .addOption(outputOption(io, RECORD_FORMATS, 'ndjson'))
    .action((options: SearchOptions) => search(io, options));

async function search(io: Io, options: SearchOptions): Promise<void> {
  const query = toQuery({ ...options });
  await withAudit(io, options, async ({ log }) => {
    const writer = recordWriter(io, options.output, {
      colour: wantsColour(io, options),
      readOriginals: (eventId) => log.original(eventId),
    });
    let printed = 0;
    let nextToken = options.nextToken;
    let incomplete: string | undefined;
    do {
      const page = await log.page(query, {
        limit: Math.min(options.limit - printed, PAGE),
        ...(nextToken && { cursor: nextToken }),
      });
      for (const record of page.records) await writer.write(record);
      printed += page.records.length;
      ({ nextToken, incomplete } = page);
    } while (nextToken && printed < options.limit);
    await writer.end({ nextToken, incomplete });
    if (options.output === 'json') return;
    if (printed === 0) await note(io, 'No record answers.');
    if (nextToken) await note(io, `There is more: --limit all, or --next-token ${nextToken}`);
    if (incomplete) await note(io, `Incomplete: ${incomplete}`);
  });
}
