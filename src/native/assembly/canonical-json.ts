// AssemblyScript, compiled to WebAssembly by `npm run generate:wasm`; not part of the TypeScript program.
//
// Canonical JSON of a text of JSON, made of its bytes alone: what src/audit/canonical-json.ts makes of the
// parsed value. The text is taken apart into a tree of nodes that point into it, the members of each object
// sorted; then the pieces are copied. Whatever may have another canonical form than these bytes in another
// order is not taken, and left to that module.

// Memory: the text, what is written of it, the nodes.
const TEXT: i32 = 0;
const MOST_BYTES: i32 = 65536;
// Copies and searches go in steps of 16 bytes and may run past the end of either by one.
const PADDING: i32 = 64;
const WRITTEN: i32 = MOST_BYTES + PADDING;
const NODES: i32 = WRITTEN + MOST_BYTES + PADDING;
const NODES_END: i32 = 8 << 16;

// A node: a value, and its key where it is a member of an object. Places are of the text.
const PREFIX: i32 = 0; // the key's first 8 bytes, the first one highest, zeros behind a shorter one
const NEXT: i32 = 8; // the next member by key, or the next element; 0 for none
const KEY: i32 = 12; // of its opening quote
const KEY_END: i32 = 16; // behind its closing quote
const START: i32 = 20;
const END: i32 = 24;
const FORM: i32 = 28; // AS_IS, or the first byte of a value that is written otherwise than it stands
const FIRST: i32 = 32; // the first member or element; 0 for none
const NODE_BYTES: i32 = 40;
const AS_IS: i32 = 0;

const QUOTE: i32 = 0x22;
const COMMA: i32 = 0x2c;
const MINUS: i32 = 0x2d;
const SLASH: i32 = 0x2f;
const ZERO: i32 = 0x30;
const COLON: i32 = 0x3a;
const LIST: i32 = 0x5b; // [
const BACKSLASH: i32 = 0x5c;
const LIST_END: i32 = 0x5d; // ]
const OBJECT: i32 = 0x7b; // {
const OBJECT_END: i32 = 0x7d; // }
const U: i32 = 0x75;

// The limits of canonical-json.ts are wider: what is beyond these is left to it.
const DEEPEST: i32 = 64;
// Members are sorted by insertion.
const MOST_MEMBERS: i32 = 128;
// Every integer of 15 digits is a double, and is written with the same digits.
const MOST_DIGITS: i32 = 15;

let position: i32 = 0;
let nodes: i32 = 0;
let written: i32 = 0;
/** Counts what makes the canonical form differ from the text: spaces, escapes, members out of order. */
let changes: i32 = 0;

/** Where the text is written. */
export function text(): i32 {
  return TEXT;
}

/** How long it may be. */
export function mostBytes(): i32 {
  return MOST_BYTES;
}

/** Where `canonicalise` leaves its result. */
export function result(): i32 {
  return WRITTEN;
}

/**
 * Writes the canonical form of the text.
 * @param length of the text, up to `mostBytes`
 * @returns how many bytes were written; -1 for a text that this does not take, or that is not JSON
 */
export function canonicalise(length: i32): i32 {
  // No part of JSON goes beyond a zero byte: none needs to know where the text ends.
  store<u8>(TEXT + length, 0);
  position = TEXT;
  nodes = NODES;
  changes = 0;
  const root = newNode();
  skipSpaces();
  if (!takeValue(root, 0)) return -1;
  skipSpaces();
  if (position !== TEXT + length) return -1;
  written = WRITTEN;
  writeValue(root);
  return written - WRITTEN;
}

/** A node, or 0 where there is no room for more. */
function newNode(): i32 {
  const node = nodes;
  if (node + NODE_BYTES > NODES_END) return 0;
  nodes = node + NODE_BYTES;
  store<i32>(node, 0, NEXT);
  store<i32>(node, 0, FIRST);
  return node;
}

function skipSpaces(): void {
  if (load<u8>(position) > 0x20) return;
  const start = position;
  while (isSpace(load<u8>(position))) position++;
  if (position !== start) changes++;
}

function isSpace(byte: i32): bool {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function takeValue(node: i32, depth: i32): bool {
  const start = position;
  const changesBefore = changes;
  const first: i32 = load<u8>(start);
  let taken: bool;
  if (first === QUOTE) taken = takeText();
  else if (first === OBJECT) taken = depth < DEEPEST && takeObject(node, depth);
  else if (first === LIST) taken = depth < DEEPEST && takeList(node, depth);
  else taken = takeLiteral() || takeInteger();
  if (!taken) return false;
  store<i32>(node, start, START);
  store<i32>(node, position, END);
  store<i32>(node, changes === changesBefore ? AS_IS : first, FORM);
  return true;
}

/** Goes past an opening bracket, and past the closing one where nothing is between them; says whether so. */
function isEmpty(end: i32): bool {
  position++;
  skipSpaces();
  if (load<u8>(position) !== end) return false;
  position++;
  return true;
}

function takeObject(object: i32, depth: i32): bool {
  if (isEmpty(OBJECT_END)) return true;
  let last = 0;
  for (let members = 0; members < MOST_MEMBERS; members++) {
    const member = newNode();
    if (member === 0 || !takeKey(member)) return false;
    skipSpaces();
    if (load<u8>(position) !== COLON) return false;
    position++;
    skipSpaces();
    if (!takeValue(member, depth + 1) || !insert(object, member, last)) return false;
    last = member;
    skipSpaces();
    const byte: i32 = load<u8>(position++);
    if (byte === OBJECT_END) return true;
    if (byte !== COMMA) return false;
    skipSpaces();
  }
  return false;
}

/** Puts a member where its key belongs; false where the object has that key already. */
function insert(object: i32, member: i32, last: i32): bool {
  // Often behind the one before it.
  let before = last !== 0 && compareKeys(last, member) < 0 ? last : 0;
  let after = before !== 0 ? load<i32>(before, NEXT) : load<i32>(object, FIRST);
  while (after !== 0) {
    const order = compareKeys(after, member);
    if (order === 0) return false;
    if (order > 0) {
      changes++;
      break;
    }
    before = after;
    after = load<i32>(after, NEXT);
  }
  store<i32>(member, after, NEXT);
  if (before !== 0) store<i32>(before, member, NEXT);
  else store<i32>(object, member, FIRST);
  return true;
}

/** ASCII bytes are UTF-16 code units. */
function compareKeys(one: i32, other: i32): i32 {
  const onePrefix = load<u64>(one, PREFIX);
  const otherPrefix = load<u64>(other, PREFIX);
  if (onePrefix !== otherPrefix) return onePrefix < otherPrefix ? -1 : 1;
  const oneKey = load<i32>(one, KEY);
  const otherKey = load<i32>(other, KEY);
  // Up to the closing quote, which is no part of a key.
  const oneLength = load<i32>(one, KEY_END) - oneKey - 1;
  const otherLength = load<i32>(other, KEY_END) - otherKey - 1;
  const length = min(oneLength, otherLength);
  for (let at = 9; at < length; at++) {
    const difference = i32(load<u8>(oneKey + at)) - i32(load<u8>(otherKey + at));
    if (difference !== 0) return difference;
  }
  return oneLength - otherLength;
}

function takeKey(member: i32): bool {
  const key = position;
  if (load<u8>(key) !== QUOTE) return false;
  const end = special(key + 1);
  if (load<u8>(end) !== QUOTE) return false;
  const length = end - key - 1;
  let prefix = bswap(load<u64>(key + 1));
  if (length < 8) prefix = length === 0 ? 0 : prefix & (u64.MAX_VALUE << ((8 - length) << 3));
  store<u64>(member, prefix, PREFIX);
  store<i32>(member, key, KEY);
  store<i32>(member, end + 1, KEY_END);
  position = end + 1;
  return true;
}

function takeList(list: i32, depth: i32): bool {
  if (isEmpty(LIST_END)) return true;
  let last = 0;
  while (true) {
    const element = newNode();
    if (element === 0 || !takeValue(element, depth + 1)) return false;
    if (last !== 0) store<i32>(last, element, NEXT);
    else store<i32>(list, element, FIRST);
    last = element;
    skipSpaces();
    const byte: i32 = load<u8>(position++);
    if (byte === LIST_END) return true;
    if (byte !== COMMA) return false;
    skipSpaces();
  }
}

function takeLiteral(): bool {
  const four = load<u32>(position);
  if (four === 0x65757274 || four === 0x6c6c756e) {
    // true, null
    position += 4;
    return true;
  }
  if (four !== 0x736c6166 || load<u8>(position, 4) !== 0x65) return false;
  position += 5; // false
  return true;
}

/** An integer that JSON writes in one way only. What follows it, as of `1.5` or `01`, nobody takes. */
function takeInteger(): bool {
  let at = position;
  const negative = load<u8>(at) === MINUS;
  if (negative) at++;
  const start = at;
  while (isDigit(load<u8>(at))) at++;
  const digits = at - start;
  if (digits === 0 || digits > MOST_DIGITS) return false;
  if (load<u8>(start) === ZERO && (negative || digits > 1)) return false;
  position = at;
  return true;
}

function isDigit(byte: i32): bool {
  return byte >= ZERO && byte <= 0x39;
}

/** A text of ASCII without control characters, and escapes whose canonical form is evident. */
function takeText(): bool {
  let at = position + 1;
  while (true) {
    at = special(at);
    const byte: i32 = load<u8>(at);
    if (byte === QUOTE) {
      position = at + 1;
      return true;
    }
    if (byte !== BACKSLASH) return false;
    const letter: i32 = load<u8>(at, 1);
    if (isShortEscape(letter)) {
      at += 2;
    } else if (letter === SLASH) {
      changes++;
      at += 2;
    } else {
      if (letter !== U || escapedCharacter(at) === 0) return false;
      changes++;
      at += 6;
    }
  }
}

/** Where a quote, a backslash, a control character or a byte that is not ASCII comes next. */
function special(from: i32): i32 {
  let at = from;
  while (true) {
    const bytes = v128.load(at);
    const found = v128.or(
      v128.or(i8x16.eq(bytes, i8x16.splat(QUOTE as i8)), i8x16.eq(bytes, i8x16.splat(BACKSLASH as i8))),
      // Signed: what is not ASCII is negative.
      i8x16.lt_s(bytes, i8x16.splat(0x20)),
    );
    const places = i8x16.bitmask(found);
    if (places !== 0) return at + ctz(places);
    at += 16;
  }
}

/** Behind a backslash: the escapes that stay as they are. */
function isShortEscape(byte: i32): bool {
  return (
    byte === QUOTE ||
    byte === BACKSLASH ||
    byte === 0x62 || // b
    byte === 0x66 || // f
    byte === 0x6e || // n
    byte === 0x72 || // r
    byte === 0x74 // t
  );
}

/** The character of an escape like \u003d, if it is one that is written plainly; else 0. */
function escapedCharacter(at: i32): i32 {
  if (load<u16>(at, 2) !== 0x3030) return 0;
  const high = hexDigit(load<u8>(at, 4));
  const low = hexDigit(load<u8>(at, 5));
  if (high < 2 || high > 7 || low < 0) return 0;
  const character = (high << 4) | low;
  return character === QUOTE || character === BACKSLASH || character === 0x7f ? 0 : character;
}

function hexDigit(byte: i32): i32 {
  if (isDigit(byte)) return byte - ZERO;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

function writeValue(node: i32): void {
  const form = load<i32>(node, FORM);
  if (form === AS_IS) write(load<i32>(node, START), load<i32>(node, END));
  else if (form === QUOTE) writeText(load<i32>(node, START) + 1);
  else writeContainer(node, form);
}

/** @param opening its first byte; the last one is two further in ASCII */
function writeContainer(node: i32, opening: i32): void {
  writeByte(opening);
  const first = load<i32>(node, FIRST);
  for (let child = first; child !== 0; child = load<i32>(child, NEXT)) {
    if (child !== first) writeByte(COMMA);
    if (opening === OBJECT) {
      write(load<i32>(child, KEY), load<i32>(child, KEY_END));
      writeByte(COLON);
    }
    writeValue(child);
  }
  writeByte(opening + 2);
}

/** A text with escapes that are not canonical, by where it begins behind its quote. */
function writeText(start: i32): void {
  writeByte(QUOTE);
  let at = start;
  while (true) {
    const next = special(at);
    write(at, next);
    if (load<u8>(next) === QUOTE) break;
    const letter: i32 = load<u8>(next, 1);
    if (letter === U) {
      writeByte(escapedCharacter(next));
    } else {
      if (letter !== SLASH) writeByte(BACKSLASH);
      writeByte(letter);
    }
    at = next + (letter === U ? 6 : 2);
  }
  writeByte(QUOTE);
}

function writeByte(byte: i32): void {
  store<u8>(written++, byte);
}

function write(from: i32, end: i32): void {
  let to = written;
  for (let at = from; at < end; at += 16) {
    v128.store(to, v128.load(at));
    to += 16;
  }
  written += end - from;
}
