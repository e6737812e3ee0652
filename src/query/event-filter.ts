const BITS = 2 ** 26;

/**
 * Remembers events by the hash of their content, in 8 MB however many there are. So it can take an event for one that it has
 * seen, but never the other way round.
 */
export class EventFilter {
  readonly #bits = new Uint8Array(BITS / 8);

  add(contentHash: string): void {
    for (const bit of toBits(contentHash)) this.#bits[bit >> 3]! |= 1 << (bit & 7);
  }

  /** False if the event was certainly not added. */
  mayHave(contentHash: string): boolean {
    return toBits(contentHash).every((bit) => (this.#bits[bit >> 3]! & (1 << (bit & 7))) !== 0);
  }
}

const toBits = (contentHash: string): number[] =>
  [contentHash.slice(0, 8), contentHash.slice(8, 16)].map((digits) => Number.parseInt(digits, 16) % BITS);
