// Event names that are wanted, as a set of hashes. A name that has the hash of another is wanted, too: the caller
// parses the record and lets it go.

import { NAMES, PREFIXES } from './memory';
import { isSpace } from './scalars';

const SLOTS: i32 = 512;
const MOST_BETWEEN: i32 = 32;
const LONGEST_NAME: i32 = 64;
const PREFIX_BYTES: i32 = 4;
const WITH_TEXT: u32 = 0x80000000;

/** Bytes that a key, the bytes between key and value, and a name take at most, and the byte that ends the name. */
export const LONGEST_MEMBER: i32 = 112;

/** What a value is: no name of the set, one that is wanted, or one that is wanted if the record has a text, too. */
export const NO_NAME: i32 = 0;
export const WANTED: i32 = 1;
export const WANTED_WITH_TEXT: i32 = 2;

/** Adds the name at `text`. */
export function addNameAt(text: i32, length: i32, withText: bool): void {
  if (length < PREFIX_BYTES) memory.fill(PREFIXES, 0xff, 32);
  const prefix = prefixOf(text);
  const group = PREFIXES + (prefix >> 5) * 4;
  store<i32>(group, load<i32>(group) | (1 << (prefix & 31)));
  let hash: u32 = 0;
  for (let i = 0; i < length; i++) hash = mix(hash, load<u8>(text + i));
  hash = finish(hash);
  let slot = slotOf(hash);
  while (load<u32>(NAMES + slot * 4) !== 0) slot = (slot + 1) & (SLOTS - 1);
  store<u32>(NAMES + slot * 4, hash | (withText ? WITH_TEXT : 0));
}

/** What the value after the key that ends at `from` is. If it is too far away to tell, it counts as wanted. */
export function nameAfter(from: i32): i32 {
  let at = from;
  while (isBetween(load<u8>(at))) {
    if (at - from === MOST_BETWEEN) return WANTED;
    at++;
  }
  const prefix = prefixOf(at);
  if (((load<i32>(PREFIXES + (prefix >> 5) * 4) >> (prefix & 31)) & 1) === 0) return NO_NAME;
  const end = at + LONGEST_NAME;
  let hash: u32 = 0;
  let byte = load<u8>(at);
  while (isNameByte(byte)) {
    if (at === end) return NO_NAME;
    hash = mix(hash, byte);
    byte = load<u8>(++at);
  }
  const wanted = finish(hash);
  let slot = slotOf(wanted);
  for (let known = load<u32>(NAMES + slot * 4); known !== 0; known = load<u32>(NAMES + slot * 4)) {
    if ((known & ~WITH_TEXT) === wanted) return (known & WITH_TEXT) === 0 ? WANTED : WANTED_WITH_TEXT;
    slot = (slot + 1) & (SLOTS - 1);
  }
  return NO_NAME;
}

/** A hash of the first bytes: most names of a log file begin as no name of the set. */
function prefixOf(text: i32): i32 {
  return i32((load<u32>(text) * 0x9e3779b1) >> 24);
}

/** The quote that ends the key, the colon, and the quote that begins the value. */
function isBetween(byte: u8): bool {
  return byte === 0x22 || byte === 0x3a || isSpace(byte);
}

function isNameByte(byte: u8): bool {
  return (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a);
}

function mix(hash: u32, byte: u8): u32 {
  return (hash ^ (byte as u32)) * 0x01000193;
}

/** Without the bit that says more about a name; 0 marks a free slot. */
function finish(hash: u32): u32 {
  const shorter = hash & ~WITH_TEXT;
  return shorter === 0 ? 1 : shorter;
}

function slotOf(hash: u32): i32 {
  return i32((hash ^ (hash >> 15)) & (SLOTS - 1));
}
