import { jsonRecord } from '../../audit/json-record';
import type { TouchKind } from '../../audit/touch-kind';
import { formatCount } from '../../query/format-count';
import type { ItemHistory } from '../../query/item-answer';
import type { TouchGroup } from '../../query/touch-groups';
import { jsonLine, visible } from './control-characters';
import { type Io, write } from './io';
import type { RecordWriter, RecordWriterOptions } from './record-output';

export const ITEM_FORMATS = ['table', 'json', 'ndjson'] as const;
export type ItemFormat = (typeof ITEM_FORMATS)[number];

/** Writes the history of an item, page by page. */
export interface ItemWriter {
  write(page: ItemHistory): Promise<void>;
  /** @param last the last page, with the counts of all pages */
  end(last: ItemHistory): Promise<void>;
}

/** Creates a writer to stdout. */
export async function itemWriter(
  io: Io,
  format: ItemFormat,
  options: RecordWriterOptions,
): Promise<ItemWriter> {
  if (format === 'json') return jsonWriter(io);
  if (format === 'ndjson') return ndjsonWriter(io);
  const { recordTableWriter } = await import('./record-table');
  return tableWriter(io, recordTableWriter(io, options));
}

/** One object, whose list of calls can have any length. */
function jsonWriter(io: Io): ItemWriter {
  const out = (piece: string) => write(io.stdout, piece);
  let written: number | undefined;
  return {
    write: async ({ table, tables, key, named }) => {
      if (written === undefined) await out(`${jsonLine({ table, tables, key }).slice(0, -1)},"named":[`);
      written ??= 0;
      for (const record of named) {
        await out((written > 0 ? ',' : '') + jsonLine(jsonRecord(record)));
        written += 1;
      }
    },
    end: ({ table, tables, key, named, ...rest }) => out(`],${jsonLine(rest).slice(1)}\n`),
  };
}

/** A line for each call and each group, with the member of the JSON form that it is from; last a line with the other members. */
function ndjsonWriter(io: Io): ItemWriter {
  const line = (part: string, members: object) => write(io.stdout, `${jsonLine({ part, ...members })}\n`);
  return {
    write: async ({ named }) => {
      for (const record of named) await line('named', jsonRecord(record));
    },
    end: async ({ named: _, mayHaveTouched, attempted, ...rest }) => {
      for (const group of mayHaveTouched) await line('mayHaveTouched', group);
      for (const group of attempted) await line('attempted', group);
      await line('answer', rest);
    },
  };
}

/** Reads as an answer: who named the item, who may have touched it, and what cannot be seen. */
function tableWriter(io: Io, records: RecordWriter): ItemWriter {
  const out = (text: string) => write(io.stdout, text);
  let isBegun = false;
  let named = 0;
  return {
    write: async (page) => {
      if (!isBegun) await out(`${formatQuestion(page)}\n\nCalls that named it:\n`);
      isBegun = true;
      named += page.named.length;
      for (const record of page.named) await records.write(record);
    },
    end: async ({ mayHaveTouched, attempted, searched, nextToken }) => {
      await records.end();
      if (named === 0) await out(`${formatNone(searched)}\n`);
      const counted = nextToken === undefined ? '' : `, counted since ${searched.since}`;
      await out(`\nCalls that may have touched it without naming it${counted}:\n`);
      await out(await formatGroups(mayHaveTouched));
      if (attempted.length > 0) {
        await out(`\nSuch calls that were denied, throttled or failed${counted}:\n`);
        await out(await formatGroups(attempted));
      }
      await out(`\n${NOT_VISIBLE}\n`);
    },
  };
}

const NOT_VISIBLE =
  'Not visible, because CloudTrail has no event of it: reads that DAX answers from its cache, and deletions by TTL.';

function formatQuestion({ table, tables, key }: ItemHistory): string {
  const values = Object.entries(key).map(([attribute, value]) => `${attribute} = ${formatValue(value)}`);
  const place = tables.length > 1 ? `${table} (${tables.length} tables)` : table;
  return visible(`Item with ${values.join(' and ')} in ${place}`);
}

/** A value that is empty, or that has spaces around it, in quotes, because nobody could see it otherwise. */
function formatValue(value: ItemHistory['key'][string]): string {
  const text = String(value);
  return text === '' || text.trim() !== text ? JSON.stringify(text) : text;
}

const formatNone = ({ since, until, entries }: ItemHistory['searched']): string =>
  `None ${since ? `between ${since} and` : 'up to'} ${until ?? 'now'} (${formatCount(entries)} entries read).`;

/** How a call may have touched the item, for a table. */
const HOW: Readonly<Record<TouchKind, string>> = {
  scan: 'scan of the table or an index',
  'index-query': 'query of an index by another key',
  'unlogged-key': 'items, without the whole key',
  export: 'export of the table',
  restore: 'restore of the table',
  replica: 'replica of the table',
  stream: 'stream of changes',
  statement: 'PartiQL without the key',
};

async function formatGroups(groups: readonly TouchGroup[]): Promise<string> {
  if (groups.length === 0) return 'None.\n';
  const { formatTable } = await import('./table');
  const columns = ['HOW', 'ACTION', 'PRINCIPAL', 'CALLS', 'FIRST', 'LAST'].map((head) => ({ head }));
  const rows = groups.map(({ kind, eventName, principal, count, first, last }) =>
    [HOW[kind], eventName, principal, formatCount(count), first, last].map((text) => ({ text })),
  );
  return formatTable(columns, rows, undefined);
}
