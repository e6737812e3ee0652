import { isTableArn } from '../audit/arn';
import type { FileSpan } from '../store/ledger/ledger';
import type { NamedValues } from '../store/ledger/named-values';

/** Tables that a ledger entry lists. */
const MAXIMUM_TABLES = 100;

/** Collects which tables, and which time, the events of a file are about. */
export class FileSpanCollector {
  readonly #tables = new Set<string>();
  #tablesTruncated = false;
  #first: string | undefined;
  #last: string | undefined;

  /**
   * Adds events.
   * @param named what they name
   * @param first `eventTime` of the earliest of them; absent if there are none
   * @param last of the latest
   */
  add(named: NamedValues, first: string | undefined, last: string | undefined): void {
    for (const { value } of named.entries(['resources'])) if (isTableArn(value)) this.#addTable(value);
    if (first !== undefined && (this.#first === undefined || first < this.#first)) this.#first = first;
    if (last !== undefined && (this.#last === undefined || last > this.#last)) this.#last = last;
  }

  /** What the events added so far are about. */
  toSpan(): FileSpan {
    return {
      tables: [...this.#tables],
      ...(this.#tablesTruncated && { tablesTruncated: true }),
      firstEventTime: this.#first,
      lastEventTime: this.#last,
    };
  }

  #addTable(arn: string): void {
    if (this.#tables.size < MAXIMUM_TABLES) this.#tables.add(arn);
    else if (!this.#tables.has(arn)) this.#tablesTruncated = true;
  }
}
