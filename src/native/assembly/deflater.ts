// AssemblyScript, compiled to WebAssembly by `npm run generate:wasm`; not part of the TypeScript program.
//
// Deflates short texts in the zlib format (RFC 1950, 1951) against preset dictionaries with a common
// beginning. That beginning is indexed once, and every call continues from a copy of the index; zlib builds a
// new index for each call. The result is one block of fixed Huffman codes: if it has only a few hundred bytes,
// codes of its own would cost as much as they save.

import { adler32 } from './deflater/adler32';
import {
  makeCodes,
  startWriting,
  write,
  writeLiteral,
  writeMatch,
  writtenUpTo,
} from './deflater/fixed-codes';
import { EARLIER, HASH_BITS, LATEST, LATEST_BYTES, LATEST_OF_COMMON, RESULT, TEXT } from './deflater/memory';
import { fillParts } from './deflater/template';

export { addField, addText, fieldLengths, fields } from './deflater/template';

const SHORTEST_MATCH: i32 = 4; // shorter ones save almost nothing with fixed codes
const LONGEST_MATCH: i32 = 258;
const CANDIDATES: i32 = 16; // tried at a position
const GOOD_MATCH: i32 = 64; // a match this long is used without trying the next position

const ZLIB_HEADER: u16 = 0xbb78; // deflate, window of 32 KB, preset dictionary
const WINDOW: i32 = 0x8000; // the maximum distance of a match

let commonLength: i32 = 0;
let commonChecksum: u32 = 1;

// What `findMatch` found.
let matchLength: i32 = 0;
let matchAt: i32 = 0;

/** Where to write dictionary and content, together at most 32 KB, the maximum distance. */
export function text(): i32 {
  return TEXT;
}

/** The maximum length of dictionary and content together. */
export function mostBytes(): i32 {
  return WINDOW;
}

/** Where `deflate` leaves its result. */
export function result(): i32 {
  return RESULT;
}

/** Learns the common beginning of all dictionaries, which was written to `text`. */
export function prepare(length: i32): void {
  makeCodes();
  for (let at = TEXT + 1; at <= TEXT + length - SHORTEST_MATCH; at++) enter(at);
  memory.copy(LATEST_OF_COMMON, LATEST, LATEST_BYTES);
  commonLength = length;
  commonChecksum = adler32(1, TEXT, length);
}

/** Fills the template to complete the dictionary; returns its length, or 0 if it is longer than a window. */
export function fillTemplate(): i32 {
  const end = fillParts(TEXT + commonLength, TEXT + WINDOW);
  return end === 0 ? 0 : end - TEXT;
}

/**
 * Deflates the content; returns the length of the result.
 * @param dictionaryLength of the whole dictionary, its common beginning included
 */
export function deflate(dictionaryLength: i32, length: i32): i32 {
  const start = TEXT + dictionaryLength;
  memory.copy(LATEST, LATEST_OF_COMMON, LATEST_BYTES);
  // The last positions of the beginning were not indexed, because their hashes include bytes after it.
  for (let at = TEXT + max(1, commonLength - SHORTEST_MATCH + 1); at < start; at++) enter(at);

  const dictionaryChecksum = adler32(commonChecksum, TEXT + commonLength, dictionaryLength - commonLength);
  store<u16>(RESULT, ZLIB_HEADER);
  store<u32>(RESULT, bswap<u32>(dictionaryChecksum), 2);
  startWriting(RESULT + 6);
  write(0b011, 3); // the last block, with fixed codes
  writeBlock(start, start + length);
  write(0, 7 + 7); // the end of the block, and bits to fill the last byte
  const end = writtenUpTo();
  store<u32>(end, bswap<u32>(adler32(1, start, length)));
  return end + 4 - RESULT;
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
    // The bytes of a match are not indexed: most are from the dictionary, which is indexed already.
    at += matchLength;
  }
  while (at < end) writeLiteral(at++);
}

function hash(at: i32): i32 {
  return i32((load<u32>(at) * 0x9e3779b1) >> (32 - HASH_BITS));
}

/** Indexes a position; returns the previous one with the same hash. */
function enter(at: i32): i32 {
  const latest = LATEST + (hash(at) << 1);
  const position = at - TEXT;
  const earlier = load<u16>(latest);
  store<u16>(EARLIER + (position << 1), earlier);
  store<u16>(latest, position);
  return earlier;
}

/** Searches for a match longer than `matchLength`, from a position back through those with the same hash. */
function findMatch(at: i32, end: i32, position: i32): void {
  const longest = min(end - at, LONGEST_MATCH);
  const beginning = load<u32>(at);
  let length = matchLength;
  for (let left = CANDIDATES; left !== 0 && position !== 0 && length < longest; left--) {
    const candidate = TEXT + position;
    // First compare the bytes that would make the match longer: they differ most often.
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

/** The number of equal bytes, at most `most`. */
function commonBytes(one: i32, other: i32, most: i32): i32 {
  for (let length = 0; length < most; length += 16) {
    const different = i8x16.bitmask(i8x16.ne(v128.load(one + length), v128.load(other + length)));
    if (different !== 0) return min(length + ctz(different), most);
  }
  return most;
}
