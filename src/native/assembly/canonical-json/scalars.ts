// Strings, integers and literals that have an obvious canonical form.

import {
  BACKSLASH,
  escapedCharacter,
  isDigit,
  isShortEscape,
  MINUS,
  QUOTE,
  SLASH,
  special,
  U,
  ZERO,
} from './characters';

// A double holds every integer of 15 digits exactly, and is written with the same digits.
const MOST_DIGITS: i32 = 15;

/** Counts the escapes that are not canonical. */
export let rewritten: i32 = 0;

/** Returns the place after `true`, `false` or `null`, or 0 if none of them begins here. */
export function literalEnd(start: i32): i32 {
  const four = load<u32>(start);
  if (four === 0x65757274 || four === 0x6c6c756e) {
    return start + 4; // true, null
  }
  if (four !== 0x736c6166 || load<u8>(start, 4) !== 0x65) return 0;
  return start + 5; // false
}

/**
 * Returns the position after an integer that JSON writes in only one way, or 0. What follows it in `1.5` or `01`
 * is refused by the caller.
 */
export function integerEnd(from: i32): i32 {
  let at = from;
  const negative = load<u8>(at) === MINUS;
  if (negative) at++;
  const start = at;
  while (isDigit(load<u8>(at))) at++;
  const digits = at - start;
  if (digits === 0 || digits > MOST_DIGITS) return 0;
  if (load<u8>(start) === ZERO && (negative || digits > 1)) return 0;
  return at;
}

/**
 * Returns the position after a string of ASCII without control characters, whose escapes have an obvious
 * canonical form; 0 for any other string.
 */
export function stringEnd(start: i32): i32 {
  let at = start + 1;
  while (true) {
    at = special(at);
    const byte: i32 = load<u8>(at);
    if (byte === QUOTE) {
      return at + 1;
    }
    if (byte !== BACKSLASH) return 0;
    const letter: i32 = load<u8>(at, 1);
    if (isShortEscape(letter)) {
      at += 2;
    } else if (letter === SLASH) {
      rewritten++;
      at += 2;
    } else {
      if (letter !== U || escapedCharacter(at) === 0) return 0;
      rewritten++;
      at += 6;
    }
  }
}
