import type { AuditRecord } from '../audit/audit-record';
import type { ReportedEvents } from './report-schema';
import { toReportedEvent } from './reported-event';

/** Lists the first calls that it is given, and counts the others. */
export class FirstEvents {
  readonly #limit: number;
  readonly #records: AuditRecord[] = [];
  #total = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get total(): number {
    return this.#total;
  }

  get records(): readonly AuditRecord[] {
    return this.#records;
  }

  add(record: AuditRecord): void {
    this.#total += 1;
    if (this.#records.length < this.#limit) this.#records.push(record);
  }

  finish(): ReportedEvents {
    const listed = this.#records.map(toReportedEvent);
    return { total: this.#total, listed, omitted: this.#total - listed.length };
  }
}
