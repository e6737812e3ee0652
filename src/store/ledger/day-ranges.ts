import type { DirectoryEntry } from './directory-item';

/** Names an entry among all kinds. */
export const entryId = ({ kind, value }: Pick<DirectoryEntry, 'kind' | 'value'>): string =>
  `${kind}/${value}`;

/** Entries by `entryId`. */
export type Entries = ReadonlyMap<string, DirectoryEntry>;

const isWithin = (entry: DirectoryEntry, known: DirectoryEntry | undefined): boolean =>
  known !== undefined && known.firstSeen <= entry.firstSeen && entry.lastSeen <= known.lastSeen;

/** The entry with the days of both. */
function widen(entry: DirectoryEntry, other: DirectoryEntry): DirectoryEntry {
  const firstSeen = other.firstSeen < entry.firstSeen ? other.firstSeen : entry.firstSeen;
  const lastSeen = other.lastSeen > entry.lastSeen ? other.lastSeen : entry.lastSeen;
  return { ...entry, firstSeen, lastSeen };
}

/** The entries whose days go beyond what is known. */
export const findNews = (entries: Iterable<DirectoryEntry>, known: Entries): DirectoryEntry[] =>
  [...entries].filter((entry) => !isWithin(entry, known.get(entryId(entry))));

/** An entry of the table to replace: `before` is what was read, absent if there was none. */
export interface Replacement {
  readonly before: DirectoryEntry | undefined;
  readonly next: DirectoryEntry;
}

/**
 * Says how the table's entries must change so that they cover the days of these. Never the given entries
 * themselves, which may change later.
 */
export const planReplacements = (news: readonly DirectoryEntry[], found: Entries): Replacement[] =>
  news.map((entry) => {
    const before = found.get(entryId(entry));
    return { before, next: before ? widen(entry, before) : { ...entry } };
  });

/** Whether the table's entry covers the days already. */
export const isUnchanged = ({ before, next }: Replacement): boolean => isWithin(next, before);
