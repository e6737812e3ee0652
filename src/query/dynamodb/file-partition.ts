import { toEventHash } from '../../activity/tokens';
import type { AuditedEvent, AuditRecord } from '../../audit/audit-record';
import { AuditTrailError } from '../../errors';
import { encodeItems } from '../../store/items/item';
import { storableString } from '../../store/storable-record';
import type { Position } from '../audit-store';
import { formatCount } from '../format-count';
import { PAGE_FILES } from '../limits';
import type { ReadBudget } from '../read-budget';
import type { ResolvedQuery } from '../resolved-query';
import { CarriedEvents } from './carried-events';
import type { FileCandidate } from './file-candidates';
import { fileEntryFilter } from './file-entry-filter';
import { FileQueue } from './file-queue';
import { FileUsage } from './file-usage';
import { type IndexEntry, toIndexEntry, type WireItem } from './index-entry';
import { comesBefore } from './merge-order';
import type { Originals } from './originals';
import type { PartitionPage } from './partition-buffer';
import type { ReadSteps } from './read-steps';

/** Log files that are read at the same time at most. */
const MOST_AT_ONCE = 8;
/** A page may read so many times its files if they are about the same second, and more until its time is over, or it could not end. */
const MOST_TIMES = 8;

export interface FilePartitionOptions {
  readonly originals: Originals;
  readonly query: ResolvedQuery;
  readonly from: Position | undefined;
  readonly budget: ReadBudget | undefined;
  readonly steps: ReadSteps;
  /** Only events with this ID. Default: all that answer the question. */
  readonly eventId?: string | undefined;
  /** Whether hours may be opened before those before them were read. */
  readonly mayReadAhead: () => boolean;
  readonly signal: AbortSignal | undefined;
}

/** Reads the events without a record of their own from log files, as a partition that is merged with those of an index. */
export class FilePartition {
  readonly usage: FileUsage;
  readonly #options: FilePartitionOptions;
  readonly #altered: boolean;
  readonly #mayShow: (entry: IndexEntry) => boolean;
  readonly #carried = new CarriedEvents();
  readonly #files: FileQueue;
  #atOnce = 1;
  /** Entries that the files had, of how many files. */
  readonly #found = { entries: 0, files: 0 };
  /** Entries before which others may come. */
  #waiting: IndexEntry[] = [];

  constructor(options: FilePartitionOptions) {
    this.#options = options;
    this.#altered = options.query.altered === true;
    this.usage = new FileUsage(options.budget ?? {}, this.#altered, options.originals.why);
    this.#mayShow = fileEntryFilter(options.query, options.from);
    this.#files = new FileQueue(options.steps, options.query.order, (files) => this.#accept(files));
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
    const { reached } = this.#files;
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

  /** Which files of an hour are read. */
  #accept(files: readonly FileCandidate[]): readonly FileCandidate[] {
    if (this.#options.originals.reader) return files;
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
      reading.set(file.name, before ? join(before, () => this.#readFile(file)) : this.#readFile(file));
    }
    const [lifecycles, ...read] = await Promise.all([originals.findLifecycles(signal), ...reading.values()]);
    this.usage.noteLifecycles(lifecycles);
    for (const entries of read) {
      this.#found.entries += entries.length;
      for (const entry of entries) this.#waiting.push(entry);
    }
    this.#found.files += files.length;
  }

  #checkBudget(): void {
    const { files: allowed, until = Number.POSITIVE_INFINITY } = this.#options.budget ?? {};
    const { files } = this.usage;
    if (allowed === undefined || files < MOST_TIMES * allowed || Date.now() < until) return;
    throw new AuditTrailError(
      'NotAnswerable',
      `The page would have to read more than ${formatCount(files)} log files, because so many have calls of the same second. ` +
        'Narrow the question with table, principal, action or outcome.',
    );
  }

  async #readFile(candidate: FileCandidate): Promise<IndexEntry[]> {
    const { reader } = this.#options.originals;
    const altered = this.#altered;
    const { name, file, hour, events } = candidate;
    const carried = this.#carried.find(name);
    if (carried) return this.#toEntries(carried, candidate, false);
    const wants = ({ record, contentHash }: AuditedEvent) =>
      record.plane === 'data' &&
      this.#hasWantedId(record) &&
      (altered || !record.eventTime.startsWith(hour) || events.has(toEventHash(contentHash)));
    const read = await reader!.read(file, wants, this.#options.signal);
    this.usage.addFile(file, read.inflatedBytes);
    if (read.problem) this.usage.addProblem(candidate, read.problem);
    const isShown = read.problem === undefined || (altered && read.problem.kind === 'changed');
    if (!isShown) return [];
    const others = read.events.filter(({ record }) => !record.eventTime.startsWith(hour));
    if (read.problem === undefined && others.length > 0) this.#carried.keep(name, others);
    return this.#toEntries(read.events, candidate, read.problem !== undefined);
  }

  #hasWantedId({ eventId }: AuditRecord): boolean {
    const wanted = this.#options.eventId;
    return wanted === undefined || eventId === wanted || storableString(eventId) === storableString(wanted);
  }

  #toEntries(
    read: readonly AuditedEvent[],
    { hour, events, file }: FileCandidate,
    isChanged: boolean,
  ): IndexEntry[] {
    const { items } = this.#options.originals;
    return read
      .filter(
        ({ record, contentHash }) =>
          record.eventTime.startsWith(hour) && (isChanged || events.has(toEventHash(contentHash))),
      )
      .map((event) => {
        const [item] = encodeItems({ ...event, source: file }, items);
        const { original: _, ...wire } = JSON.parse(item!.json) as WireItem;
        return { ...toIndexEntry(wire), original: event.original };
      })
      .filter(this.#mayShow);
  }
}

/** What two reads give, one after the other. */
const join = async (
  one: Promise<IndexEntry[]>,
  other: () => Promise<IndexEntry[]>,
): Promise<IndexEntry[]> => [...(await one), ...(await other())];
