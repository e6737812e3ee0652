import type { RejectedRecord } from './log-file-record';

/** Rejected records of a file that are kept, with their reasons. All of them are counted. */
const MOST_REJECTED_KEPT = 100;

/** Counts rejected records and keeps the first of them: a file may have millions. */
export class RejectedRecords {
  readonly #kept: RejectedRecord[] = [];
  #count = 0;

  add(record: RejectedRecord): void {
    this.#count++;
    if (this.#kept.length < MOST_REJECTED_KEPT) this.#kept.push(record);
  }

  /** How many were added. */
  get count(): number {
    return this.#count;
  }

  /** The first that were added, at most 100. */
  get kept(): readonly RejectedRecord[] {
    return this.#kept;
  }
}

/** Adds to a reason where in the inflated file the rejected value begins. */
export const withPlace = (reason: string, offset: number | undefined): string =>
  offset === undefined ? reason : `${reason.replace(/\.$/, '')} (at byte ${offset}).`;

/** The first of both lists, at most 100. */
export const firstRejected = (one: readonly RejectedRecord[], other: readonly RejectedRecord[]) =>
  [...one, ...other].sort((a, b) => a.index - b.index).slice(0, MOST_REJECTED_KEPT);
