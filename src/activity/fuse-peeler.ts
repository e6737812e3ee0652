import { fingerprint, firstSlot, hashHigh, hashLow, type Slots } from './fuse-slots';

/**
 * Fills filters. Each token needs a slot that no token peeled after it uses: slots with one token left are peeled until none is
 * left, and filled in the opposite order. Its memory is used again.
 */
export class FusePeeler {
  /** Per slot: how many tokens are left that use it, and the exclusive or of their numbers. */
  #counts = new Uint32Array(0);
  #numbers = new Uint32Array(0);
  /** Per slot that has one token left. */
  #queue = new Uint32Array(0);
  /** Per token: its slots, three each, and the first half of its hash. */
  #slots = new Uint32Array(0);
  #hashes = new Uint32Array(0);
  /** Tokens in the order in which they were peeled, and the slot of each. */
  #order = new Uint32Array(0);
  #own = new Uint32Array(0);

  /** The fingerprints of a filter. Undefined if this seed does not work for these tokens. */
  fill(tokens: Float64Array, seed: number, size: Slots): Uint8Array | undefined {
    const slots = (size.segments + 2) * size.segmentLength;
    this.#prepare(tokens.length, slots);
    this.#place(tokens, seed, size);
    return this.#peel(slots) === tokens.length ? this.#assign(tokens.length, slots) : undefined;
  }

  #prepare(tokens: number, slots: number): void {
    if (this.#hashes.length < tokens) {
      this.#slots = new Uint32Array(tokens * 3);
      this.#hashes = new Uint32Array(tokens);
      this.#order = new Uint32Array(tokens);
      this.#own = new Uint32Array(tokens);
    }
    if (this.#counts.length < slots) {
      this.#counts = new Uint32Array(slots);
      this.#numbers = new Uint32Array(slots);
      this.#queue = new Uint32Array(slots);
    } else {
      this.#counts.fill(0, 0, slots);
      this.#numbers.fill(0, 0, slots);
    }
  }

  #place(tokens: Float64Array, seed: number, size: Slots): void {
    const { segmentLength, mask } = size;
    for (let number = 0; number < tokens.length; number += 1) {
      const token = tokens[number]!;
      const low = hashLow(token, seed);
      const high = hashHigh(token, seed);
      const first = firstSlot(low, size);
      this.#hashes[number] = low;
      this.#use(number, 0, first);
      this.#use(number, 1, (first + segmentLength) ^ (high & mask));
      this.#use(number, 2, (first + 2 * segmentLength) ^ ((high >>> 16) & mask));
    }
  }

  #use(number: number, which: number, slot: number): void {
    this.#slots[number * 3 + which] = slot;
    this.#counts[slot]! += 1;
    this.#numbers[slot]! ^= number;
  }

  /** @returns how many tokens were peeled */
  #peel(slots: number): number {
    let waiting = 0;
    for (let slot = 0; slot < slots; slot += 1) {
      if (this.#counts[slot] === 1) this.#queue[waiting++] = slot;
    }
    let peeled = 0;
    while (waiting > 0) {
      waiting -= 1;
      const slot = this.#queue[waiting]!;
      if (this.#counts[slot] !== 1) continue;
      const number = this.#numbers[slot]!;
      this.#order[peeled] = number;
      this.#own[peeled] = slot;
      peeled += 1;
      for (let at = number * 3; at < number * 3 + 3; at += 1) {
        const used = this.#slots[at]!;
        this.#counts[used]! -= 1;
        this.#numbers[used]! ^= number;
        if (this.#counts[used] === 1) this.#queue[waiting++] = used;
      }
    }
    return peeled;
  }

  #assign(tokens: number, slots: number): Uint8Array {
    const fingerprints = new Uint8Array(slots);
    for (let position = tokens - 1; position >= 0; position -= 1) {
      const number = this.#order[position]!;
      const at = number * 3;
      // The slot of the token itself is still 0.
      fingerprints[this.#own[position]!] =
        fingerprint(this.#hashes[number]!) ^
        fingerprints[this.#slots[at]!]! ^
        fingerprints[this.#slots[at + 1]!]! ^
        fingerprints[this.#slots[at + 2]!]!;
    }
    return fingerprints;
  }
}
