// The text that a value is searched for: anchors, each the marker of a group that is rare in log files.

import { LONGEST_MEMBER, NO_NAME, nameAfter, WANTED } from './event-names';
import { ANCHOR_BYTES, ANCHORS, PAIR_BYTES, PAIRS } from './memory';

/** The group of the key whose value decides, and the group of values that need a text, too. */
const NAME_GROUP: i32 = 31;
const NAME_WITH_TEXT_GROUP: i32 = 30;

let pairs: i32 = 0;
let decisive: i32 = 0; // a bit for each anchor that is the only marker of its group

/** Length of the longest anchor, in bytes, with what decides after it. */
export let longestAnchor: i32 = 0;
/** A bit for each group whose anchor the value holds. */
export let hits: i32 = 0;
/** Whether the value holds all markers of a group, so that the search can stop. */
export let matched: bool = false;

/** Starts a new value. */
export function forgetHits(): void {
  hits = 0;
  matched = false;
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
 * @param group number of the group, up to 29; 31 for the key of event names
 * @param alone whether the anchor is the only marker of its group
 */
export function addAnchor(group: i32, length: i32, pairOffset: i32, alone: bool): i32 {
  const pair = PAIRS + (pairs - 1) * PAIR_BYTES;
  store<i32>(pair, load<i32>(pair, 4) | (1 << group), 4);
  const entry = ANCHORS + group * ANCHOR_BYTES;
  store<i32>(entry, pairOffset);
  store<i32>(entry, length, 4);
  if (alone) decisive |= 1 << group;
  longestAnchor = max(longestAnchor, group === NAME_GROUP ? LONGEST_MEMBER : length);
  return entry + 16;
}

export function bits(v0: v128, v1: v128, v2: v128, v3: v128): u64 {
  return (
    (i8x16.bitmask(v0) as u64) |
    ((i8x16.bitmask(v1) as u64) << 16) |
    ((i8x16.bitmask(v2) as u64) << 32) |
    ((i8x16.bitmask(v3) as u64) << 48)
  );
}

/** Searches for anchors whose pair of bytes begins in the block at `at`, and that lie between `start` and `end`. */
export function findAnchors(at: i32, start: i32, end: i32, v0: v128, v1: v128, v2: v128, v3: v128): void {
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
      noteAnchors(pair, at, start, end, bits(m0, m1, m2, m3));
    }
  }
}

function noteAnchors(pair: i32, at: i32, start: i32, end: i32, places: u64): void {
  while (places !== 0) {
    const place = at + i32(ctz(places));
    places &= places - 1;
    let groups = load<i32>(pair, 4) & ~hits;
    while (groups !== 0) {
      const group = ctz(groups);
      groups &= groups - 1;
      const entry = ANCHORS + group * ANCHOR_BYTES;
      const text = place - load<i32>(entry);
      if (isAnchor(entry, text, start, end)) {
        if (group === NAME_GROUP) {
          noteName(nameAfter(text + load<i32>(entry, 4)));
          continue;
        }
        hits |= 1 << group;
        if ((decisive >> group) & 1) matched = true;
      }
    }
  }
}

function noteName(found: i32): void {
  if (found === NO_NAME) return;
  hits |= 1 << (found === WANTED ? NAME_GROUP : NAME_WITH_TEXT_GROUP);
  if (found === WANTED) matched = true;
}

function isAnchor(entry: i32, text: i32, start: i32, end: i32): bool {
  const length = load<i32>(entry, 4);
  if (text < start || text + length > end) return false;
  for (let i = 0; i < length; i++) {
    if (load<u8>(entry + 16 + i) !== load<u8>(text + i)) return false;
  }
  return true;
}
