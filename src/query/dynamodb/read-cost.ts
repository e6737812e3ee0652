import { itemBytes } from '../../store/item-size';
import type { ReadBudget } from '../read-budget';
import type { ReadCost } from '../read-cost';
import type { WireItem } from './index-entry';

/** The usual size of an entry, for answers in which a filter rejected all that could be measured. */
const USUAL_ENTRY_BYTES = 700;
const READ_UNIT_BYTES = 4_096;

interface MeasuredQuery {
  readonly bytes: number;
  readonly rejected: number;
}

/**
 * Adds up what Query calls cost. Bytes and read units are computed from the sizes of the entries returned;
 * those that a filter rejected are taken to be as large as the others.
 */
export class CostMeter {
  #queries = 0;
  #entries = 0;
  #returned = 0;
  /** Those that DynamoDB said. */
  #readUnits = 0;
  readonly #measured: MeasuredQuery[] = [];

  /** @param isMeasuring whether to measure sizes, too: for one page, since it remembers every Query */
  constructor(readonly isMeasuring: boolean) {}

  add(items: readonly WireItem[], examined: number): void {
    this.#queries += 1;
    this.#entries += examined;
    if (!this.isMeasuring) return;
    this.#returned += items.length;
    this.#measured.push({
      bytes: items.reduce((sum, item) => sum + itemBytes(item), 0),
      rejected: examined - items.length,
    });
  }

  /** Adds a Query of which DynamoDB said what it took. */
  readonly addUnits = (entries: number, readUnits: number): void => {
    this.#queries += 1;
    this.#entries += entries;
    this.#readUnits += readUnits;
  };

  /** Number of entries looked at. */
  get entries(): number {
    return this.#entries;
  }

  get cost(): ReadCost {
    const counted = { queries: this.#queries, entries: this.#entries };
    if (!this.isMeasuring) return counted;
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    const mean = sum(this.#measured.map(({ bytes }) => bytes)) / this.#returned || USUAL_ENTRY_BYTES;
    const sizes = this.#measured.map(({ bytes, rejected }) => Math.round(bytes + rejected * mean));
    // Eventually consistent: half a unit per started 4 KB of each Query.
    const units = sum(sizes.map((bytes) => Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) / 2));
    return {
      ...counted,
      bytes: sum(sizes) + this.#readUnits * 2 * READ_UNIT_BYTES,
      readUnits: units + this.#readUnits,
    };
  }
}

/** The second half of a budget is read only when it is needed, so that a page never ends before what was read ahead. */
export const mayReadAhead = (budget: ReadBudget | undefined, { entries }: CostMeter): boolean =>
  budget === undefined || entries < budget.entries / 2;
