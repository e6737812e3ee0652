import type { WaitingRow } from './reservation';

/** Rows of this run that are compared in memory. Rows that were committed earlier are found in their segments. */
const RECENT_ROWS = 65_536;

/** Rows of one reservation. */
interface ReservedRows {
  readonly rows: readonly WaitingRow[];
  segments: readonly string[];
  isCommitted: boolean;
}

/** The rows that this process reserved last, among them all that are not committed. */
export class RecentRows {
  readonly #ids = new Map<string, number>();
  readonly #identities = new Set<string>();
  /** By number of the reservation, ascending. */
  readonly #reserved = new Map<number, ReservedRows>();
  #size = 0;

  /** Segments whose rows are all here. */
  get segments(): Set<string> {
    return new Set([...this.#reserved.values()].flatMap(({ segments }) => segments));
  }

  /** Adds the rows that are not here. Tells why a row is left out. */
  reserve(reservation: number, rows: readonly WaitingRow[]): Map<WaitingRow, 'same' | 'copy'> {
    const dropped = new Map<WaitingRow, 'same' | 'copy'>();
    const added: WaitingRow[] = [];
    for (const row of rows) {
      const { eventId, identity, copyOf } = row;
      if (copyOf !== undefined && this.#ids.has(copyOf)) {
        dropped.set(row, 'copy');
      } else if (this.#identities.has(identity)) {
        dropped.set(row, 'same');
      } else {
        this.#identities.add(identity);
        this.#ids.set(eventId, (this.#ids.get(eventId) ?? 0) + 1);
        added.push(row);
      }
    }
    this.#reserved.set(reservation, { rows: added, segments: [], isCommitted: false });
    this.#size += added.length;
    return dropped;
  }

  /** @param segments those that hold the rows */
  commit(reservation: number, segments: readonly string[]): void {
    const reserved = this.#reserved.get(reservation)!;
    reserved.segments = segments;
    reserved.isCommitted = true;
    for (const [number, oldest] of this.#reserved) {
      if (this.#size <= RECENT_ROWS || !oldest.isCommitted) return;
      this.#reserved.delete(number);
      this.#forget(oldest.rows);
    }
  }

  #forget(rows: readonly WaitingRow[]): void {
    this.#size -= rows.length;
    for (const { eventId, identity } of rows) {
      this.#identities.delete(identity);
      const others = this.#ids.get(eventId)! - 1;
      if (others > 0) this.#ids.set(eventId, others);
      else this.#ids.delete(eventId);
    }
  }
}
