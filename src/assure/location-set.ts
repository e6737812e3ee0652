import { hash } from 'node:crypto';

/** Words of 32 bits that stand for a location. Two locations have the same 128 bits of SHA-256 with no chance. */
const WORDS = 4;
const FIRST_PLACES = 2 ** 10;

/**
 * Locations of objects. It keeps 128 bits of their SHA-256 instead of their text: 20 to 40 bytes for each, where a set of
 * texts takes 200.
 */
export class LocationSet {
  #words = new Uint32Array(FIRST_PLACES * WORDS);
  #size = 0;

  add(location: string): void {
    if (this.#size * WORDS * 1.25 >= this.#words.length) this.#grow();
    if (this.#insert(toWords(location))) this.#size += 1;
  }

  has(location: string): boolean {
    return this.#words[this.#find(toWords(location))] !== 0;
  }

  #insert(words: Uint32Array): boolean {
    const index = this.#find(words);
    if (this.#words[index] !== 0) return false;
    this.#words.set(words, index);
    return true;
  }

  /** The index of the words, or of the free place where they belong. */
  #find(words: Uint32Array): number {
    const stored = this.#words;
    let index = (words[0]! * WORDS) % stored.length;
    const [first, second, third, fourth] = words;
    while (stored[index] !== 0) {
      const isSame =
        stored[index] === first &&
        stored[index + 1] === second &&
        stored[index + 2] === third &&
        stored[index + 3] === fourth;
      if (isSame) return index;
      index = (index + WORDS) % stored.length;
    }
    return index;
  }

  #grow(): void {
    const old = this.#words;
    this.#words = new Uint32Array(old.length * 2);
    for (let index = 0; index < old.length; index += WORDS) {
      if (old[index] !== 0) this.#insert(old.subarray(index, index + WORDS));
    }
  }
}

/** The first word is never 0, which marks a free place. */
function toWords(location: string): Uint32Array {
  const bytes = hash('sha256', location, 'buffer');
  const words = new Uint32Array(WORDS);
  for (let index = 0; index < WORDS; index++) words[index] = bytes.readUInt32LE(index * 4) || 1;
  return words;
}
