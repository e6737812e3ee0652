import type { Order } from '../time-range';
import { type FileCandidate, toFilePlace } from './file-candidates';
import { comesBefore, type Entry, earlier } from './merge-order';

interface FoundEvent {
  readonly occurred: string;
  /** Of its log file. */
  readonly name: string;
}

/**
 * Remembers the log files of pages that ended before all files with calls of one time were read, so that the next page goes on
 * with the others. Files that have the first events in the order of the question are read again then, as nothing else keeps events.
 */
export class FileScan {
  readonly #order: Order;
  readonly #most: number;
  readonly #known: ReadonlySet<string>;
  /** The place of the last file that was read. */
  readonly #last: string | undefined;
  readonly #end: string | undefined;
  readonly #found: FoundEvent[] = [];
  readonly #read = new Set<string>();
  /** Of the files that were read for the first time. */
  readonly #places: string[] = [];

  /**
   * @param from what `toNext` gave for the page before
   * @param pageFiles log files that a page may read. Up to half of them are read again.
   */
  constructor(order: Order, from: readonly string[] | undefined, pageFiles = Number.POSITIVE_INFINITY) {
    this.#order = order;
    this.#most = Math.max(1, Math.floor(pageFiles / 2));
    const [last, end, ...known] = from ?? [];
    this.#last = last;
    this.#end = end === '' ? undefined : end;
    this.#known = new Set(known);
  }

  /** Sort key of the first event that earlier pages found and did not remember. Undefined if there is none. */
  get end(): string | undefined {
    return this.#end;
  }

  /** Files that were read for the first time. */
  get newFiles(): number {
    return this.#places.length;
  }

  /** Whether a file has to be read: it comes after those of earlier pages, or has one of the first events. */
  accepts(file: FileCandidate): boolean {
    return this.#isNew(file) || this.#known.has(file.name);
  }

  add(file: FileCandidate, entries: readonly Entry[]): void {
    this.#read.add(file.name);
    for (const { occurred } of entries) this.#found.push({ occurred, name: file.name });
    if (this.#isNew(file)) this.#places.push(toFilePlace(file, this.#order));
  }

  /**
   * What the next page needs to know.
   * @param occurred where it begins
   * @returns undefined if it has to begin with the first file again
   */
  toNext(occurred: string): readonly string[] | undefined {
    if (this.#end !== undefined && !comesBefore(occurred, this.#end, this.#order)) return undefined;
    const [last] = [...this.#places, ...(this.#last === undefined ? [] : [this.#last])].sort((one, other) =>
      comesBefore(one, other, this.#order) ? 1 : -1,
    );
    if (last === undefined) return undefined;
    const found = this.#found
      .filter((event) => !comesBefore(event.occurred, occurred, this.#order) && this.#isKnown(event))
      .sort((one, other) => (comesBefore(one.occurred, other.occurred, this.#order) ? -1 : 1));
    const names = new Set([...this.#known].filter((name) => !this.#read.has(name)));
    let end = this.#end;
    for (const event of found) {
      const isFull = names.size >= this.#most && !names.has(event.name);
      if (isFull && event.occurred !== found[0]!.occurred) {
        end = earlier(end, event.occurred, this.#order);
        break;
      }
      names.add(event.name);
    }
    return [last, end ?? '', ...names];
  }

  #isKnown({ occurred }: FoundEvent): boolean {
    return this.#end === undefined || comesBefore(occurred, this.#end, this.#order);
  }

  #isNew(file: FileCandidate): boolean {
    return this.#last === undefined || comesBefore(this.#last, toFilePlace(file, this.#order), this.#order);
  }
}
