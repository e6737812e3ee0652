// Writes the canonical form of a tree of nodes: sorted members, no spaces, the shortest escapes.

import { BACKSLASH, COLON, COMMA, escapedCharacter, OBJECT, QUOTE, SLASH, special, U } from './characters';
import { AS_IS, END, FIRST, FORM, KEY, KEY_END, NEXT, START, WRITTEN } from './nodes';

let written: i32 = WRITTEN;

/** Writes a tree by its root; returns the number of bytes written. */
export function writeTree(root: i32): i32 {
  written = WRITTEN;
  writeValue(root);
  return written - WRITTEN;
}

function writeValue(node: i32): void {
  const form = load<i32>(node, FORM);
  if (form === AS_IS) write(load<i32>(node, START), load<i32>(node, END));
  else if (form === QUOTE) writeText(load<i32>(node, START) + 1);
  else writeContainer(node, form);
}

/** @param opening the first byte; the last one is this plus two in ASCII */
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

/** Writes a string with escapes that are not canonical. @param start position after its opening quote */
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
