const HIGH_BITS = 21;
// A name of this module is found faster than one of a global object.
const { imul } = Math;

/**
 * A 53-bit hash of a value of a kind, as a whole number, which needs no BigInt. Not cryptographic: a value
 * that is made to collide only makes a filter say "perhaps" once more.
 * @param kind what the value is, such as `eventId`; equal values of two kinds differ
 */
export function hashToken(kind: string, value: string): number {
  let first = 0xdeadbeef;
  let second = 0x41c6ce57;
  for (let index = 0; index < kind.length; index++) {
    const unit = kind.charCodeAt(index);
    first = imul(first ^ unit, 2654435761);
    second = imul(second ^ unit, 1597334677);
  }
  // Ends the kind: no UTF-16 code unit has this value.
  first = imul(first ^ 0x10000, 2654435761);
  second = imul(second ^ 0x10000, 1597334677);
  for (let index = 0; index < value.length; index++) {
    const unit = value.charCodeAt(index);
    first = imul(first ^ unit, 2654435761);
    second = imul(second ^ unit, 1597334677);
  }
  const low = mix(first) ^ mix(second + 0x9e3779b9);
  const high = mix(second) ^ mix(first + 0x85ebca6b);
  return (high >>> (32 - HIGH_BITS)) * 2 ** 32 + (low >>> 0);
}

/** The finalizer of MurmurHash3: every bit of the input changes every bit of the result half of the time. */
export function mix(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
