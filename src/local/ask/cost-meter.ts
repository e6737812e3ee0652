import type { ReadCost } from '../../query/read-cost';
import type { Segment } from '../folder/commit';

/** Adds up what reading costs: statements, rows looked at, and bytes of their files. */
export class CostMeter {
  #statements = 0;
  #rows = 0;
  #bytes = 0;

  add(segments: readonly Segment[]): void {
    for (const { rows, events } of segments) {
      this.#rows += rows;
      this.#bytes += events.bytes;
    }
  }

  addStatements(statements: number): void {
    this.#statements += statements;
  }

  get rows(): number {
    return this.#rows;
  }

  get cost(): ReadCost {
    return { queries: this.#statements, entries: this.#rows, bytes: this.#bytes };
  }
}
