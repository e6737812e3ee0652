import { createHash } from 'node:crypto';
import type { AuditRecord } from '../../audit/audit-record';

/** Records that are remembered at least, before the first of them are forgotten. */
export const MAXIMUM_PRINTED = 500_000;

/** Remembers which records were printed, within a bound of memory. */
export class PrintedRecords {
  #before = new Set<string>();
  #last = new Set<string>();
  #hasForgotten = false;

  /** Whether records were forgotten because there were too many. */
  get hasForgotten(): boolean {
    return this.#hasForgotten;
  }

  /** @returns whether the record is new */
  add(record: AuditRecord): boolean {
    const identity = toIdentity(record);
    const isNew = !this.#before.has(identity) && !this.#last.has(identity);
    if (this.#last.size >= MAXIMUM_PRINTED) {
      this.#hasForgotten ||= this.#before.size > 0;
      this.forgetAllButLast();
    }
    this.#last.add(identity);
    return isNew;
  }

  /** Forgets records that were not added again since the last call. */
  forgetAllButLast(): void {
    this.#before = this.#last;
    this.#last = new Set();
  }
}

/** Identifies a record by its content, because different events can have the same event ID. */
const toIdentity = (record: AuditRecord): string =>
  createHash('sha256').update(JSON.stringify(record)).digest('base64url').slice(0, 22);
