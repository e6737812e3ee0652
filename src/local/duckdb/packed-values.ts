/** How much more memory than is needed is taken, so that it grows few times. */
const SPARE = 1.5;
/** A UTF-16 code unit takes so many bytes at most. */
const MOST_UTF8_BYTES = 3;

/**
 * Values as bytes in one piece of memory, which is used again after `clear`. Each as an object of its own, they would stay
 * in memory until V8 collects its old generation, and those of several segments with them.
 */
export class PackedValues {
  #memory = Buffer.alloc(0);
  #used = 0;
  /** Where each value ends. */
  readonly #ends: number[] = [];

  /** Number of values. */
  get length(): number {
    return this.#ends.length;
  }

  get bytes(): number {
    return this.#used;
  }

  addText(text: string): void {
    this.#makeRoom(MOST_UTF8_BYTES * text.length);
    this.#used += this.#memory.write(text, this.#used);
    this.#ends.push(this.#used);
  }

  addBytes(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length);
    this.#memory.set(bytes, this.#used);
    this.#used += bytes.length;
    this.#ends.push(this.#used);
  }

  addAll(other: PackedValues): void {
    this.#makeRoom(other.#used);
    other.#memory.copy(this.#memory, this.#used, 0, other.#used);
    for (const end of other.#ends) this.#ends.push(this.#used + end);
    this.#used += other.#used;
  }

  /** A value. It holds until something is added, joined or cleared. */
  at(index: number): Buffer {
    return this.#memory.subarray(this.#start(index), this.#ends[index]);
  }

  includes(byte: number): boolean {
    return this.#memory.subarray(0, this.#used).includes(byte);
  }

  /**
   * Values with a byte between each and the next. They hold until something is added, joined or cleared.
   * @param indexes of the values, each once
   * @param most how many values to join at most: the rest follows in pieces of their own
   */
  join(indexes: readonly number[], separator: number, most: number): Buffer[] {
    this.#makeRoom(this.#used + this.length);
    const pieces: Buffer[] = [];
    let at = this.#used;
    for (let first = 0; first < indexes.length; first += most) {
      const start = at;
      for (const index of indexes.slice(first, first + most)) {
        at += this.#memory.copy(this.#memory, at, this.#start(index), this.#ends[index]);
        this.#memory[at++] = separator;
      }
      pieces.push(this.#memory.subarray(start, at - 1));
    }
    return pieces;
  }

  clear(): void {
    this.#used = 0;
    this.#ends.length = 0;
  }

  #start(index: number): number {
    return index === 0 ? 0 : this.#ends[index - 1]!;
  }

  #makeRoom(bytes: number): void {
    const needed = this.#used + bytes;
    if (needed <= this.#memory.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.ceil(needed * SPARE));
    this.#memory.copy(larger, 0, 0, this.#used);
    this.#memory = larger;
  }
}
