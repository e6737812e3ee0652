import { LEDGER_KEYS } from '../../store/indexes';
import { contentEnding } from '../../store/ledger/file-key';
import { type LedgerItem, parseLedgerItem, type StoredEntry } from '../../store/ledger/ledger-item';
import { settleFile } from '../../store/ledger/settle-entries';
import { encodeFilePosition } from '../file-position';
import type { KnownFile } from '../known-files';

/** Entries after which a run ends in any case. Somebody may write a file again and again. */
const MAXIMUM_RUN = 1_000;
/** No entry of a file comes after its key and this. */
const LAST_ENDING = '#g';

/** Items that belong to one file, and to files that lie between its entries, such as `a.json copy` after `a.json`. */
interface Run {
  readonly partition: string;
  /** Sort key of the first file, without the ending of a content. */
  readonly base: string;
  readonly entries: StoredEntry[];
  /** After its last item. */
  position: string;
}

/** Collects the items of a Scan into files. */
export class FileGroups {
  #run: Run | undefined;
  #position: string | undefined;

  /** @param position where the Scan begins */
  constructor(position: string | undefined) {
    this.#position = position;
  }

  /** Where reading can continue without losing an entry of a file. */
  get position(): string | undefined {
    return this.#position;
  }

  /** @returns files that are complete */
  take(item: LedgerItem): KnownFile[] {
    const stored = parseLedgerItem(item);
    const [partition, sort] = [String(item[LEDGER_KEYS.partition]), String(item[LEDGER_KEYS.sort])];
    const complete = this.#continues(partition, sort) ? [] : this.finish();
    const base = stored.isContent ? sort.slice(0, -contentEnding(stored.entry).length) : sort;
    this.#run ??= { partition, base, entries: [], position: '' };
    this.#run.entries.push(stored);
    this.#run.position = toPosition(item);
    return complete;
  }

  /** Notes that the Scan went on to a key, so that other items need not be read again. */
  skipTo(key: Readonly<Record<string, unknown>>): void {
    if (!this.#run) this.#position = toPosition(key);
  }

  /** @returns the files of the last items */
  finish(): KnownFile[] {
    if (!this.#run) return [];
    const { entries, position } = this.#run;
    this.#run = undefined;
    this.#position = position;
    const files = groupByKey(entries);
    return files.map((stored, index) => ({
      entries: settleFile(stored),
      ...(index === files.length - 1 && { position }),
    }));
  }

  #continues(partition: string, sort: string): boolean {
    if (!this.#run || this.#run.entries.length === MAXIMUM_RUN) return false;
    const { base } = this.#run;
    return (
      partition === this.#run.partition && sort.startsWith(base) && sort.slice(base.length) <= LAST_ENDING
    );
  }
}

const toPosition = (key: Readonly<Record<string, unknown>>): string =>
  encodeFilePosition([String(key[LEDGER_KEYS.partition]), String(key[LEDGER_KEYS.sort])]);

function groupByKey(entries: readonly StoredEntry[]): StoredEntry[][] {
  const groups = new Map<string, StoredEntry[]>();
  for (const stored of entries) {
    const group = groups.get(stored.entry.key);
    if (group) group.push(stored);
    else groups.set(stored.entry.key, [stored]);
  }
  return [...groups.values()];
}
