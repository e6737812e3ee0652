import type { ActivityEntry } from '../../store/ledger/activity-item';
import type { HourRange, ReadActivityOptions } from '../../store/ledger/activity-ledger';
import type { Order, TimeRange } from '../time-range';
import { joinHours } from './join-hours';
import type { CostMeter } from './read-cost';
import type { ReadStep, ReadSteps } from './read-steps';
import { readTableHours, sliceHours, type TableHour } from './table-hours';

/** Slices of time that are read at the same time, of all tables together. */
const SLICES_AT_ONCE = 8;
/** Entries of all tables together that are held at the same time: of many tables, pages are smaller than DynamoDB's. */
const MOST_HELD = 20_000;
/** Tables of which pages are as large as DynamoDB's. */
const FEW_TABLES = 20;

/** Reads the activity entries of a table, page by page. */
export type ReadEntries = (
  table: string,
  hours: HourRange,
  signal: AbortSignal | undefined,
  options?: Pick<ReadActivityOptions, 'order' | 'pageEntries' | 'onRead'>,
) => AsyncGenerator<readonly ActivityEntry[]>;

export interface HoursOptions {
  readonly tables: readonly string[];
  readonly range: TimeRange;
  readonly order: Order;
  readonly meter: CostMeter;
  readonly signal: AbortSignal | undefined;
}

/** Reads the entries of tables hour by hour. */
export function readHours(
  readEntries: ReadEntries,
  { tables, range, order, meter, signal }: HoursOptions,
): AsyncGenerator<TableHour> {
  const slices = sliceHours(range, Date.now(), order);
  const ahead = Math.floor(SLICES_AT_ONCE / Math.max(1, tables.length));
  const pageEntries = tables.length > FEW_TABLES ? Math.ceil(MOST_HELD / tables.length) : undefined;
  const onRead = meter.isMeasuring ? meter.addUnits : undefined;
  const read = async function* (table: string, hours: HourRange) {
    for await (const page of readEntries(table, hours, signal, { order, pageEntries, onRead })) {
      if (!onRead) meter.add([], page.length);
      yield page;
    }
  };
  return joinHours(
    tables.map((table) => readTableHours((hours) => read(table, hours), slices, ahead)),
    order,
  );
}

/** Entries that are read before a step says so, though it has nothing to read: a page may have to end there. */
const ENTRIES_A_STEP = 500;

/** Joins steps that have nothing to read, because each partition takes every step. */
export async function* joinSteps(
  steps: AsyncGenerator<ReadStep>,
  meter: CostMeter,
): AsyncGenerator<ReadStep> {
  let left: ReadStep | undefined;
  let entries = meter.entries;
  for await (const step of steps) {
    const isEmpty = 'readTo' in step && step.files.length === 0;
    if (isEmpty && meter.entries < entries + ENTRIES_A_STEP) {
      left = step;
      continue;
    }
    yield step;
    left = undefined;
    entries = meter.entries;
  }
  if (left) yield left;
}

/** Remembers steps, because each partition reads all of them. */
export class StepList implements ReadSteps {
  readonly #steps: AsyncGenerator<ReadStep>;
  readonly #given: Promise<IteratorResult<ReadStep>>[] = [];

  constructor(steps: AsyncGenerator<ReadStep>) {
    this.#steps = steps;
  }

  async step(position: number): Promise<ReadStep | undefined> {
    while (this.#given.length <= position) this.#given.push(this.#steps.next());
    const { value, done } = await this.#given[position]!;
    return done ? undefined : value;
  }
}
