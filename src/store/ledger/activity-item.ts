import { createHash } from 'node:crypto';
import type { EncodedEntry, EntryContent, EntryGroup, EntryPlace } from '../../activity/activity-entry';
import type { EntryCall } from '../../activity/entry-calls';
import type { FuseFilter } from '../../activity/fuse-filter';
import { decodeContent, type StoredContent } from '../../activity/stored-content';
import { parseArn } from '../../audit/arn';
import { AuditTrailError } from '../../errors';
import { toExpiresAt } from '../expires-at';
import { EXPIRES_AT, LEDGER_KEYS } from '../indexes';
import { itemKey } from '../items/item';
import { addBinary, addNumber, addString, addStringIf, emptyItem } from '../items/item-json';
import { decodeSource, encodeSource, type ItemSource } from '../items/item-source';
import type { WritableItem } from '../write/batch-request';
import { contentEnding } from './file-key';
import type { LedgerEntry, LedgerItem } from './ledger-item';

/** What the partition key of every activity entry begins with. */
export const ACTIVITY_BOOK = 'activity/';
const FILE_DIGITS = 16;

/** One content of a log file, as its ledger entry names it. */
export type FileContent = Pick<
  LedgerEntry,
  'bucket' | 'key' | 'status' | 'sha256' | 'versionId' | 'gzipMembers' | 'paddingBytes'
>;

/** An activity entry as it was stored. What is not asked for is not decoded. Throws as `parseActivityItem` does. */
export interface ActivityEntry extends EntryPlace, EntryContent {
  /** Names the content of the log file among entries. */
  readonly file: string;
  /** The log file. */
  readonly source: ItemSource;
  readonly versionId: string | undefined;
  /** Of the uncompressed bytes of the log file, lower-case hex. */
  readonly sha256: string;
  /** Number of events of all groups. */
  readonly eventCount: number;
  /** The groups of some calls. */
  findGroups(matches: (call: EntryCall) => boolean): readonly EntryGroup[];
}

/** The partition key of the entries of a table. */
export const activityBook = (table: string): string => ACTIVITY_BOOK + table;

/** Names a content of a log file among activity entries: another content under the same key has entries of its own. */
export const toFileName = (file: FileContent): string =>
  createHash('sha256')
    .update(`${file.bucket}/${file.key}${contentEnding(file)}`)
    .digest('hex')
    .slice(0, FILE_DIGITS);

/** The key of an entry. */
export const activityKey = ({ table, hour, part }: EntryPlace, fileName: string) => ({
  [LEDGER_KEYS.partition]: activityBook(table),
  [LEDGER_KEYS.sort]: `${hour}#${fileName}${part === 0 ? '' : `#${part}`}`,
});

/** Names an entry among those of all log files, by its item or key. */
export const toActivityName = ({
  [LEDGER_KEYS.partition]: book,
  [LEDGER_KEYS.sort]: sort,
}: LedgerItem): string => JSON.stringify([book, sort]);

/** What entries leave out of the key of their log file, because their own key says it. */
const toPlace = ({ table, hour }: Pick<EntryPlace, 'table' | 'hour'>) => {
  const arn = parseArn(table);
  return { accountId: arn?.account ?? '', region: arn?.region ?? '', eventTime: `${hour}:00:00Z` };
};

/**
 * Makes the items of a file's entries. Like records, they expire `retentionDays` after the time of their events.
 * @param retentionDays Absent: keep forever.
 */
export function toActivityItems(
  entries: readonly EncodedEntry[],
  file: FileContent,
  retentionDays: number | undefined,
): WritableItem[] {
  if (entries.length === 0) return [];
  const fileName = toFileName(file);
  const source = { bucket: file.bucket, key: file.key };
  const hash = Buffer.from(file.sha256 ?? '', 'hex');
  return entries.map((entry) => {
    const { [LEDGER_KEYS.partition]: book = '', [LEDGER_KEYS.sort]: sort = '' } = activityKey(
      entry,
      fileName,
    );
    const item = emptyItem();
    addString(item, LEDGER_KEYS.partition, book);
    addString(item, LEDGER_KEYS.sort, sort);
    addString(item, 'file', encodeSource(source, toPlace(entry)));
    addStringIf(item, 'versionId', file.versionId);
    addBinary(item, 'sha256', hash);
    addBinary(item, 'data', Buffer.from(entry.bytes));
    if (retentionDays !== undefined) {
      const last = Math.floor(Date.parse(entry.lastEventTime) / 1000);
      addNumber(item, EXPIRES_AT, toExpiresAt(last, retentionDays));
    }
    const json = `{${item.json}}`;
    return { key: itemKey(book, sort), json, jsonBytes: Buffer.byteLength(json) };
  });
}

const SORT_KEY = /^(\d{4}-\d{2}-\d{2}T\d{2})#([0-9a-f]{16})(?:#(\d+))?$/;

/** An item of an entry. Thousands are read for a question, so a schema would take as long as decoding them. */
interface StoredActivity extends LedgerItem {
  readonly file: string;
  readonly versionId?: string;
  readonly sha256: Uint8Array;
  readonly data: Uint8Array;
}

const isStoredActivity = (item: LedgerItem): item is StoredActivity =>
  typeof item.file === 'string' &&
  (item.versionId === undefined || typeof item.versionId === 'string') &&
  item.sha256 instanceof Uint8Array &&
  item.data instanceof Uint8Array;

/** Reads an entry back. @throws AuditTrailError `InvalidItem` if the item is not one of this version, or is damaged */
export function parseActivityItem(item: LedgerItem): ActivityEntry {
  const book = String(item[LEDGER_KEYS.partition]);
  const keys = SORT_KEY.exec(String(item[LEDGER_KEYS.sort]));
  if (keys === null || !book.startsWith(`${ACTIVITY_BOOK}arn:`) || !isStoredActivity(item))
    throw notAnEntry(item);
  const [, hour = '', file = '', part = '0'] = keys;
  return new ParsedEntry({ table: book.slice(ACTIVITY_BOOK.length), hour, part: Number(part) }, file, item);
}

class ParsedEntry implements ActivityEntry {
  readonly table: string;
  readonly hour: string;
  readonly part: number;
  readonly #item: StoredActivity;
  readonly #content: StoredContent;

  constructor(
    { table, hour, part }: EntryPlace,
    readonly file: string,
    item: StoredActivity,
  ) {
    this.table = table;
    this.hour = hour;
    this.part = part;
    this.#item = item;
    this.#content = decodeContent(table, item.data);
  }

  get source(): ItemSource {
    const { file } = this.#item;
    const source = decodeSource(file, toPlace(this));
    if (source === undefined) throw notAnEntry(this.#item, new Error(`${file} does not name a log file.`));
    return source;
  }

  get versionId(): string | undefined {
    return this.#item.versionId;
  }

  get sha256(): string {
    return Buffer.from(this.#item.sha256).toString('hex');
  }

  get meaningVersion(): number {
    return this.#content.meaningVersion;
  }

  get filter(): FuseFilter {
    return this.#content.filter;
  }

  get eventCount(): number {
    return this.#content.eventCount;
  }

  get groups(): readonly EntryGroup[] {
    return this.#content.groups;
  }

  findGroups(matches: (call: EntryCall) => boolean): readonly EntryGroup[] {
    return this.#content.findGroups(matches);
  }
}

const notAnEntry = (item: LedgerItem, cause?: unknown) =>
  new AuditTrailError(
    'InvalidItem',
    `Not an activity entry: ${item[LEDGER_KEYS.partition]} ${item[LEDGER_KEYS.sort]}.`,
    { cause },
  );
