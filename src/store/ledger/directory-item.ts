import { resourceName } from '../../audit/resource-name';
import { LEDGER_KEYS } from '../indexes';
import { boundedString } from '../storable-record';

export const DIRECTORY_KINDS = ['resources', 'principals', 'actions', 'accounts', 'regions'] as const;
export type DirectoryKind = (typeof DIRECTORY_KINDS)[number];

/** A value that records name, and the days on which they name it. */
export interface DirectoryEntry {
  readonly kind: DirectoryKind;
  /** As records and queries write it: an ARN, a principal id, `service:eventName`, an account, a Region. */
  readonly value: string;
  /** The name that people use for it. */
  readonly name?: string;
  /** `YYYY-MM-DD` of the earliest and the latest event. */
  readonly firstSeen: string;
  readonly lastSeen: string;
}

/** An item as the document client takes and returns it. */
export type DirectoryItem = Readonly<Record<string, unknown>>;

const MAXIMUM_SORT_KEY_BYTES = 1_024;
const BOOK = 'directory/';

/** A sort key in DynamoDB's limit of 1,024 bytes. */
export const boundedEntry = (entry: string): string => boundedString(entry, MAXIMUM_SORT_KEY_BYTES);

/** The partition key of all entries of a kind. */
export const directoryBook = (kind: DirectoryKind): string => BOOK + kind;

/**
 * Key of an entry. Each kind is a partition, ordered by value. Resources are ordered by the table they
 * belong to, so that everything of a table is adjacent, in every account and Region.
 */
export const directoryKey = (kind: DirectoryKind, value: string) => {
  const entry = kind === 'resources' ? `${resourceName(value).table ?? ''}#${value}` : value;
  return {
    [LEDGER_KEYS.partition]: directoryBook(kind),
    [LEDGER_KEYS.sort]: boundedEntry(entry),
  };
};

export const toDirectoryItem = (entry: DirectoryEntry): DirectoryItem => ({
  ...directoryKey(entry.kind, entry.value),
  value: entry.value,
  firstSeen: entry.firstSeen,
  lastSeen: entry.lastSeen,
  ...(entry.name && { name: entry.name }),
});

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Reads an entry back. */
export function parseDirectoryItem(item: DirectoryItem): DirectoryEntry {
  const kind = text(item[LEDGER_KEYS.partition]).slice(BOOK.length) as DirectoryKind;
  const value = text(item.value);
  const name = kind === 'resources' ? resourceName(value).name : text(item.name);
  return {
    kind,
    value,
    ...(name && { name }),
    firstSeen: text(item.firstSeen),
    lastSeen: text(item.lastSeen),
  };
}
