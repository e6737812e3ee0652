/** The first and the last day of something, `YYYY-MM-DD`. */
export interface DayRange {
  readonly firstSeen: string;
  readonly lastSeen: string;
}

const isWithin = (range: DayRange, known: DayRange | undefined): boolean =>
  known !== undefined && known.firstSeen <= range.firstSeen && range.lastSeen <= known.lastSeen;

/** The entry with the days of both. */
export function widen<Entry extends DayRange>(entry: Entry, other: DayRange): Entry {
  const firstSeen = other.firstSeen < entry.firstSeen ? other.firstSeen : entry.firstSeen;
  const lastSeen = other.lastSeen > entry.lastSeen ? other.lastSeen : entry.lastSeen;
  return { ...entry, firstSeen, lastSeen };
}

/** The entries whose days go beyond what is known. */
export const findNews = <Entry extends DayRange>(
  entries: Iterable<Entry>,
  known: ReadonlyMap<string, Entry>,
  toId: (entry: Entry) => string,
): Entry[] => [...entries].filter((entry) => !isWithin(entry, known.get(toId(entry))));

/** An entry of the table to replace: `before` is what was read, absent if there was none. */
export interface Replacement<Entry> {
  readonly before: Entry | undefined;
  readonly next: Entry;
}

/**
 * Says how the table's entries must change so that they cover the days of these. Never the given entries
 * themselves, which may change later.
 */
export const planReplacements = <Entry extends DayRange>(
  news: readonly Entry[],
  found: ReadonlyMap<string, Entry>,
  toId: (entry: Entry) => string,
): Replacement<Entry>[] =>
  news.map((entry) => {
    const before = found.get(toId(entry));
    return { before, next: before ? widen(entry, before) : { ...entry } };
  });

/** Whether the table's entry covers the days already. */
export const isUnchanged = ({ before, next }: Replacement<DayRange>): boolean => isWithin(next, before);
