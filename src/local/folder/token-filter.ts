import { AuditTrailError } from '../../errors';
import { mix } from './hash-token';

/**
 * A binary fuse filter (Graf and Lemire 2022, arXiv:2201.01174) with 8-bit fingerprints: 9 to 10 bits a
 * token, 1 of 256 answers for absent tokens is a false "perhaps", and none for present ones a "no".
 *
 * Bytes: `DAF1`, then seed, segment length, number of segments and number of tokens as 32-bit
 * little-endian words, then the fingerprints. Equal sets of tokens have equal bytes.
 */
const MAGIC = 0x31464144;
// As in hash-token.ts.
const { floor, imul } = Math;
const HEADER_BYTES = 20;
const LONGEST_SEGMENT = 2 ** 18;
/** Every attempt succeeds with a chance above one half, and a table that grows never fails for long. */
const MAXIMUM_ATTEMPTS = 1_000;
const ATTEMPTS_PER_SIZE = 20;

/** How the fingerprints lie: a token has one place in each of three neighbouring segments. */
interface Layout {
  readonly seed: number;
  /** A power of 2. */
  readonly segmentLength: number;
  readonly segments: number;
}

/**
 * Makes the filter of a set of tokens.
 * @param hashes from `hashToken`, in any order; duplicates are allowed
 */
export function buildFilter(hashes: Iterable<number>): Uint8Array {
  const tokens = toUnique(Float64Array.from(hashes));
  const segmentLength = toSegmentLength(tokens.length);
  for (let attempt = 0; attempt < MAXIMUM_ATTEMPTS; attempt++) {
    const segments = toSegments(tokens.length, segmentLength) + floor(attempt / ATTEMPTS_PER_SIZE);
    const layout = { seed: imul(attempt + 1, 0x9e3779b9) >>> 0, segmentLength, segments };
    const fingerprints = fillTable(tokens, layout);
    if (fingerprints) return formatFilter(layout, tokens.length, fingerprints);
  }
  throw new Error(`No filter of ${tokens.length} tokens found.`);
}

/**
 * Whether a filter perhaps has a token. False means that it certainly does not.
 * @param filter from `buildFilter`, checked before against its SHA-256
 * @throws AuditTrailError `DamagedFile` when the bytes are not those of a filter
 */
export function filterHas(filter: Uint8Array, hash: number): boolean {
  const words = new DataView(filter.buffer, filter.byteOffset, filter.byteLength);
  const isFilter = filter.length >= HEADER_BYTES && words.getUint32(0, true) === MAGIC;
  const seed = isFilter ? words.getUint32(4, true) : 0;
  const segmentLength = isFilter ? words.getUint32(8, true) : 0;
  const segments = isFilter ? words.getUint32(12, true) : 0;
  const isPowerOf2 = segmentLength > 0 && (segmentLength & (segmentLength - 1)) === 0;
  if (!isPowerOf2 || segments < 3 || filter.length !== HEADER_BYTES + segmentLength * segments) {
    throw new AuditTrailError('DamagedFile', 'These bytes are not a filter of tokens.');
  }
  if (words.getUint32(16, true) === 0) return false;
  const place = new Uint32Array(4);
  locate(hash, { seed, segmentLength, segments }, place, 0);
  const found =
    filter[HEADER_BYTES + place[0]!]! ^ filter[HEADER_BYTES + place[1]!]! ^ filter[HEADER_BYTES + place[2]!]!;
  return found === place[3];
}

function toUnique(hashes: Float64Array): Float64Array {
  hashes.sort();
  let length = 0;
  for (let index = 0; index < hashes.length; index++) {
    if (index === 0 || hashes[index] !== hashes[index - 1]) hashes[length++] = hashes[index]!;
  }
  return hashes.subarray(0, length);
}

/** The sizes that the paper found by experiment for three places a token. */
const toSegmentLength = (tokens: number): number =>
  tokens < 2 ? 4 : Math.min(LONGEST_SEGMENT, 2 ** floor(Math.log(tokens) / Math.log(3.33) + 2.25));

function toSegments(tokens: number, segmentLength: number): number {
  const factor = tokens < 2 ? 1 : Math.max(1.125, 0.875 + (0.25 * Math.log(1e6)) / Math.log(tokens));
  return Math.max(3, Math.ceil((tokens * factor) / segmentLength));
}

/** Writes a token's three places and its fingerprint to `to[at]` and the next three. */
function locate(hash: number, { seed, segmentLength, segments }: Layout, to: Uint32Array, at: number): void {
  const high = floor(hash / 2 ** 32);
  const first = mix((hash | 0) ^ seed);
  const second = mix(first ^ imul(high + 0x7f4a7c15, 0x9e3779b1));
  const third = mix(second ^ (hash | 0) ^ imul(seed, 0x85ebca77));
  const mask = segmentLength - 1;
  // The place in the first segment; in the next two, the same place with some bits changed.
  const start = floor(((second >>> 0) * (segments - 2) * segmentLength) / 2 ** 32);
  to[at] = start;
  to[at + 1] = (start + segmentLength) ^ ((third >>> 8) & mask);
  to[at + 2] = (start + 2 * segmentLength) ^ (((third << 6) ^ first) & mask);
  to[at + 3] = third & 0xff;
}

/** @returns undefined if the tokens do not fit with this seed */
function fillTable(tokens: Float64Array, layout: Layout): Uint8Array | undefined {
  const places = new Uint32Array(tokens.length * 4);
  const size = layout.segmentLength * layout.segments;
  /** By place: how many tokens have it, and their numbers combined by XOR: with one left, its number. */
  const counts = new Uint32Array(size);
  const combined = new Uint32Array(size);
  for (let token = 0; token < tokens.length; token++) {
    locate(tokens[token]!, layout, places, token * 4);
    for (let index = token * 4; index < token * 4 + 3; index++) {
      counts[places[index]!]!++;
      combined[places[index]!]! ^= token;
    }
  }
  const order = peel(tokens.length, places, counts, combined);
  if (order === undefined) return undefined;
  const table = new Uint8Array(size);
  // In reverse, each token's own place is not yet part of any token that is done.
  for (let index = order.length - 2; index >= 0; index -= 2) {
    const [token, own] = [order[index]!, order[index + 1]!];
    const at = token * 4;
    table[own] = places[at + 3]! ^ table[places[at]!]! ^ table[places[at + 1]!]! ^ table[places[at + 2]!]!;
  }
  return table;
}

/**
 * Takes away tokens that have a place of their own, until none is left.
 * @returns pairs of a token and its own place; undefined if the rest has no place of its own
 */
function peel(
  tokens: number,
  places: Uint32Array,
  counts: Uint32Array,
  combined: Uint32Array,
): Uint32Array | undefined {
  const order = new Uint32Array(tokens * 2);
  const alone = new Uint32Array(counts.length);
  let waiting = 0;
  let taken = 0;
  for (let place = 0; place < counts.length; place++) if (counts[place] === 1) alone[waiting++] = place;
  while (waiting > 0) {
    const own = alone[--waiting]!;
    if (counts[own] !== 1) continue;
    const token = combined[own]!;
    order[taken++] = token;
    order[taken++] = own;
    for (let index = token * 4; index < token * 4 + 3; index++) {
      const place = places[index]!;
      combined[place]! ^= token;
      if (--counts[place]! === 1) alone[waiting++] = place;
    }
  }
  return taken === order.length ? order : undefined;
}

function formatFilter(layout: Layout, tokens: number, fingerprints: Uint8Array): Uint8Array {
  const filter = new Uint8Array(HEADER_BYTES + fingerprints.length);
  const words = new DataView(filter.buffer);
  [MAGIC, layout.seed, layout.segmentLength, layout.segments, tokens].forEach((word, index) => {
    words.setUint32(index * 4, word, true);
  });
  filter.set(fingerprints, HEADER_BYTES);
  return filter;
}
