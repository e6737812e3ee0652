import { AuditTrailError } from '../../errors';
import { formatCount } from '../format-count';
import { PAGE_FILES } from '../limits';
import type { ReadBudget } from '../read-budget';
import type { FileCandidate } from './file-candidates';
import { FileEvents, type FileEventsOptions } from './file-events';
import { FileQueue } from './file-queue';
import { FileScan } from './file-scan';
import { FileUsage } from './file-usage';
import type { IndexEntry } from './index-entry';
import { comesBefore, earlier } from './merge-order';
import type { PartitionPage } from './partition-buffer';
import type { ReadSteps } from './read-steps';

/** Log files that are read at the same time at most. */
const MOST_AT_ONCE = 8;
/** A page may read so many times its files if they are about the same second, and more until its time is over, or it could not end. */
const MOST_TIMES = 8;

export interface FilePartitionOptions extends FileEventsOptions {
  readonly budget: ReadBudget | undefined;
  readonly steps: ReadSteps;
  /** Whether the page may end among files with calls of the same time. */
  readonly mayPause?: boolean | undefined;
  /** Whether hours may be opened before those before them were read. */
  readonly mayReadAhead: () => boolean;
}

/** Reads the events without a record of their own from log files, as a partition that is merged with those of an index. */
export class FilePartition {
  readonly usage: FileUsage;
  readonly #options: FilePartitionOptions;
  readonly #events: FileEvents;
  readonly #files: FileQueue;
  readonly #scan: FileScan;
  #isOpen = false;
  #isPaused = false;
  #atOnce = 1;
  /** Entries that the files had, of how many files. */
  readonly #found = { entries: 0, files: 0 };
  /** Entries before which others may come. */
  #waiting: IndexEntry[] = [];

  constructor(options: FilePartitionOptions) {
    this.#options = options;
    const { from, budget, query, originals } = options;
    this.usage = new FileUsage(budget ?? {}, query.altered === true, originals.why);
    this.#events = new FileEvents(options, this.usage);
    this.#scan = new FileScan(query.order, from?.scan, budget?.files);
    this.#files = new FileQueue(options.steps, query.order, (files) => this.#accept(files));
  }

  /**
   * The next entries, in order, from the next files that may hold them.
   * @param wanted how many entries the page still lacks
   */
  async read(wanted: number): Promise<PartitionPage<IndexEntry, never>> {
    const { budget, mayReadAhead } = this.#options;
    if (budget?.files === 0) return this.#files.lookAhead(PAGE_FILES, mayReadAhead);
    const count = this.#toCount(wanted);
    await this.#files.open(count, mayReadAhead);
    await this.#readFiles(this.#files.take(count));
    this.#isOpen = true;
    const reached = this.#reached;
    return {
      entries: this.#takeUntil(reached),
      examined: 0,
      ...(reached !== undefined && { next: { reached } }),
    };
  }

  /** Number of log files that come next, where none may be read: as many as a page reads, at most. */
  get waiting(): number {
    return Math.min(PAGE_FILES, this.#files.waiting);
  }

  /** Whether all events that earlier pages remembered were given, so that the page has to end. */
  get isAtEnd(): boolean {
    const { end } = this.#scan;
    return this.#isOpen && end !== undefined && this.#reached === end;
  }

  /** Ends the page where it began, if it read as many files as it may, and one that the next page need not read. */
  pause(): boolean {
    this.#isPaused = this.#options.mayPause === true && this.#scan.newFiles > 0 && this.#hasReadMost;
    return this.#isPaused;
  }

  /** What a page that begins at a sort key has to know. Undefined if it begins with the first file. */
  findNextScan(occurred: string): readonly string[] | undefined {
    return this.#isPaused || this.#options.from?.scan ? this.#scan.toNext(occurred) : undefined;
  }

  get #reached(): string | undefined {
    return earlier(this.#files.reached, this.#scan.end, this.#options.query.order);
  }

  /** Which files of an hour are read. */
  #accept(files: readonly FileCandidate[]): readonly FileCandidate[] {
    if (this.#options.originals.reader) return files.filter((file) => this.#scan.accepts(file));
    for (const file of files) this.usage.leaveOut(file);
    return [];
  }

  /**
   * How many files to read at once: one at first, as it may be all that the page needs, then twice as many each time, but no
   * more than it takes to find what the page lacks if they have as much as those before.
   */
  #toCount(wanted: number): number {
    const { entries, files } = this.#found;
    const lacking = wanted - this.#waiting.length;
    const needed = entries === 0 ? MOST_AT_ONCE : Math.ceil((lacking * files) / entries);
    return Math.max(1, Math.min(this.#atOnce, needed, this.usage.filesLeft));
  }

  #takeUntil(reached: string | undefined): IndexEntry[] {
    const { order } = this.#options.query;
    const isTaken = ({ occurred }: IndexEntry) =>
      reached === undefined || comesBefore(occurred, reached, order);
    const taken = this.#waiting.filter(isTaken);
    this.#waiting = this.#waiting.filter((entry) => !isTaken(entry));
    return taken.sort((one, other) =>
      one.occurred === other.occurred ? 0 : comesBefore(one.occurred, other.occurred, order) ? -1 : 1,
    );
  }

  async #readFiles(files: readonly FileCandidate[]): Promise<void> {
    if (files.length === 0) return;
    this.#checkBudget();
    this.#atOnce = Math.min(MOST_AT_ONCE, 2 * this.#atOnce);
    const { originals, signal } = this.#options;
    const reading = new Map<string, Promise<IndexEntry[]>>();
    for (const file of files) {
      // What a file has of another hour is kept once it is read.
      const before = reading.get(file.name);
      const read = async (): Promise<IndexEntry[]> => {
        const entries = await this.#events.read(file);
        this.#scan.add(file, entries);
        return entries;
      };
      reading.set(file.name, before ? join(before, read) : read());
    }
    const [lifecycles, ...read] = await Promise.all([originals.findLifecycles(signal), ...reading.values()]);
    this.usage.noteLifecycles(lifecycles);
    for (const entries of read) {
      this.#found.entries += entries.length;
      for (const entry of entries) this.#waiting.push(entry);
    }
    this.#found.files += files.length;
  }

  get #hasReadMost(): boolean {
    const { files = Number.POSITIVE_INFINITY, until = Number.POSITIVE_INFINITY } = this.#options.budget ?? {};
    return this.usage.files >= MOST_TIMES * files || Date.now() >= until;
  }

  #checkBudget(): void {
    const { files: allowed, until = Number.POSITIVE_INFINITY } = this.#options.budget ?? {};
    const { files } = this.usage;
    if (this.#options.mayPause || allowed === undefined || files < MOST_TIMES * allowed || Date.now() < until)
      return;
    throw new AuditTrailError(
      'NotAnswerable',
      `The page would have to read more than ${formatCount(files)} log files, because so many have calls of the same second. ` +
        'Narrow the question with table, principal, action or outcome.',
    );
  }
}

/** What two reads give, one after the other. */
const join = async (
  one: Promise<IndexEntry[]>,
  other: () => Promise<IndexEntry[]>,
): Promise<IndexEntry[]> => [...(await one), ...(await other())];
