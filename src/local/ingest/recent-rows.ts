import { parseEventId } from '../../store/lanes';
import type { WaitingRow } from './reservation';

/** Rows of this run that are compared in memory. Rows that were committed earlier are found in their segments. */
const RECENT_ROWS = 32_768;

/** Rows of one reservation. */
interface ReservedRows {
  readonly identities: readonly string[];
  segments: readonly string[];
  isCommitted: boolean;
}

/** The rows that this process reserved last, among them all that are not committed. */
export class RecentRows {
  readonly #identities = new Set<string>();
  /** By number of the reservation, ascending. */
  readonly #reserved = new Map<number, ReservedRows>();

  /** Segments whose rows are all here. */
  get segments(): Set<string> {
    return new Set([...this.#reserved.values()].flatMap(({ segments }) => segments));
  }

  /** Adds the rows that are not here. Tells why a row is left out. */
  reserve(reservation: number, rows: readonly WaitingRow[]): Map<WaitingRow, 'same' | 'copy'> {
    const dropped = new Map<WaitingRow, 'same' | 'copy'>();
    const added: string[] = [];
    const ids = rows.some(({ copyOf }) => copyOf !== undefined) ? this.#collectIds() : undefined;
    for (const row of rows) {
      if (row.copyOf !== undefined && ids?.has(row.copyOf)) {
        dropped.set(row, 'copy');
      } else if (this.#identities.has(row.identity)) {
        dropped.set(row, 'same');
      } else {
        this.#identities.add(row.identity);
        ids?.add(row.eventId);
        added.push(row.identity);
      }
    }
    this.#reserved.set(reservation, { identities: added, segments: [], isCommitted: false });
    return dropped;
  }

  /** Only copies need it, and most runs have none. */
  #collectIds(): Set<string> {
    const ids = new Set<string>();
    for (const identity of this.#identities) ids.add(parseEventId(identity));
    return ids;
  }

  /** @param segments those that hold the rows */
  commit(reservation: number, segments: readonly string[]): void {
    const reserved = this.#reserved.get(reservation)!;
    reserved.segments = segments;
    reserved.isCommitted = true;
    for (const [number, oldest] of this.#reserved) {
      if (this.#identities.size <= RECENT_ROWS || !oldest.isCommitted) return;
      this.#reserved.delete(number);
      for (const identity of oldest.identities) this.#identities.delete(identity);
    }
  }
}
