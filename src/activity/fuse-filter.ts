import { AuditTrailError } from '../errors';
import { type ByteReader, type ByteWriter, damaged } from './bytes';
import { FusePeeler } from './fuse-peeler';
import { fingerprint, firstSlot, hashHigh, hashLow, type Slots, toSlots } from './fuse-slots';

/**
 * A set of tokens as a binary fuse filter with three slots a token and 8 bits a slot (Graf and Lemire, "Binary Fuse
 * Filters: Fast and Smaller Than Xor Filters", 2022). It never misses a token that it was made of, and takes one of 256
 * others for one of them.
 */
export interface FuseFilter {
  /** Number of tokens that it was made of. */
  readonly tokens: number;
  readonly seed: number;
  readonly slots: Slots;
  readonly fingerprints: Uint8Array;
}

/** A seed works for about every other set, and more segments make the next more likely to. No set needs as many. */
const MOST_SEEDS = 1_000;
/** After so many seeds the filter gets another segment. */
const SEEDS_A_SIZE = 2;

const peeler = new FusePeeler();

/**
 * Makes the filter of some tokens. The same tokens always make the same filter, in any order.
 * @param tokens whole numbers below 2^48; the filter has each once
 */
export function createFuseFilter(tokens: Float64Array): FuseFilter {
  const sorted = toDistinct(tokens);
  if (sorted.length === 0) return NO_TOKENS;
  for (let seed = 0; seed < MOST_SEEDS; seed += 1) {
    const slots = toSlots(sorted.length, Math.floor(seed / SEEDS_A_SIZE));
    const fingerprints = peeler.fill(sorted, seed, slots);
    if (fingerprints) return { tokens: sorted.length, seed, slots, fingerprints };
  }
  throw new AuditTrailError('InvalidArgument', `Cannot make a filter of ${sorted.length} tokens.`);
}

/** Each number once, in ascending order. */
function toDistinct(numbers: Float64Array): Float64Array {
  const sorted = numbers.slice().sort();
  let kept = 0;
  for (let index = 0; index < sorted.length; index += 1) {
    if (index === 0 || sorted[index] !== sorted[kept - 1]) sorted[kept++] = sorted[index]!;
  }
  return sorted.subarray(0, kept);
}

/** Whether a token may be one of those that the filter was made of. */
export function mayContain({ tokens, seed, slots, fingerprints }: FuseFilter, token: number): boolean {
  if (tokens === 0) return false;
  const low = hashLow(token, seed);
  const high = hashHigh(token, seed);
  const { segmentLength, mask } = slots;
  const first = firstSlot(low, slots);
  const second = (first + segmentLength) ^ (high & mask);
  const third = (first + 2 * segmentLength) ^ ((high >>> 16) & mask);
  return (fingerprints[first]! ^ fingerprints[second]! ^ fingerprints[third]!) === fingerprint(low);
}

/** Writes a filter: its number of tokens and, unless that is 0, seed, size of a segment as a power of two, segments, slots. */
export function writeFilter(writer: ByteWriter, { tokens, seed, slots, fingerprints }: FuseFilter): void {
  writer.varint(tokens);
  if (tokens === 0) return;
  writer.varint(seed);
  writer.varint(Math.log2(slots.segmentLength));
  writer.varint(slots.segments);
  writer.bytes(fingerprints);
}

const MOST_SEGMENT_BITS = 16;

/** Reads a filter. @throws AuditTrailError `InvalidItem` */
export function readFilter(reader: ByteReader): FuseFilter {
  const tokens = reader.varint();
  if (tokens === 0) return NO_TOKENS;
  const seed = reader.varint();
  const bits = reader.varint();
  const segments = reader.varint();
  if (bits > MOST_SEGMENT_BITS || segments < 1) throw damaged('its filter has no such size');
  const segmentLength = 2 ** bits;
  const slots = { segmentLength, segments, mask: segmentLength - 1 };
  return { tokens, seed, slots, fingerprints: reader.bytes((segments + 2) * segmentLength) };
}

/** The filter of no tokens. */
const NO_TOKENS: FuseFilter = {
  tokens: 0,
  seed: 0,
  slots: { segmentLength: 1, segments: 1, mask: 0 },
  fingerprints: new Uint8Array(0),
};
