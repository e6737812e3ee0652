// AssemblyScript, compiled to WebAssembly by `npm run generate:wasm`; not part of the TypeScript program.
//
// Deflates short texts in the zlib format (RFC 1950, 1951) against preset dictionaries that all begin
// the same. Positions of that common beginning are indexed once, and every call goes on from a copy
// of the index; zlib starts from nothing. One block of fixed Huffman codes: for what deflates to a few
// hundred bytes, codes of its own cost a block as much as they save.

// Memory: the index, tables of codes, then dictionary and content in one piece, and the result.
// Matches are found by a hash of four bytes: the latest position with each hash, and for each position
// the one before it with the same hash. 0 is none, so the first byte of a dictionary is never found.
const HASH_BITS: i32 = 13;
const LATEST: i32 = 0;
const LATEST_BYTES: i32 = 2 << HASH_BITS;
const LATEST_OF_COMMON: i32 = 0x4000;
const EARLIER: i32 = 0x8000;
const LITERALS: i32 = 0x18000; // a code, and its length in bits above it, 4 bytes each
const LENGTHS: i32 = 0x18400;
const DISTANCES: i32 = 0x18800; // codes of five bits, a byte each
const TEXT: i32 = 0x20000;
const RESULT: i32 = 0x30000;
// The template: where each of its parts begins and how long it is, 8 bytes each; for a field, in place of
// its beginning, the complement of its number.
const PARTS: i32 = 0x40000;
const PART_TEXTS: i32 = 0x41000;
const FIELD_LENGTHS: i32 = 0x50000; // 4 bytes each
const FIELD_STARTS: i32 = 0x50400;
const FIELDS: i32 = 0x51000;

const SHORTEST_MATCH: i32 = 4; // shorter ones hardly pay with fixed codes
const LONGEST_MATCH: i32 = 258;
const CANDIDATES: i32 = 16; // tried at a position
const GOOD_MATCH: i32 = 64; // a match this long is taken without a look at the next position

const ZLIB_HEADER: u16 = 0xbb78; // deflate, window of 32 KB, preset dictionary
const WINDOW: i32 = 0x8000; // as far as a distance reaches

const ADLER_BASE: u32 = 65521;
const ADLER_BLOCK: i32 = 2048; // bytes summed up before a sum could overflow

let partsEnd: i32 = PARTS;
let partTextsEnd: i32 = PART_TEXTS;
let fieldCount: i32 = 0;

let commonLength: i32 = 0;
let commonChecksum: u32 = 1;

// What `findMatch` found.
let matchLength: i32 = 0;
let matchAt: i32 = 0;

// Bits not yet written, and how many.
let bits: u64 = 0;
let bitCount: u64 = 0;
let output: i32 = 0;

/** Where dictionary and content are written: together at most 32 KB, the reach of a distance. */
export function text(): i32 {
  return TEXT;
}

/** What dictionary and content may have together. */
export function mostBytes(): i32 {
  return WINDOW;
}

/** Where `deflate` leaves its result. */
export function result(): i32 {
  return RESULT;
}

/** Takes what all dictionaries begin with. */
export function prepare(length: i32): void {
  makeCodes();
  for (let at = TEXT + 1; at <= TEXT + length - SHORTEST_MATCH; at++) enter(at);
  memory.copy(LATEST_OF_COMMON, LATEST, LATEST_BYTES);
  commonLength = length;
  commonChecksum = adler32(1, TEXT, length);
}

/** Adds a text to the template; returns where to write it. */
export function addText(length: i32): i32 {
  const start = partTextsEnd;
  partTextsEnd += length;
  addPart(start, length);
  return start;
}

/** Adds a field to the template. */
export function addField(field: i32): void {
  fieldCount = max(fieldCount, field + 1);
  addPart(~field, 0);
}

function addPart(start: i32, length: i32): void {
  store<i32>(partsEnd, start);
  store<i32>(partsEnd, length, 4);
  partsEnd += 8;
}

/** Where the lengths of the fields are written, 4 bytes each. */
export function fieldLengths(): i32 {
  return FIELD_LENGTHS;
}

/** Where the fields are written, one behind the other. */
export function fields(): i32 {
  return FIELDS;
}

/** Completes the dictionary by the template with its fields; returns its length, 0 if it is beyond a window. */
export function fillTemplate(): i32 {
  let start = FIELDS;
  for (let field = 0; field < fieldCount; field++) {
    store<i32>(FIELD_STARTS + (field << 2), start);
    start += load<i32>(FIELD_LENGTHS + (field << 2));
  }
  let end = TEXT + commonLength;
  for (let part = PARTS; part < partsEnd; part += 8) {
    let from = load<i32>(part);
    let length = load<i32>(part, 4);
    if (from < 0) {
      const field = ~from << 2;
      from = load<i32>(FIELD_STARTS + field);
      length = load<i32>(FIELD_LENGTHS + field);
    }
    if (end + length > TEXT + WINDOW) return 0;
    copy(end, from, length);
    end += length;
  }
  return end - TEXT;
}

/** Copies in steps of 16 bytes: what is too much is overwritten by what comes next. */
function copy(to: i32, from: i32, length: i32): void {
  for (let offset = 0; offset < length; offset += 16) v128.store(to + offset, v128.load(from + offset));
}

/**
 * Deflates the content; returns the length of the result.
 * @param dictionaryLength of the whole dictionary, its common beginning included
 */
export function deflate(dictionaryLength: i32, length: i32): i32 {
  const start = TEXT + dictionaryLength;
  memory.copy(LATEST, LATEST_OF_COMMON, LATEST_BYTES);
  // The last positions of the beginning were not indexed: what they are hashed with was not known.
  for (let at = TEXT + max(1, commonLength - SHORTEST_MATCH + 1); at < start; at++) enter(at);

  const dictionaryChecksum = adler32(commonChecksum, TEXT + commonLength, dictionaryLength - commonLength);
  store<u16>(RESULT, ZLIB_HEADER);
  store<u32>(RESULT, bswap<u32>(dictionaryChecksum), 2);
  output = RESULT + 6;
  bits = bitCount = 0;
  write(0b011, 3); // the last block, with fixed codes
  writeBlock(start, start + length);
  write(0, 7 + 7); // the end of the block; what is left of it after whole bytes fills up the last one
  store<u32>(output, bswap<u32>(adler32(1, start, length)));
  return output + 4 - RESULT;
}

function writeBlock(at: i32, end: i32): void {
  const lastIndexed = end - SHORTEST_MATCH;
  while (at <= lastIndexed) {
    matchLength = SHORTEST_MATCH - 1;
    findMatch(at, end, enter(at));
    if (matchLength < SHORTEST_MATCH) {
      writeLiteral(at++);
      continue;
    }
    // A longer match at the next position is worth a literal.
    while (matchLength < GOOD_MATCH && at < lastIndexed) {
      const length = matchLength;
      findMatch(at + 1, end, enter(at + 1));
      if (matchLength === length) break;
      writeLiteral(at++);
    }
    writeMatch(matchLength, at - matchAt);
    // What a match covers is in the dictionary, mostly: it is not indexed a second time.
    at += matchLength;
  }
  while (at < end) writeLiteral(at++);
}

function hash(at: i32): i32 {
  return i32((load<u32>(at) * 0x9e3779b1) >> (32 - HASH_BITS));
}

/** Indexes a position; returns the latest one before it with the same hash. */
function enter(at: i32): i32 {
  const latest = LATEST + (hash(at) << 1);
  const position = at - TEXT;
  const earlier = load<u16>(latest);
  store<u16>(EARLIER + (position << 1), earlier);
  store<u16>(latest, position);
  return earlier;
}

/** Looks for a match longer than `matchLength`, from a position on back through its like. */
function findMatch(at: i32, end: i32, position: i32): void {
  const longest = min(end - at, LONGEST_MATCH);
  const beginning = load<u32>(at);
  let length = matchLength;
  for (let left = CANDIDATES; left !== 0 && position !== 0 && length < longest; left--) {
    const candidate = TEXT + position;
    // The bytes that would make it longer are those that most often differ.
    if (
      load<u32>(candidate) === beginning &&
      load<u32>(candidate + length - 3) === load<u32>(at + length - 3)
    ) {
      const common = commonBytes(candidate, at, longest);
      if (common > length) {
        length = common;
        matchAt = candidate;
      }
    }
    position = load<u16>(EARLIER + (position << 1));
  }
  matchLength = length;
}

/** How many bytes are the same, `most` of them at most; what lies behind those is compared for nothing. */
function commonBytes(one: i32, other: i32, most: i32): i32 {
  for (let length = 0; length < most; length += 16) {
    const different = i8x16.bitmask(i8x16.ne(v128.load(one + length), v128.load(other + length)));
    if (different !== 0) return min(length + ctz(different), most);
  }
  return most;
}

function writeLiteral(at: i32): void {
  const code = load<u32>(LITERALS + (i32(load<u8>(at)) << 2));
  write(code & 0xffff, code >> 16);
}

function writeMatch(length: i32, distance: u32): void {
  const code = load<u32>(LENGTHS + ((length - 3) << 2));
  const lengthBits = code >> 16;
  // Two codes for each power of two, from 4 on; the bits below those that tell them apart follow.
  const from0 = distance - 1;
  const extraBits: u32 = from0 < 4 ? 0 : 30 - clz(from0);
  const distanceCode = load<u8>(DISTANCES + (extraBits << 1) + (from0 >> extraBits));
  const extra = from0 & ((1 << extraBits) - 1);
  write((code & 0xffff) | (((distanceCode as u32) | (extra << 5)) << lengthBits), lengthBits + 5 + extraBits);
}

/** Appends up to 32 bits; whole bytes count as written. */
function write(value: u32, count: u32): void {
  bits |= (value as u64) << bitCount;
  bitCount += count;
  store<u64>(output, bits);
  output += i32(bitCount >> 3);
  bits >>= bitCount & 56;
  bitCount &= 7;
}

/** The fixed codes of RFC 1951, 3.2.6, with what follows a length's code. */
function makeCodes(): void {
  for (let byte: u32 = 0; byte < 256; byte++) {
    const count: u32 = byte < 144 ? 8 : 9;
    const code = byte < 144 ? 0x30 + byte : 0x190 + (byte - 144);
    store<u32>(LITERALS + (byte << 2), reversed(code, count) | (count << 16));
  }
  for (let from3: u32 = 0; from3 < 256; from3++) {
    // Four codes for each power of two, from 8 on; the longest match has one of its own.
    const isLongest = from3 === 255;
    const extraBits: u32 = from3 < 8 || isLongest ? 0 : 29 - clz(from3);
    const symbol: u32 = isLongest ? 285 : 257 + (extraBits << 2) + (from3 >> extraBits);
    const count: u32 = symbol < 280 ? 7 : 8;
    const code = symbol < 280 ? symbol - 256 : 0xc0 + (symbol - 280);
    const extra = from3 & ((1 << extraBits) - 1);
    const value = reversed(code, count) | (extra << count);
    store<u32>(LENGTHS + (from3 << 2), value | ((count + extraBits) << 16));
  }
  for (let code: u32 = 0; code < 30; code++) store<u8>(DISTANCES + code, reversed(code, 5));
}

/** Huffman codes are written from their highest bit on, all else from its lowest. */
function reversed(code: u32, count: u32): u32 {
  let value: u32 = 0;
  for (let bit: u32 = 0; bit < count; bit++) value = (value << 1) | ((code >> bit) & 1);
  return value;
}

/** Goes on with a checksum of RFC 1950: the sum of all bytes, and the sum of that after each of them. */
function adler32(checksum: u32, at: i32, length: i32): u32 {
  let sum = checksum & 0xffff;
  let sumOfSums = checksum >> 16;
  const ones = i16x8.splat(1);
  const weights = i16x8(16, 15, 14, 13, 12, 11, 10, 9);
  const lowerWeights = i16x8(8, 7, 6, 5, 4, 3, 2, 1);
  while (length >= 16) {
    const count = min(length, ADLER_BLOCK) & ~15;
    let sums = i32x4.splat(0);
    let sumsBefore = i32x4.splat(0);
    let weighted = i32x4.splat(0);
    for (const end = at + count; at < end; at += 16) {
      const bytes = v128.load(at);
      const first = i16x8.extend_low_i8x16_u(bytes);
      const second = i16x8.extend_high_i8x16_u(bytes);
      sumsBefore = i32x4.add(sumsBefore, sums);
      sums = i32x4.add(sums, i32x4.dot_i16x8_s(i16x8.add(first, second), ones));
      weighted = i32x4.add(weighted, i32x4.dot_i16x8_s(first, weights));
      weighted = i32x4.add(weighted, i32x4.dot_i16x8_s(second, lowerWeights));
    }
    sumOfSums += sum * count + (total(sumsBefore) << 4) + total(weighted);
    sum = (sum + total(sums)) % ADLER_BASE;
    sumOfSums %= ADLER_BASE;
    length -= count;
  }
  for (const end = at + length; at < end; at++) {
    sum += load<u8>(at);
    sumOfSums += sum;
  }
  return ((sumOfSums % ADLER_BASE) << 16) | (sum % ADLER_BASE);
}

function total(lanes: v128): u32 {
  return (
    i32x4.extract_lane(lanes, 0) +
    i32x4.extract_lane(lanes, 1) +
    i32x4.extract_lane(lanes, 2) +
    i32x4.extract_lane(lanes, 3)
  );
}
