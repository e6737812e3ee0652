import type { Order } from '../time-range';
import { comesBefore, type Entry } from './merge-order';

/** Some entries of one partition, in order. */
export interface PartitionPage<E extends Entry, Key> {
  readonly entries: readonly E[];
  /** Number of entries looked at, including those that a filter rejected. */
  readonly examined: number;
  /** Where to continue. Absent when the partition was read to its end. The key is absent if the reader knows it itself. */
  readonly next?: {
    readonly key?: Key;
    readonly reached: string;
    /** Whether nothing more of the partition may be read for this page. */
    readonly isClosed?: boolean;
  };
}

/** What was read of a partition and is not merged yet. */
export class PartitionBuffer<E extends Entry, Key> {
  #entries: readonly E[] = [];
  /** Index of the first entry that is not merged. */
  #first = 0;
  #next: PartitionPage<E, Key>['next'];
  #reads = 0;

  constructor(readonly name: string) {}

  get reads(): number {
    return this.#reads;
  }

  /** Key to continue reading after. */
  get key(): Key | undefined {
    return this.#next?.key;
  }

  get isRead(): boolean {
    return this.#reads > 0 && this.#next === undefined;
  }

  /** Whether nothing more may be read, although there is more. */
  get isClosed(): boolean {
    return this.#next?.isClosed === true;
  }

  get isEmpty(): boolean {
    return this.head === undefined;
  }

  /** Sort key of the first entry that is not merged. */
  get head(): string | undefined {
    return this.#entries[this.#first]?.occurred;
  }

  /** Sort key up to which everything is merged: the next entry is there or later. */
  get frontier(): string | undefined {
    return this.head ?? this.#next?.reached;
  }

  /** Whether an entry that is not read yet could be at `occurred` or before it. */
  mayPrecede(occurred: string | undefined, order: Order): boolean {
    if (this.isRead) return false;
    return !(
      this.#next !== undefined &&
      occurred !== undefined &&
      comesBefore(occurred, this.#next.reached, order)
    );
  }

  add({ entries, next }: PartitionPage<E, Key>): void {
    this.#entries = this.#entries.slice(this.#first).concat(entries);
    this.#first = 0;
    this.#next = next;
    this.#reads += 1;
  }

  /** Takes the entries at a sort key out of the buffer. */
  takeAt(occurred: string): readonly E[] {
    const start = this.#first;
    while (this.head === occurred) this.#first += 1;
    return this.#entries.slice(start, this.#first);
  }
}
