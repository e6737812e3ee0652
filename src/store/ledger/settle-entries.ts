import type { LedgerEntry, StoredEntry } from './ledger-item';

/**
 * Leaves out entries that an entry of a content makes obsolete: the failure of a file that was done later or with the
 * same bytes, and the entry of the same content by an earlier version. Writing contents without reading first is
 * what keeps a file at one write.
 *
 * Takes entries in the order of the table: those of a partition together, and of a file the contents last.
 */
export class SettledEntries {
  /** Entries of the partition that a content may make obsolete, by object key. */
  readonly #open = new Map<string, LedgerEntry>();
  #partition = '';

  /** @returns entries that are certain to count */
  take({ entry, isContent }: StoredEntry): LedgerEntry[] {
    const { bucket, accountId, region, day, key } = entry;
    const partition = `${bucket}/${accountId}/${region}/${day}`;
    const settled = partition === this.#partition ? [] : this.finish();
    this.#partition = partition;
    if (!isContent) {
      this.#open.set(key, entry);
      return settled;
    }
    const open = this.#open.get(key);
    if (open && isObsolete(open, entry)) this.#open.delete(key);
    return [...settled, entry];
  }

  /** @returns the entries that no content has made obsolete */
  finish(): LedgerEntry[] {
    const settled = [...this.#open.values()];
    this.#open.clear();
    return settled;
  }
}

/** The same for all entries of one file, in any order. */
export function settleFile(stored: readonly StoredEntry[]): LedgerEntry[] {
  const contents = stored.filter(({ isContent }) => isContent).map(({ entry }) => entry);
  return stored
    .filter(({ entry, isContent }) => isContent || !contents.some((content) => isObsolete(entry, content)))
    .map(({ entry }) => entry);
}

function isObsolete(entry: LedgerEntry, content: LedgerEntry): boolean {
  if (entry.status === 'done') return entry.sha256 === content.sha256;
  return entry.etag === '' || entry.etag === content.etag || entry.finishedAt <= content.finishedAt;
}
