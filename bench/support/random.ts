/** A stream of numbers that is the same in every run. */
export interface Random {
  /** From 0 up to 1. */
  next(): number;
  /** A whole number from 0 up to `below`. */
  below(below: number): number;
  pick<Value>(values: readonly Value[]): Value;
  /** One of the entries, as often as its weight says. */
  weighted<Value>(entries: readonly (readonly [weight: number, value: Value])[]): Value;
  chance(share: number): boolean;
  text(length: number, alphabet: string): string;
  uuid(): string;
}

/** mulberry32 (public domain, by Tommy Ettinger). */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  const text = (length: number, alphabet: string) => {
    let made = '';
    for (let at = 0; at < length; at++) made += alphabet[below(alphabet.length)];
    return made;
  };
  return {
    next,
    below,
    text,
    pick: (values) => values[below(values.length)]!,
    weighted(entries) {
      let left = next() * entries.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, value] of entries) {
        left -= weight;
        if (left < 0) return value;
      }
      return entries.at(-1)![1];
    },
    chance: (share) => next() < share,
    uuid: () => [8, 4, 4, 4, 12].map((length) => text(length, '0123456789abcdef')).join('-'),
  };
}
