import { hourAfter } from '../../activity/activity-group';
import { toEventHash } from '../../activity/tokens';
import { toEventTime } from '../../store/lanes';
import { EVER } from '../../store/ledger/index-coverage';
import type { ItemQuery } from '../audit-store';
import type { Position } from '../position';
import { narrowRange, type TimeRange } from '../time-range';
import type { TouchCounter } from '../touch-groups';
import { joinSteps, type ReadEntries, readHours, StepList } from './entry-hours';
import type { IndexEntry } from './index-entry';
import { type CountedCalls, type EntryQuestion, type ItemHour, sortHour } from './item-hour';
import type { CostMeter } from './read-cost';
import type { ReadStep, ReadSteps } from './read-steps';
import { toReadTo, toRest } from './search-steps';
import type { TableHour } from './table-hours';
import { TouchMatcher } from './touch-matcher';

/** Where and since when an audit has activity entries. */
export interface EntrySource {
  /** Event time from which every call of the data plane has an entry. Undefined if none is written now. */
  readonly since: string | undefined;
  /** Of the tokens of entries. */
  readonly salt: string;
  /** Whether calls may have an entry only, and no record of their own. */
  readonly summarizes: boolean;
  readonly readEntries: ReadEntries;
}

export interface ItemEntriesOptions {
  readonly query: ItemQuery;
  /** What to do with calls that do not name the item. */
  readonly unnamed: EntryQuestion['unnamed'];
  /** Whether entries say what to read of the index. Otherwise it is read whole, and they say which log files to read. */
  readonly narrows: boolean;
  readonly from: Position | undefined;
  readonly meter: CostMeter;
  readonly signal: AbortSignal | undefined;
}

/** What activity entries say of an item: what to read of the index and of log files, which events of it, and counts of all others. */
export class ItemEntries implements ReadSteps {
  readonly #source: EntrySource;
  /** Event time from which entries answer. Undefined if it is always. */
  readonly #since: string | undefined;
  readonly #options: ItemEntriesOptions;
  readonly #touches: TouchMatcher;
  readonly #steps: StepList;
  /** By the hour of event time, those with seconds to read. */
  readonly #hours = new Map<string, ReadHour>();
  readonly #counted: CountedCalls[] = [];

  constructor(source: EntrySource, options: ItemEntriesOptions) {
    this.#source = source;
    this.#since = source.since === EVER ? undefined : source.since;
    this.#options = options;
    this.#touches = new TouchMatcher(options.query.item.key, source.salt);
    const steps = options.narrows ? this.#narrow() : this.#findFiles();
    this.#steps = new StepList(joinSteps(steps, options.meter));
  }

  /** The part of the index, or the log files, to read at a position. */
  step(position: number): Promise<ReadStep | undefined> {
    return this.#steps.step(position);
  }

  /** Whether an entry of the index has to be looked at. Entries count the others, or say that they named other items. */
  isUndecided({ occurred, identity }: Pick<IndexEntry, 'occurred' | 'identity'>): boolean {
    const hour = this.#hours.get(occurred.slice(0, 13));
    if (!hour || toEventTime(occurred) < (this.#since ?? '')) return true;
    const event = toEventHash(identity.slice(identity.lastIndexOf(' ') + 1));
    hour.known ??= toKnown(hour.entries);
    return hour.undecided.has(event) || !hour.known.has(event);
  }

  /**
   * Adds what entries count to what was read. Entries do not say the time of each call: a group is on the page of its newest one.
   * @param position where the page ends. Undefined for the last page
   */
  addCounted(touches: TouchCounter, position: Position | undefined): void {
    const { from } = this.#options;
    const since = position ? toEventTime(position.occurred) : '';
    const until = from && toEventTime(from.occurred);
    for (const { calls, outcome } of this.#counted) {
      if (calls.last >= since && (until === undefined || calls.last < until))
        touches.addGroup(calls, outcome);
    }
  }

  /** The part of the question's range before there were entries. Undefined if there is none. */
  get older(): TimeRange | undefined {
    const { range } = this.#options.query;
    if (this.#since === undefined || (range.since !== undefined && range.since >= this.#since))
      return undefined;
    return narrowRange(range, { until: this.#since });
  }

  /** Newest first: the seconds to read of the hours that have entries, and log files. Before there were entries, everything. */
  async *#narrow(): AsyncGenerator<ReadStep> {
    const { from, query, unnamed } = this.#options;
    const { until } = toRest(from, query);
    const since = this.#since;
    const held = { touches: this.#touches, unnamed, range: narrowRange(query.range, { since }) };
    const range = narrowRange(this.#source.summarizes ? query.range : held.range, { until });
    const { older } = this;
    // The hour in which entries begin can be one of a range that ends before.
    const isOlder = since !== undefined && query.range.until !== undefined && query.range.until <= since;
    let isIndexRead = false;
    for await (const hour of this.#readHours(range)) {
      if (since === undefined || (since < hourAfter(hour.hour) && !isOlder)) {
        const { spans, files } = this.#sort(hour, held);
        for (const span of spans) if (until === undefined || span.since < until) yield { range: span };
        yield { readTo: toReadTo(hour.hour, held.range, query), files };
      }
      if (!older || since === undefined || since <= hour.hour) continue;
      if (!isIndexRead) yield { range: older, isLast: true };
      isIndexRead = true;
      // Whoever reads every call before there were entries must not count them from entries, too.
      const question = {
        ...held,
        unnamed: unnamed === 'none' ? unnamed : ('records' as const),
        range: older,
      };
      yield { readTo: toReadTo(hour.hour, range, query), files: sortHour(hour, question).files };
    }
    if (older && !isIndexRead) yield { range: older, isLast: true };
  }

  /** In the order of the question, log files. */
  async *#findFiles(): AsyncGenerator<ReadStep> {
    const { from, query, unnamed } = this.#options;
    const range = narrowRange(query.range, toRest(from, query));
    const question = { touches: this.#touches, unnamed, range: query.range };
    for await (const hour of this.#readHours(range)) {
      yield { readTo: toReadTo(hour.hour, range, query), files: sortHour(hour, question).files };
    }
  }

  #sort(hour: TableHour, question: EntryQuestion): ItemHour {
    const sorted = sortHour(hour, question);
    const { spans, files, undecided, counted } = sorted;
    this.#counted.push(...counted);
    if (spans.length > 0 || files.length > 0) {
      this.#hours.set(hour.hour.slice(0, 13), { undecided, entries: hour.entries, known: undefined });
    }
    return sorted;
  }

  #readHours(range: TimeRange): AsyncGenerator<TableHour> {
    const { query, meter, signal } = this.#options;
    const { tables } = query.item;
    return readHours(this.#source.readEntries, { tables, range, order: query.order, meter, signal });
  }
}

/** An hour with seconds or log files to read. */
interface ReadHour extends Pick<ItemHour, 'undecided'>, Pick<TableHour, 'entries'> {
  /** All its events. Undefined until they are asked for. */
  known: ReadonlySet<number> | undefined;
}

const toKnown = (entries: TableHour['entries']): ReadonlySet<number> => {
  const known = new Set<number>();
  for (const { groups } of entries)
    for (const { events } of groups) for (const event of events) known.add(event);
  return known;
};
