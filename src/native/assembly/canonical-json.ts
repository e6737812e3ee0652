// AssemblyScript, compiled to WebAssembly by `npm run generate:wasm`; not part of the TypeScript program.
//
// Makes the canonical JSON of a JSON text from its bytes alone: the same that src/audit/canonical-json.ts makes
// of the parsed value. The text becomes a tree of nodes that point into it, with the members of each object
// sorted; then the pieces are copied. A text whose canonical form may be more than these bytes in another order
// is refused, and left to that module.

import {
  COLON,
  COMMA,
  isSpace,
  LIST,
  LIST_END,
  OBJECT,
  OBJECT_END,
  QUOTE,
  special,
} from './canonical-json/characters';
import {
  AS_IS,
  compareKeys,
  END,
  FIRST,
  FORM,
  KEY,
  KEY_END,
  MOST_BYTES,
  NEXT,
  newNode,
  PREFIX,
  resetNodes,
  START,
  TEXT,
  WRITTEN,
} from './canonical-json/nodes';
import { integerEnd, literalEnd, rewritten, stringEnd } from './canonical-json/scalars';
import { writeTree } from './canonical-json/write';

// Values beyond these limits are left to canonical-json.ts, which has wider ones.
const DEEPEST: i32 = 64;
// Members are sorted by insertion.
const MOST_MEMBERS: i32 = 128;

let position: i32 = 0;
/** Counts the spaces and the members that are not in order: differences from the canonical form. */
let changes: i32 = 0;

/** Where to write the text. */
export function text(): i32 {
  return TEXT;
}

/** The maximum length of the text. */
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
 * @returns the number of bytes written, or -1 for a text that is refused or is not JSON
 */
export function canonicalise(length: i32): i32 {
  // A zero byte ends every part of JSON, so no function needs to know where the text ends.
  store<u8>(TEXT + length, 0);
  position = TEXT;
  resetNodes();
  changes = 0;
  const root = newNode();
  skipSpaces();
  if (!takeValue(root, 0)) return -1;
  skipSpaces();
  if (position !== TEXT + length) return -1;
  return writeTree(root);
}

function skipSpaces(): void {
  if (load<u8>(position) > 0x20) return;
  const start = position;
  while (isSpace(load<u8>(position))) position++;
  if (position !== start) changes++;
}

function takeValue(node: i32, depth: i32): bool {
  const start = position;
  const changesBefore = changes + rewritten;
  const first: i32 = load<u8>(start);
  let taken: bool;
  if (first === QUOTE) taken = endAt(stringEnd(start));
  else if (first === OBJECT) taken = depth < DEEPEST && takeObject(node, depth);
  else if (first === LIST) taken = depth < DEEPEST && takeList(node, depth);
  else taken = endAt(literalEnd(start)) || endAt(integerEnd(start));
  if (!taken) return false;
  store<i32>(node, start, START);
  store<i32>(node, position, END);
  store<i32>(node, changes + rewritten === changesBefore ? AS_IS : first, FORM);
  return true;
}

/** @param end position after a scalar, or 0 if it was refused */
function endAt(end: i32): bool {
  if (end === 0) return false;
  position = end;
  return true;
}

/** Goes past an opening bracket. If the closing one follows, goes past that too, and returns true. */
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

/** Inserts a member in the order of keys; returns false if the object has that key already. */
function insert(object: i32, member: i32, last: i32): bool {
  // It often belongs after the last one.
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
