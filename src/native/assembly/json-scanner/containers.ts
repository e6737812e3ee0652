// Where an object or array ends: 64 bytes at a time, from the quotes, escapes and brackets among them.

import { bits, findAnchors, matched } from './anchors';
import { BLOCK } from './memory';

// Flags of a record.
export const NOT_ASCII: i32 = 1;
// The record has a \u00xx escape that CloudTrail does not write: it may hide a character of a marker.
export const ODD_ESCAPE: i32 = 2;

const DEEPEST_CHECKED: i32 = 64; // one bit of `kinds` a level

// Outcomes of `findContainerEnd`.
export const UNFINISHED: i32 = 0;
export const ENDED: i32 = 1;
export const WRONG_BRACKET: i32 = 2;
export let outcome: i32 = UNFINISHED;

// What is known of the value, up to where it is scanned.
let depth: i32 = 0;
export let deepest: i32 = 0;
let kinds: u64 = 0; // innermost level in bit 0: 1 for an object, 0 for an array
let inString: u64 = 0; // all ones inside a string
let escaped: u64 = 0; // 1: the next byte is escaped
export let flags: i32 = 0;

/** Starts a new value. */
export function resetContainer(): void {
  depth = deepest = flags = 0;
  kinds = inString = escaped = 0;
}

/**
 * Searches for the last bracket of the object or array that begins at `start`. Returns the position after
 * it, and sets `outcome`; otherwise where to continue, or the position of a bracket of the wrong kind.
 * @param from where to continue; `start` at first
 * @param margin bytes of the block after that are needed before a block counts as scanned; 0: none follow
 */
export function findContainerEnd(start: i32, from: i32, limit: i32, margin: i32): i32 {
  const quote = i8x16.splat(0x22);
  const backslash = i8x16.splat(0x5c);
  const bracketMask = i8x16.splat(0x26);
  const bracket = i8x16.splat(0x7f);
  let at = from;
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
          outcome = WRONG_BRACKET;
          return at + i;
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
      if (escapes !== 0) noteEscapes(at, end, escapes);
      if (!matched) findAnchors(at, start, end, v0, v1, v2, v3);
      outcome = ENDED;
      return end;
    }
    if (at + BLOCK + margin > limit) break;
    if (escapes !== 0) noteEscapes(at, limit, escapes);
    if (!matched) findAnchors(at, start, limit, v0, v1, v2, v3);
    depth = level;
    kinds = levels;
    inString = (i64(inside) >> 63) as u64;
    escaped = escapedNext;
    at += BLOCK;
  }
  outcome = UNFINISHED;
  return at;
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
