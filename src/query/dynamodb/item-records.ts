import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ItemOptions, ItemPage, ItemQuery, ReadOptions, RecordPage, RecordReader } from '../audit-store';
import { isStoredAsGiven } from '../item-key';
import type { ReadPlan } from '../read-plan';
import type { IndexEntry } from './index-entry';
import type { IndexOptions, IndexRecords } from './index-records';
import { type EntrySource, ItemEntries } from './item-entries';
import type { EntryQuestion } from './item-hour';
import { ItemReader } from './item-reader';
import type { Originals } from './originals';
import type { Plan } from './plan';
import { CostMeter } from './read-cost';
import { originalsReader } from './read-originals';

/** What item questions of a table are answered with. */
export interface ItemTable {
  readonly documents: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly plan: (query: ItemQuery) => Promise<Plan>;
  readonly openIndex: (plan: Plan, query: ItemQuery, options: IndexOptions) => IndexRecords;
  /** Activity entries. Undefined if log files have none. */
  readonly findEntries: (signal: AbortSignal | undefined) => Promise<EntrySource | undefined>;
  /** How events without a record of their own are read. */
  readonly originals: () => Promise<Originals>;
}

/** A page of the history of an item. */
export async function readItems(
  table: ItemTable,
  query: ItemQuery,
  { limit, ...options }: ItemOptions,
): Promise<ItemPage> {
  // Entries do not say which account received an event, and in which Region it happened.
  const isFiltered = query.account !== undefined || query.eventRegion !== undefined;
  const { index, entries, reader } = await openItem(
    table,
    query,
    options,
    isFiltered ? 'records' : 'entries',
  );
  const { records, touches, position } = await reader.read(limit);
  const notice = reader.unread.toNotice('such events count as calls that may have touched the item');
  entries?.addCounted(touches, position);
  const { plan, cost } = index;
  return {
    ...{ records, touches, plan, cost },
    ...(position && { position }),
    notices: notice === undefined ? [] : [notice],
  };
}

/** Opens the calls that name an item. */
export async function openItemRecords(
  table: ItemTable,
  query: ItemQuery,
  options: ReadOptions,
): Promise<RecordReader> {
  const { index, reader } = await openItem(table, query, options, 'none');
  return new ItemRecords(index, reader);
}

interface OpenItem {
  readonly index: IndexRecords;
  readonly reader: ItemReader;
  /** Undefined if the index is read without them. */
  readonly entries: ItemEntries | undefined;
}

async function openItem(
  table: ItemTable,
  query: ItemQuery,
  options: ReadOptions,
  unnamed: EntryQuestion['unnamed'],
): Promise<OpenItem> {
  const { from, measureCost = false, signal } = options;
  const plan = await table.plan(query);
  const isTestable = Object.keys(query.item.key).every(isStoredAsGiven);
  const mayNarrow = plan.index === 'resource' && query.order === 'desc' && isTestable;
  const source = await table.findEntries(signal);
  const narrows = mayNarrow && source?.since !== undefined;
  const meter = new CostMeter(measureCost);
  const entries =
    source && (narrows || source.summarizes)
      ? new ItemEntries(source, {
          ...{ query, from, meter, signal, narrows },
          unnamed: isTestable ? unnamed : 'records',
        })
      : undefined;
  const narrowing = narrows ? entries : undefined;
  const noted = mayNarrow ? addNotice(plan, findNotice(narrowing)) : plan;
  const files = entries && source?.summarizes ? { ...(await table.originals()), steps: entries } : undefined;
  const index = table.openIndex(noted, query, { ...options, meter, steps: narrowing, files });
  const readOriginals = originalsReader(table.documents, table.tableName);
  const isUndecided = narrowing && ((entry: IndexEntry) => narrowing.isUndecided(entry));
  const reader = new ItemReader(index, query.item, readOriginals, options, isUndecided);
  return { index, reader, entries: narrowing };
}

/** Says which calls were read one by one. */
function findNotice(entries: ItemEntries | undefined): string | undefined {
  if (!entries) return 'Every call on the table was read, because log files have no activity entries.';
  const before = entries.older?.until;
  return (
    before && `Every call before ${before} was read, because log files have activity entries only since then.`
  );
}

function addNotice(plan: Plan, notice: string | undefined): Plan {
  const notices = [plan.notice, notice].filter((one) => one !== undefined);
  return notices.length > 0 ? { ...plan, notice: notices.join(' ') } : plan;
}

class ItemRecords implements RecordReader {
  readonly #source: IndexRecords;
  readonly #reader: ItemReader;

  constructor(source: IndexRecords, reader: ItemReader) {
    this.#source = source;
    this.#reader = reader;
  }

  /** Says what could not be read so far. */
  get plan(): ReadPlan {
    const { plan } = this.#source;
    const unread = this.#reader.unread.toNotice('the answer may lack calls that name the item');
    return unread === undefined ? plan : { ...plan, notice: [plan.notice, unread].filter(Boolean).join(' ') };
  }

  async read(limit: number): Promise<RecordPage> {
    const { records, originals, position } = await this.#reader.read(limit);
    return { records, originals, ...(position && { position }), cost: this.#source.cost };
  }
}
