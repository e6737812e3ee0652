import {
  type EncodedEntry,
  type EntryContent,
  type EntryGroup,
  type EntryPlace,
  toEntryName,
} from './activity-entry';
import { encodeContent } from './entry-content';
import { toEventHash } from './tokens';

/** An activity entry as it is read. */
export type StoredEntry = EntryPlace & EntryContent;

/** The events of a log file that have no record, as its activity entries count them. */
export class SummarizedEvents {
  /** For each event, how many of its group have no record. */
  readonly #groups = new Map<number, { left: number }>();

  constructor(entries: Iterable<EntryContent>) {
    for (const { groups } of entries) for (const group of groups) this.#add(group);
  }

  /** Whether an entry stands for an event without a record. Each group stands for as many as it counts. */
  take(contentHash: string): boolean {
    const group = this.#groups.get(toEventHash(contentHash));
    if (group === undefined || group.left === 0) return false;
    group.left -= 1;
    return true;
  }

  #add({ home, events, recorded }: EntryGroup): void {
    if (!home || recorded >= events.length) return;
    const group = { left: events.length - recorded };
    for (const event of events) this.#groups.set(event, group);
  }
}

/** An entry that does not say what its log file has. */
export interface EntryDifference extends EntryPlace {
  readonly state: 'missing' | 'altered' | 'added';
}

/**
 * Compares the entries of a log file with those that its events make.
 * @param listed entries that the ledger lists for the file
 * @param expected entries made of the file with the same salt and settings
 */
export function findEntryDifferences(
  listed: readonly EntryPlace[],
  stored: readonly StoredEntry[],
  expected: readonly EncodedEntry[],
): EntryDifference[] {
  const storedByName = new Map(stored.map((entry) => [toEntryName(entry), entry]));
  const missing = new Set([...listed, ...expected].map(toEntryName));
  const added = new Map(storedByName);
  const differences: EntryDifference[] = [];
  for (const { bytes, table, hour, part } of expected) {
    const name = toEntryName({ table, hour, part });
    const entry = storedByName.get(name);
    if (entry === undefined) continue;
    added.delete(name);
    if (Buffer.compare(encodeContent(table, entry), bytes) !== 0) {
      differences.push({ table, hour, part, state: 'altered' });
    }
  }
  for (const name of storedByName.keys()) missing.delete(name);
  for (const { table, hour, part } of [...listed, ...expected]) {
    if (missing.delete(toEntryName({ table, hour, part }))) {
      differences.push({ table, hour, part, state: 'missing' });
    }
  }
  for (const { table, hour, part } of added.values()) differences.push({ table, hour, part, state: 'added' });
  return differences;
}
