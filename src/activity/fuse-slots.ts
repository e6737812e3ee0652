/** The size of a filter: `segments` + 2 segments of `segmentLength` slots each. */
export interface Slots {
  /** A power of two. */
  readonly segmentLength: number;
  /** Segments in which the first slot of a token may lie. */
  readonly segments: number;
  /** `segmentLength` - 1. */
  readonly mask: number;
}

const LONGEST_SEGMENT = 2 ** 16;
/** Slots a token to begin with. The paper's formula gives more to small sets, so that the first seed works for most. */
const toMostSlots = (tokens: number): number => (tokens < 1_000 ? 1.35 : 1.25);

/**
 * The size of a filter of so many tokens. The paper found its formulas by trial; segments of half its length make small filters
 * smaller, and a few more seeds are tried.
 * @param more segments to add, after some seeds did not work
 */
export function toSlots(tokens: number, more: number): Slots {
  const logarithm = Math.log(Math.max(tokens, 2));
  const segmentLength = Math.min(2 ** Math.floor(logarithm / Math.log(3.33) + 1.25), LONGEST_SEGMENT);
  const factor = Math.max(1.125, 0.875 + (0.25 * Math.log(1_000_000)) / logarithm);
  const slots = Math.ceil(tokens * Math.min(factor, toMostSlots(tokens)));
  const segments = Math.max(1, Math.ceil(slots / segmentLength) - 2) + more;
  return { segmentLength, segments, mask: segmentLength - 1 };
}

/** The finalizer of MurmurHash3: each bit of the input changes half of the bits of the result. */
function mix(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

const TWO_32 = 2 ** 32;

/** The first 32 bits of the hash of a token: they give the first slot and the fingerprint. */
export const hashLow = (token: number, seed: number): number =>
  mix((token >>> 0) ^ mix(Math.floor(token / TWO_32) + Math.imul(seed, 0x9e3779b9)));

/** The other 32 bits: they give the second and the third slot. */
export const hashHigh = (token: number, seed: number): number =>
  mix(Math.floor(token / 2 ** 16) ^ mix((token & 0xffff) + Math.imul(seed, 0x85ebca77) + 1));

/** The first slot of a token; the second and the third lie in the next two segments. */
export const firstSlot = (low: number, { segmentLength, segments }: Slots): number =>
  Math.floor((low * (segments * segmentLength)) / TWO_32);

/** What the three slots of a token give together. */
export const fingerprint = (low: number): number => low & 0xff;
