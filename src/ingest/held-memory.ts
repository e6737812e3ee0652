import { getHeapStatistics } from 'node:v8';

/**
 * Item bytes that files ingested at the same time hold until each file is known to be valid. In memory they
 * take four times as much. CloudTrail's largest files, of 50 MB, have half of this.
 */
const DEFAULT_LIMIT = Math.min(64 * 2 ** 20, getHeapStatistics().heap_size_limit / 16);
/** What one file may hold even if others hold all the rest. */
const OWN_BYTES = 2 ** 20;

/** The memory that files ingested at the same time share. */
export class HeldMemory {
  readonly #limit: number;
  #bytes = 0;

  /** @param limit item bytes that all files together may hold */
  constructor(limit: number = DEFAULT_LIMIT) {
    this.#limit = limit;
  }

  add(bytes: number): void {
    this.#bytes += bytes;
  }

  release(bytes: number): void {
    this.#bytes -= bytes;
  }

  /** Whether a file that holds so many bytes has to stop holding more. */
  isExhausted(ownBytes: number): boolean {
    return ownBytes > OWN_BYTES && this.#bytes > this.#limit;
  }
}
