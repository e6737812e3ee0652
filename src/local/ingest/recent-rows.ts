import type { RowSet, WaitingRow } from './reservation';

/** Rows of this run that are compared in memory. Rows that were committed earlier are found in their segments. */
const RECENT_ROWS = 65_536;

/** Rows of one reservation. */
interface ReservedRows {
  readonly set: RowSet;
  segments: readonly string[];
  isCommitted: boolean;
}

/** The rows that this process reserved last, among them all that are not committed. */
export class RecentRows {
  /** By number of the reservation, ascending. */
  readonly #reserved = new Map<number, ReservedRows>();

  /** Segments whose rows are all here. */
  get segments(): Set<string> {
    return new Set([...this.#reserved.values()].flatMap(({ segments }) => segments));
  }

  find(row: WaitingRow): 'same' | 'copy' | undefined {
    for (const { set } of this.#reserved.values()) {
      const found = set.find(row);
      if (found) return found;
    }
    return undefined;
  }

  reserve(reservation: number, set: RowSet): void {
    this.#reserved.set(reservation, { set, segments: [], isCommitted: false });
  }

  /** @param segments those that hold the rows */
  commit(reservation: number, segments: readonly string[]): void {
    const reserved = this.#reserved.get(reservation)!;
    reserved.segments = segments;
    reserved.isCommitted = true;
    this.#forget();
  }

  #forget(): void {
    let rows = 0;
    for (const { set } of this.#reserved.values()) rows += set.size;
    for (const [number, { set, isCommitted }] of this.#reserved) {
      if (rows <= RECENT_ROWS || !isCommitted) return;
      this.#reserved.delete(number);
      rows -= set.size;
    }
  }
}
