// Event names that are wanted, as a set of hashes. A name that has the hash of another is wanted, too: the caller
// parses the record and lets it go.

import { NAMES } from './memory';
import { isSpace } from './scalars';

const SLOTS: i32 = 512;
const MOST_BETWEEN: i32 = 32;
const LONGEST_NAME: i32 = 64;

/** Bytes that a key, the bytes between key and value, and a name take at most, and the byte that ends the name. */
export const LONGEST_MEMBER: i32 = 112;

/** Adds the name at `text`. */
export function addNameAt(text: i32, length: i32): void {
  let hash: u32 = 0;
  for (let i = 0; i < length; i++) hash = mix(hash, load<u8>(text + i));
  let slot = slotOf(finish(hash));
  while (load<u32>(NAMES + slot * 4) !== 0) slot = (slot + 1) & (SLOTS - 1);
  store<u32>(NAMES + slot * 4, finish(hash));
}

/** Whether the value after the key that ends at `from` is a name of the set, or too far away to tell. */
export function holdsName(from: i32): bool {
  let at = from;
  while (isBetween(load<u8>(at))) {
    if (at - from === MOST_BETWEEN) return true;
    at++;
  }
  const end = at + LONGEST_NAME;
  let hash: u32 = 0;
  let byte = load<u8>(at);
  while (isNameByte(byte)) {
    if (at === end) return false;
    hash = mix(hash, byte);
    byte = load<u8>(++at);
  }
  const wanted = finish(hash);
  let slot = slotOf(wanted);
  for (let known = load<u32>(NAMES + slot * 4); known !== 0; known = load<u32>(NAMES + slot * 4)) {
    if (known === wanted) return true;
    slot = (slot + 1) & (SLOTS - 1);
  }
  return false;
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

/** 0 marks a free slot. */
function finish(hash: u32): u32 {
  return hash === 0 ? 1 : hash;
}

function slotOf(hash: u32): i32 {
  return i32((hash ^ (hash >> 15)) & (SLOTS - 1));
}
