import { Tokenizer, toEventHash } from '../../activity/tokens';
import { toKeyToken } from '../../audit/item-key';
import { toEventTime } from '../../store/lanes';
import type { ActivityEntry } from '../../store/ledger/activity-item';
import type { HourRange } from '../../store/ledger/activity-ledger';
import { EVER } from '../../store/ledger/index-coverage';
import type { ItemQuery, Position } from '../audit-store';
import type { AskedKey } from '../item-key';
import { narrowRange, type TimeRange } from '../time-range';
import type { TouchCounter } from '../touch-groups';
import { joinHours } from './count-entries';
import type { IndexEntry } from './index-entry';
import { type CountedCalls, type EntryQuestion, type ItemHour, secondAfter, sortHour } from './item-hour';
import type { CostMeter } from './read-cost';
import type { ReadStep, ReadSteps } from './read-steps';
import { readTableHours, sliceHours, type TableHour } from './table-hours';

/** Slices of time that are read at the same time, of all tables together. */
const SLICES_AT_ONCE = 8;

/** Where and since when an audit has activity entries. */
export interface EntrySource {
  /** Event time from which every call of the data plane has an entry. */
  readonly since: string;
  /** Of the tokens of entries. */
  readonly salt: string;
  readEntries(
    table: string,
    hours: HourRange,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<readonly ActivityEntry[]>;
}

export interface ItemEntriesOptions {
  readonly query: ItemQuery;
  /** What to do with calls that do not name the item. */
  readonly unnamed: EntryQuestion['unnamed'];
  readonly from: Position | undefined;
  readonly meter: CostMeter;
  readonly signal: AbortSignal | undefined;
}

/** What activity entries say of an item: which seconds of the index to read, which events of them, and counts of all others. */
export class ItemEntries implements ReadSteps {
  readonly #source: EntrySource;
  /** Event time from which entries answer. Undefined if it is always. */
  readonly #since: string | undefined;
  readonly #options: ItemEntriesOptions;
  readonly #question: EntryQuestion;
  readonly #steps: AsyncGenerator<ReadStep>;
  readonly #given: Promise<IteratorResult<ReadStep>>[] = [];
  /** By the hour of event time, those with seconds to read. */
  readonly #hours = new Map<string, Pick<ItemHour, 'undecided'> & { readonly known: ReadonlySet<number> }>();
  readonly #counted: CountedCalls[] = [];

  constructor(source: EntrySource, options: ItemEntriesOptions) {
    const { query, unnamed } = options;
    this.#source = source;
    this.#since = source.since === EVER ? undefined : source.since;
    this.#options = options;
    const tokens = toTokens(query.item.key, new Tokenizer(source.salt));
    this.#question = { tokens, unnamed, range: narrowRange(query.range, { since: this.#since }) };
    this.#steps = this.#read();
  }

  /** The part of the index to read at a position, newest first. */
  async step(position: number): Promise<ReadStep | undefined> {
    while (this.#given.length <= position) this.#given.push(this.#steps.next());
    const { value, done } = await this.#given[position]!;
    return done ? undefined : value;
  }

  /** Whether an entry of the index has to be looked at. Entries count the others, or say that they named other items. */
  isUndecided({ occurred, identity }: Pick<IndexEntry, 'occurred' | 'identity'>): boolean {
    const hour = this.#hours.get(occurred.slice(0, 13));
    if (!hour || toEventTime(occurred) < (this.#since ?? '')) return true;
    const event = toEventHash(identity.slice(identity.lastIndexOf(' ') + 1));
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
    for (const { kinds, outcome, ...calls } of this.#counted) {
      if (calls.last < since || (until !== undefined && calls.last >= until)) continue;
      for (const kind of kinds) touches.addGroup({ kind, ...calls }, outcome);
    }
  }

  /** The part of the question's range before there were entries. Undefined if there is none. */
  get older(): TimeRange | undefined {
    const { range } = this.#options.query;
    if (this.#since === undefined || (range.since !== undefined && range.since >= this.#since))
      return undefined;
    return narrowRange(range, { until: this.#since });
  }

  async *#read(): AsyncGenerator<ReadStep> {
    const { from } = this.#options;
    const until = from && secondAfter(toEventTime(from.occurred));
    const range = narrowRange(this.#question.range, { until });
    for await (const hour of this.#readHours(range)) {
      const { spans, undecided, counted } = sortHour(hour, this.#question);
      this.#counted.push(...counted);
      if (spans.length > 0) this.#hours.set(hour.hour.slice(0, 13), { undecided, known: toKnown(hour) });
      for (const span of spans) if (until === undefined || span.since < until) yield { range: span };
      if (range.since === undefined || hour.hour > range.since) yield { readTo: hour.hour };
    }
    if (this.older) yield { range: this.older, isLast: true };
  }

  #readHours(range: TimeRange): AsyncGenerator<TableHour> {
    const { tables } = this.#options.query.item;
    const slices = sliceHours(range, Date.now());
    const ahead = Math.floor(SLICES_AT_ONCE / Math.max(1, tables.length));
    return joinHours(
      tables.map((table) => readTableHours((hours) => this.#readEntries(table, hours), slices, ahead)),
    );
  }

  async *#readEntries(table: string, hours: HourRange): AsyncGenerator<readonly ActivityEntry[]> {
    const { meter, signal } = this.#options;
    for await (const page of this.#source.readEntries(table, hours, signal)) {
      meter.add([], page.length);
      yield page;
    }
  }
}

const toTokens = (key: AskedKey, tokenizer: Tokenizer): EntryQuestion['tokens'] =>
  new Map(
    Object.entries(key).map(([name, forms]) => [
      name,
      forms.map((value) => tokenizer.toItemToken(toKeyToken(name, value))),
    ]),
  );

const toKnown = ({ entries }: TableHour): ReadonlySet<number> => {
  const known = new Set<number>();
  for (const { groups } of entries)
    for (const { events } of groups) for (const event of events) known.add(event);
  return known;
};
