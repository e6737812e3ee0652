// AssemblyScript, compiled to WebAssembly by `npm run generate:wasm`; not part of the TypeScript program.
//
// Finds where each value of a CloudTrail log file begins and ends, 64 bytes at a time, and whether an
// element of `Records` may be wanted. The caller appends inflated bytes and pulls events; elements that
// are not wanted are counted and make no event. All state is in globals: one instance reads one file at
// a time, and continues where the last chunk ended. src/trail/plain-scanner.ts is its twin and the authority.

import { forgetHits, hits, longestAnchor } from './json-scanner/anchors';
import * as containers from './json-scanner/containers';
import { addNameAt } from './json-scanner/event-names';
import { KEY, NEED_BYTES, OTHER_ELEMENT, RECORD, report, UNEXPECTED, VALUE } from './json-scanner/events';
import * as grammar from './json-scanner/grammar';
import { PADDING, RESULT, WINDOW } from './json-scanner/memory';
import { expectedInObject, unexpectedAt } from './json-scanner/objects';
import { findScalarEnd, findStringEnd, isSpace } from './json-scanner/scalars';

export { addAnchor, addPair } from './json-scanner/anchors';

// While more bytes may follow, a block is scanned again until an anchor, or an escape, that begins in its
// last byte is complete.
const LONGEST_ESCAPE: i32 = 6;

let position: i32 = WINDOW;
let limit: i32 = WINDOW;
let state: i32 = grammar.START;
let recordsNext: bool = false;
let finished: bool = false;
let records: i32 = 0;

// What is known of the value that begins at `valueStart`, up to `scanned`.
let valueStart: i32 = 0;
let scanned: i32 = 0;

/** Starts a new file. The anchors stay. */
export function reset(): void {
  position = limit = WINDOW;
  state = grammar.START;
  recordsNext = false;
  finished = false;
  records = 0;
}

/**
 * Adds an event name whose records are wanted, always or if they have one of the caller's texts. The name is where `room`
 * returned, before the first file.
 */
export function addName(length: i32, withText: bool): void {
  addNameAt(WINDOW, length, withText);
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
  finished = true;
}

/** Call after the event of a key whose value, if an array, is the array of records. */
export function expectRecords(): void {
  recordsNext = true;
}

/** Reads up to the next event. */
export function next(): i32 {
  while (true) {
    if (state === grammar.IN_ELEMENT) {
      if (!scanValue()) return state === grammar.IN_ELEMENT ? NEED_BYTES : UNEXPECTED;
      state = grammar.ELEMENT_COMMA_OR_END;
      const index = records++;
      const isObject = load<u8>(valueStart) === 0x7b;
      // Most elements are objects without a marker and end here.
      if (!isObject || hits !== 0 || (containers.flags & containers.ODD_ESCAPE) !== 0) {
        return report(isObject ? RECORD : OTHER_ELEMENT, valueStart, position, index);
      }
      if (!beginsAndEndsAsObject()) return UNEXPECTED;
    } else if (state === grammar.IN_KEY) {
      if (!scanString()) return NEED_BYTES;
      state = grammar.COLON;
      return report(KEY, valueStart, position, 0);
    } else if (state === grammar.IN_VALUE) {
      if (!scanValue()) return state === grammar.IN_VALUE ? NEED_BYTES : UNEXPECTED;
      state = grammar.COMMA_OR_END;
      return report(VALUE, valueStart, position, 0);
    }
    if (state === grammar.START && !skipByteOrderMark()) return NEED_BYTES;
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
  return grammar.isInValue(state) ? valueStart : position;
}

function skipByteOrderMark(): bool {
  if (limit - position < 3 && !finished) return false;
  if (limit - position >= 3 && (load<u32>(position) & 0xffffff) === 0xbfbbef) position += 3;
  state = grammar.OPENING;
  return true;
}

/** Reads one byte of the structure around keys, values and records. */
function step(byte: u8): bool {
  const to = grammar.follow(state, byte, recordsNext);
  if (state === grammar.BEFORE_VALUE) recordsNext = false;
  if (to === grammar.NONE) return false;
  state = to;
  if (!grammar.isInValue(to)) {
    position++;
    return true;
  }
  valueStart = scanned = position;
  containers.resetContainer();
  forgetHits();
  return true;
}

/** Searches for the end of the value. If it is found, `position` is just after it. */
function scanValue(): bool {
  const first = load<u8>(valueStart);
  if ((first | 0x20) === 0x7b) return scanContainer();
  return first === 0x22 ? scanString() : endAt(findScalarEnd(scanned, limit));
}

function scanString(): bool {
  return endAt(findStringEnd(scanned === valueStart ? valueStart + 1 : scanned, limit));
}

/** @param found position after the value, or the complement of where to continue */
function endAt(found: i32): bool {
  if (found < 0) scanned = ~found;
  else position = found;
  return found >= 0;
}

function scanContainer(): bool {
  const margin = finished ? 0 : max(LONGEST_ESCAPE, longestAnchor);
  const found = containers.findContainerEnd(valueStart, scanned, limit, margin);
  if (containers.outcome === containers.WRONG_BRACKET) return fail(found, grammar.OTHER_BRACKET);
  return endAt(containers.outcome === containers.ENDED ? found : ~found);
}

function beginsAndEndsAsObject(): bool {
  const expecting = expectedInObject(valueStart, position);
  return expecting === grammar.NONE || fail(unexpectedAt, expecting);
}

function fail(at: i32, expecting: i32): bool {
  position = at;
  state = expecting;
  return false;
}
