// AssemblyScript, compiled to WebAssembly by `npm run generate:wasm`; not part of the TypeScript program.
//
// Finds where each value of a CloudTrail log file begins and ends, 64 bytes at a time, and whether an
// element of `Records` may be wanted. The caller appends inflated bytes and pulls events; elements that
// are not wanted are counted and make no event. All state is in globals: one instance reads one file at
// a time, and continues where the last chunk ended. src/trail/plain-scanner.ts is its twin and the authority.

// Memory: results, then the pairs of bytes and the anchors (see marker-anchors.ts), then the window of
// unread bytes.
const RESULT: i32 = 0;
const PAIRS: i32 = 64;
const PAIR_BYTES: i32 = 8; // two bytes; at 4 which anchors hold them, a bit for each
const ANCHORS: i32 = 512;
const ANCHOR_BYTES: i32 = 144; // offset of its pair, length, then up to 128 bytes of text at 16
const WINDOW: i32 = 8192;
const BLOCK: i32 = 64;
// Loads may run past the end of the data by a block and one more byte.
const PADDING: i32 = 128;
// While more bytes may follow, a block is scanned again until an anchor, or an escape, that begins in its
// last byte is complete.
const LONGEST_ESCAPE: i32 = 6;

// Events.
const NEED_BYTES: i32 = 0;
const KEY: i32 = 1;
const VALUE: i32 = 2;
const RECORD: i32 = 3;
const OTHER_ELEMENT: i32 = 4;
const UNEXPECTED: i32 = 5;

// States: what is expected at `position`.
const START: i32 = 0;
const KEY_OR_END: i32 = 1;
const NEXT_KEY: i32 = 2;
const IN_KEY: i32 = 3;
const COLON: i32 = 4;
const BEFORE_VALUE: i32 = 5;
const IN_VALUE: i32 = 6;
const COMMA_OR_END: i32 = 7;
const ELEMENT_OR_END: i32 = 8;
const NEXT_ELEMENT: i32 = 9;
const IN_ELEMENT: i32 = 10;
const ELEMENT_COMMA_OR_END: i32 = 11;
const DONE: i32 = 12;
const OPENING: i32 = 13;
const OTHER_BRACKET: i32 = 14;

// Flags of a record.
const NOT_ASCII: i32 = 1;
// The record has a \u00xx escape that CloudTrail does not write: it may hide a character of a marker.
const ODD_ESCAPE: i32 = 2;
const MATCHED: i32 = 4;

const DEEPEST_CHECKED: i32 = 64; // one bit of `kinds` a level

let position: i32 = WINDOW;
let limit: i32 = WINDOW;
let state: i32 = START;
let recordsNext: bool = false;
let margin: i32 = LONGEST_ESCAPE;
let records: i32 = 0;

let pairs: i32 = 0;
let decisive: i32 = 0; // a bit for each anchor that is the only marker of its group

// What is known of the value that begins at `valueStart`, up to `scanned`.
let valueStart: i32 = 0;
let scanned: i32 = 0;
let depth: i32 = 0;
let deepest: i32 = 0;
let kinds: u64 = 0; // innermost level in bit 0: 1 for an object, 0 for an array
let inString: u64 = 0; // all ones inside a string
let escaped: u64 = 0; // 1: the next byte is escaped
let flags: i32 = 0;
let hits: i32 = 0;

/** Starts a new file without anchors. */
export function reset(): void {
  position = limit = WINDOW;
  state = START;
  recordsNext = false;
  records = pairs = decisive = 0;
  margin = LONGEST_ESCAPE;
}

/** Adds a pair of bytes to search for; the anchors added next contain it. */
export function addPair(first: i32, second: i32): void {
  const entry = PAIRS + pairs * PAIR_BYTES;
  store<u8>(entry, first);
  store<u8>(entry, second, 1);
  store<i32>(entry, 0, 4);
  pairs++;
}

/**
 * Adds the anchor of a group; returns where to write its text.
 * @param group number of the group, up to 30
 * @param alone whether the anchor is the only marker of its group
 */
export function addAnchor(group: i32, length: i32, pairOffset: i32, alone: bool): i32 {
  const pair = PAIRS + (pairs - 1) * PAIR_BYTES;
  store<i32>(pair, load<i32>(pair, 4) | (1 << group), 4);
  const entry = ANCHORS + group * ANCHOR_BYTES;
  store<i32>(entry, pairOffset);
  store<i32>(entry, length, 4);
  if (alone) decisive |= 1 << group;
  margin = max(margin, length);
  return entry + 16;
}

/** Bytes kept because their value has not ended. */
export function held(): i32 {
  return limit - keptFrom();
}

/** Makes room for more bytes and returns where to write them, or -1 if there is no memory left. */
export function room(length: i32): i32 {
  const from = keptFrom();
  const shift = from - WINDOW;
  if (shift > 0) {
    memory.copy(WINDOW, from, limit - from);
    limit -= shift;
    position -= shift;
    valueStart -= shift;
    scanned -= shift;
  }
  const needed = limit + length + PADDING;
  const size = memory.size() << 16;
  if (needed > size) {
    const pages = max((needed - size + 0xffff) >> 16, memory.size() >> 1);
    if (memory.grow(pages) < 0) return -1;
  }
  return limit;
}

/** Call after writing bytes where `room` returned. */
export function append(length: i32): void {
  limit += length;
}

/** Call when no bytes will follow. */
export function finish(): void {
  margin = 0;
}

/** Call after the event of a key whose value, if an array, is the array of records. */
export function expectRecords(): void {
  recordsNext = true;
}

/** Reads up to the next event. */
export function next(): i32 {
  while (true) {
    if (state === IN_ELEMENT) {
      if (!scanValue()) return state === IN_ELEMENT ? NEED_BYTES : UNEXPECTED;
      state = ELEMENT_COMMA_OR_END;
      const index = records++;
      const isObject = load<u8>(valueStart) === 0x7b;
      // Most elements are objects without a marker and end here.
      if (!isObject || hits !== 0 || (flags & ODD_ESCAPE) !== 0) {
        return report(isObject ? RECORD : OTHER_ELEMENT, index);
      }
      if (!beginsAndEndsAsObject()) return UNEXPECTED;
    } else if (state === IN_KEY) {
      if (!scanString()) return NEED_BYTES;
      state = COLON;
      return report(KEY, 0);
    } else if (state === IN_VALUE) {
      if (!scanValue()) return state === IN_VALUE ? NEED_BYTES : UNEXPECTED;
      state = COMMA_OR_END;
      return report(VALUE, 0);
    }
    if (state === START && !skipByteOrderMark()) return NEED_BYTES;
    while (position < limit && isSpace(load<u8>(position))) position++;
    if (position >= limit) return NEED_BYTES;
    if (!step(load<u8>(position))) return UNEXPECTED;
  }
}

/**
 * Continues after the event of a record that the caller found not to be wanted: one that holds an anchor,
 * but not the other markers of its group.
 */
export function skip(): i32 {
  return beginsAndEndsAsObject() ? next() : UNEXPECTED;
}

/** Returns what is expected next; leaves where, and the number of bytes after that, for error messages. */
export function expected(): i32 {
  store<i32>(RESULT, position);
  store<i32>(RESULT, limit - position, 4);
  return state;
}

export function recordCount(): i32 {
  return records;
}

function keptFrom(): i32 {
  return state === IN_ELEMENT || state === IN_VALUE || state === IN_KEY ? valueStart : position;
}

function report(event: i32, index: i32): i32 {
  store<i32>(RESULT, valueStart);
  store<i32>(RESULT, position, 4);
  store<i32>(RESULT, index, 8);
  store<i32>(RESULT, flags, 12);
  store<i32>(RESULT, hits, 16);
  store<i32>(RESULT, deepest, 20);
  return event;
}

function skipByteOrderMark(): bool {
  if (limit - position < 3 && margin !== 0) return false;
  if (limit - position >= 3 && (load<u32>(position) & 0xffffff) === 0xbfbbef) position += 3;
  state = OPENING;
  return true;
}

/** Reads one byte of the structure around keys, values and records. */
function step(byte: u8): bool {
  if (state === NEXT_ELEMENT || state === ELEMENT_OR_END) {
    if (byte === 0x5d && state === ELEMENT_OR_END) return move(COMMA_OR_END);
    return beginValue(byte, IN_ELEMENT);
  }
  if (state === ELEMENT_COMMA_OR_END) {
    if (byte === 0x2c) return move(NEXT_ELEMENT);
    return byte === 0x5d && move(COMMA_OR_END);
  }
  if (state === OPENING) return byte === 0x7b && move(KEY_OR_END);
  if (state === KEY_OR_END || state === NEXT_KEY) {
    if (byte === 0x7d && state === KEY_OR_END) return move(DONE);
    return byte === 0x22 && beginValue(byte, IN_KEY);
  }
  if (state === COLON) return byte === 0x3a && move(BEFORE_VALUE);
  if (state === BEFORE_VALUE) {
    const isRecords = recordsNext;
    recordsNext = false;
    if (isRecords && byte === 0x5b) return move(ELEMENT_OR_END);
    return beginValue(byte, IN_VALUE);
  }
  if (state === COMMA_OR_END) {
    if (byte === 0x2c) return move(NEXT_KEY);
    return byte === 0x7d && move(DONE);
  }
  return false;
}

function move(to: i32): bool {
  position++;
  state = to;
  return true;
}

function beginValue(byte: u8, to: i32): bool {
  if (isDelimiter(byte)) return false;
  valueStart = scanned = position;
  depth = deepest = flags = hits = 0;
  kinds = inString = escaped = 0;
  state = to;
  return true;
}

/** Searches for the end of the value. If it is found, `position` is just after it. */
function scanValue(): bool {
  const first = load<u8>(valueStart);
  if ((first | 0x20) === 0x7b) return scanContainer();
  return first === 0x22 ? scanString() : scanScalar();
}

/**
 * An object without a marker is never parsed, so check at least what follows its first bracket and what
 * precedes its last. On failure, `position` and `state` say what was expected where.
 */
function beginsAndEndsAsObject(): bool {
  let first = valueStart + 1;
  while (isSpace(load<u8>(first))) first++;
  const opening = load<u8>(first);
  if (opening === 0x7d) return true;
  if (opening !== 0x22) return fail(first, KEY_OR_END);
  let last = position - 2;
  while (isSpace(load<u8>(last))) last--;
  const closing = load<u8>(last);
  if (closing === 0x2c) return fail(position - 1, NEXT_KEY);
  if (closing === 0x3a) return fail(position - 1, BEFORE_VALUE);
  return endsValue(closing) || fail(last, IN_VALUE);
}

function fail(at: i32, expecting: i32): bool {
  position = at;
  state = expecting;
  return false;
}

/** The last byte of a string, object, array or number, `true`, `false` or `null`. */
function endsValue(byte: u8): bool {
  if (byte === 0x22 || byte === 0x7d || byte === 0x5d) return true;
  return byte === 0x65 || byte === 0x6c || (byte >= 0x30 && byte <= 0x39);
}

function scanString(): bool {
  let at = scanned === valueStart ? valueStart + 1 : scanned;
  while (at < limit) {
    const byte = load<u8>(at);
    if (byte === 0x22) {
      position = at + 1;
      return true;
    }
    at += byte === 0x5c ? 2 : 1;
    // The chunk ends within an escape: wait for its second byte.
    if (at > limit) {
      at -= 2;
      break;
    }
  }
  scanned = at;
  return false;
}

function scanScalar(): bool {
  let at = scanned;
  while (at < limit) {
    const byte = load<u8>(at);
    if (isSpace(byte) || isDelimiter(byte)) {
      position = at;
      return true;
    }
    at++;
  }
  scanned = at;
  return false;
}

function isSpace(byte: u8): bool {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function isDelimiter(byte: u8): bool {
  return byte === 0x2c || byte === 0x5d || byte === 0x7d;
}

function bits(v0: v128, v1: v128, v2: v128, v3: v128): u64 {
  return (
    (i8x16.bitmask(v0) as u64) |
    ((i8x16.bitmask(v1) as u64) << 16) |
    ((i8x16.bitmask(v2) as u64) << 32) |
    ((i8x16.bitmask(v3) as u64) << 48)
  );
}

function scanContainer(): bool {
  const quote = i8x16.splat(0x22);
  const backslash = i8x16.splat(0x5c);
  const bracketMask = i8x16.splat(0x26);
  const bracket = i8x16.splat(0x7f);
  let at = scanned;
  while (at < limit) {
    const v0 = v128.load(at);
    const v1 = v128.load(at, 16);
    const v2 = v128.load(at, 32);
    const v3 = v128.load(at, 48);

    // A running XOR over the quotes that are not escaped says which bytes are inside strings.
    let escapedNext: u64 = 0;
    let escapes: u64 = 0;
    let quotes = bits(i8x16.eq(v0, quote), i8x16.eq(v1, quote), i8x16.eq(v2, quote), i8x16.eq(v3, quote));
    const b0 = i8x16.eq(v0, backslash);
    const b1 = i8x16.eq(v1, backslash);
    const b2 = i8x16.eq(v2, backslash);
    const b3 = i8x16.eq(v3, backslash);
    if (v128.any_true(v128.or(v128.or(b0, b1), v128.or(b2, b3)))) {
      let starts = bits(b0, b1, b2, b3) & ~escaped;
      quotes &= ~escaped;
      while (starts !== 0) {
        const i = i32(ctz(starts));
        escapes |= (1 as u64) << i;
        if (i === 63) {
          escapedNext = 1;
          starts = 0;
        } else {
          quotes &= ~((2 as u64) << i);
          starts &= ~((3 as u64) << i);
        }
      }
    } else {
      quotes &= ~escaped;
    }
    let inside = quotes;
    if (quotes !== 0) {
      inside ^= inside << 1;
      inside ^= inside << 2;
      inside ^= inside << 4;
      inside ^= inside << 8;
      inside ^= inside << 16;
      inside ^= inside << 32;
    }
    inside ^= inString;

    // `{` `}` `[` `]`, and a few characters that valid JSON has only inside strings.
    let brackets =
      bits(
        i8x16.eq(v128.or(v0, bracketMask), bracket),
        i8x16.eq(v128.or(v1, bracketMask), bracket),
        i8x16.eq(v128.or(v2, bracketMask), bracket),
        i8x16.eq(v128.or(v3, bracketMask), bracket),
      ) & ~inside;
    if (limit - at < BLOCK) brackets &= ((1 as u64) << (limit - at)) - 1;

    let level = depth;
    let levels = kinds;
    let end: i32 = 0;
    while (brackets !== 0) {
      const i = i32(ctz(brackets));
      brackets &= brackets - 1;
      const byte = i32(load<u8>(at + i));
      const kind = (byte >> 5) & 1;
      if ((byte & 6) === 2) {
        level++;
        if (level > deepest) deepest = level;
        levels = (levels << 1) | (kind as u64);
      } else if ((byte & 6) === 4) {
        if (deepest <= DEEPEST_CHECKED && i32(levels & 1) !== kind) {
          position = at + i;
          state = OTHER_BRACKET;
          return false;
        }
        levels >>= 1;
        level--;
        if (level === 0) {
          end = at + i + 1;
          break;
        }
      }
    }
    if (v128.any_true(v128.and(v128.or(v128.or(v0, v1), v128.or(v2, v3)), i8x16.splat(-128))))
      flags |= NOT_ASCII;
    if (end !== 0) {
      position = end;
      if (escapes !== 0) noteEscapes(at, end, escapes);
      if ((flags & MATCHED) === 0) findAnchors(at, end, v0, v1, v2, v3);
      return true;
    }
    if (at + BLOCK + margin > limit) break;
    if (escapes !== 0) noteEscapes(at, limit, escapes);
    if ((flags & MATCHED) === 0) findAnchors(at, limit, v0, v1, v2, v3);
    depth = level;
    kinds = levels;
    inString = (i64(inside) >> 63) as u64;
    escaped = escapedNext;
    at += BLOCK;
  }
  scanned = at;
  return false;
}

/** @param end only escapes that begin before it belong to the value */
function noteEscapes(at: i32, end: i32, escapes: u64): void {
  while (escapes !== 0) {
    const backslash = at + i32(ctz(escapes));
    if (backslash >= end) return;
    escapes &= escapes - 1;
    noteEscape(backslash);
  }
}

/** CloudTrail writes five ASCII characters as \u00xx: & ' < = > (26 27 3c 3d 3e). */
function noteEscape(at: i32): void {
  if ((load<u32>(at, 1) & 0xffffff) !== 0x303075) return; // u00
  const high = load<u8>(at, 4);
  const low = load<u8>(at, 5);
  if (high === 0x32 && (low === 0x36 || low === 0x37)) return;
  if (high === 0x33 && (low | 0x20) >= 0x63 && (low | 0x20) <= 0x65) return;
  flags |= ODD_ESCAPE;
}

/** Searches for anchors whose pair of bytes begins in the block and that end before `end`. */
function findAnchors(at: i32, end: i32, v0: v128, v1: v128, v2: v128, v3: v128): void {
  const w0 = v128.load(at, 1);
  const w1 = v128.load(at, 17);
  const w2 = v128.load(at, 33);
  const w3 = v128.load(at, 49);
  const last = PAIRS + pairs * PAIR_BYTES;
  for (let pair = PAIRS; pair < last; pair += PAIR_BYTES) {
    const first = v128.load8_splat(pair);
    const second = v128.load8_splat(pair, 1);
    const m0 = v128.and(i8x16.eq(v0, first), i8x16.eq(w0, second));
    const m1 = v128.and(i8x16.eq(v1, first), i8x16.eq(w1, second));
    const m2 = v128.and(i8x16.eq(v2, first), i8x16.eq(w2, second));
    const m3 = v128.and(i8x16.eq(v3, first), i8x16.eq(w3, second));
    if (v128.any_true(v128.or(v128.or(m0, m1), v128.or(m2, m3)))) {
      noteAnchors(pair, at, end, bits(m0, m1, m2, m3));
    }
  }
}

function noteAnchors(pair: i32, at: i32, end: i32, places: u64): void {
  while (places !== 0) {
    const place = at + i32(ctz(places));
    places &= places - 1;
    let groups = load<i32>(pair, 4) & ~hits;
    while (groups !== 0) {
      const group = ctz(groups);
      groups &= groups - 1;
      const entry = ANCHORS + group * ANCHOR_BYTES;
      if (isAnchor(entry, place - load<i32>(entry), end)) {
        hits |= 1 << group;
        if ((decisive >> group) & 1) flags |= MATCHED;
      }
    }
  }
}

function isAnchor(entry: i32, text: i32, end: i32): bool {
  const length = load<i32>(entry, 4);
  if (text < valueStart || text + length > end) return false;
  for (let i = 0; i < length; i++) {
    if (load<u8>(entry + 16 + i) !== load<u8>(text + i)) return false;
  }
  return true;
}
