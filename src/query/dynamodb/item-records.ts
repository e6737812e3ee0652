import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type {
  ItemOptions,
  ItemPage,
  ItemQuery,
  ReadOptions,
  ReadPlan,
  RecordPage,
  RecordReader,
} from '../audit-store';
import type { IndexRecords } from './index-records';
import { ItemReader } from './item-reader';
import { originalsReader } from './read-originals';

/** Opens the entries of a query in an index. */
export type OpenEntries = (query: ItemQuery, options: ReadOptions) => Promise<IndexRecords>;

/** What item questions of a table are answered with. */
export interface ItemTable {
  readonly documents: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly openEntries: OpenEntries;
}

/** A page of the history of an item. */
export async function readItems(
  { documents, tableName, openEntries }: ItemTable,
  query: ItemQuery,
  { limit, ...options }: ItemOptions,
): Promise<ItemPage> {
  const source = await openEntries(query, options);
  const reader = new ItemReader(source, query.item, originalsReader(documents, tableName), options);
  const { records, touches, position } = await reader.read(limit);
  const notice = reader.unread.toNotice('such events count as calls that may have touched the item');
  const { plan, cost } = source;
  return {
    ...{ records, touches, plan, cost },
    ...(position && { position }),
    notices: notice === undefined ? [] : [notice],
  };
}

/** Opens the calls that name an item. */
export async function openItemRecords(
  { documents, tableName, openEntries }: ItemTable,
  query: ItemQuery,
  options: ReadOptions,
): Promise<RecordReader> {
  const source = await openEntries(query, options);
  const reader = new ItemReader(source, query.item, originalsReader(documents, tableName), options);
  return new ItemRecords(source, reader);
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
    const { records, position } = await this.#reader.read(limit);
    return { records, ...(position && { position }), cost: this.#source.cost };
  }
}
