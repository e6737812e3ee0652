// AssemblyScript, compiled to WebAssembly by `npm run generate:wasm`; not part of the TypeScript program.
//
// Deflates short texts in the zlib format (RFC 1950, 1951) against preset dictionaries that all begin
// the same. Positions of that common beginning are indexed once, and every call goes on from a copy
// of the index; zlib starts from nothing. One block of fixed Huffman codes: for what deflates to a few
// hundred bytes, codes of its own cost a block as much as they save.

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

const SHORTEST_MATCH: i32 = 4; // shorter ones hardly pay with fixed codes
const LONGEST_MATCH: i32 = 258;
const CANDIDATES: i32 = 16; // tried at a position
const GOOD_MATCH: i32 = 64; // a match this long is taken without a look at the next position

const ZLIB_HEADER: u16 = 0xbb78; // deflate, window of 32 KB, preset dictionary
const WINDOW: i32 = 0x8000; // as far as a distance reaches

let commonLength: i32 = 0;
let commonChecksum: u32 = 1;

// What `findMatch` found.
let matchLength: i32 = 0;
let matchAt: i32 = 0;

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

/** Completes the dictionary by the template with its fields; returns its length, 0 if it is beyond a window. */
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
  // The last positions of the beginning were not indexed: what they are hashed with was not known.
  for (let at = TEXT + max(1, commonLength - SHORTEST_MATCH + 1); at < start; at++) enter(at);

  const dictionaryChecksum = adler32(commonChecksum, TEXT + commonLength, dictionaryLength - commonLength);
  store<u16>(RESULT, ZLIB_HEADER);
  store<u32>(RESULT, bswap<u32>(dictionaryChecksum), 2);
  startWriting(RESULT + 6);
  write(0b011, 3); // the last block, with fixed codes
  writeBlock(start, start + length);
  write(0, 7 + 7); // the end of the block; what is left of it after whole bytes fills up the last one
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
