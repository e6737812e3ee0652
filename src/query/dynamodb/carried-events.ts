import type { AuditedEvent } from '../../audit/audit-record';

/** Events that are kept for later hours. Beyond it, their file is read again. */
const MOST_EVENTS = 20_000;

/** Keeps what a log file has of other hours than the one that it was read for, so that most files are read once. */
export class CarriedEvents {
  /** By the name of the file, in the order that files were read. */
  readonly #files = new Map<string, readonly AuditedEvent[]>();
  #count = 0;

  /** Keeps the events of a file, and forgets those of the files before if there are too many. */
  keep(name: string, events: readonly AuditedEvent[]): void {
    this.#forget(name);
    if (events.length > MOST_EVENTS) return;
    this.#files.set(name, events);
    this.#count += events.length;
    for (const oldest of this.#files.keys()) {
      if (this.#count <= MOST_EVENTS) return;
      this.#forget(oldest);
    }
  }

  /** What is kept of a file. Undefined if it has to be read. */
  find(name: string): readonly AuditedEvent[] | undefined {
    return this.#files.get(name);
  }

  #forget(name: string): void {
    this.#count -= this.#files.get(name)?.length ?? 0;
    this.#files.delete(name);
  }
}
