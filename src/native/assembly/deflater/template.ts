// The template that completes a dictionary: texts, and fields that differ from call to call.

import { FIELD_LENGTHS, FIELD_STARTS, FIELDS, PART_TEXTS, PARTS } from './memory';

let partsEnd: i32 = PARTS;
let partTextsEnd: i32 = PART_TEXTS;
let fieldCount: i32 = 0;

/** Adds a text to the template; returns where to write it. */
export function addText(length: i32): i32 {
  const start = partTextsEnd;
  partTextsEnd += length;
  addPart(start, length);
  return start;
}

/** Adds a field to the template. */
export function addField(field: i32): void {
  fieldCount = max(fieldCount, field + 1);
  addPart(~field, 0);
}

function addPart(start: i32, length: i32): void {
  store<i32>(partsEnd, start);
  store<i32>(partsEnd, length, 4);
  partsEnd += 8;
}

/** Where to write the lengths of the fields, 4 bytes each. */
export function fieldLengths(): i32 {
  return FIELD_LENGTHS;
}

/** Where to write the fields, one after the other. */
export function fields(): i32 {
  return FIELDS;
}

/** Writes the template with its fields to `to`; returns where it ends, or 0 if that is beyond `end`. */
export function fillParts(to: i32, end: i32): i32 {
  let start = FIELDS;
  for (let field = 0; field < fieldCount; field++) {
    store<i32>(FIELD_STARTS + (field << 2), start);
    start += load<i32>(FIELD_LENGTHS + (field << 2));
  }
  for (let part = PARTS; part < partsEnd; part += 8) {
    let from = load<i32>(part);
    let length = load<i32>(part, 4);
    if (from < 0) {
      const field = ~from << 2;
      from = load<i32>(FIELD_STARTS + field);
      length = load<i32>(FIELD_LENGTHS + field);
    }
    if (to + length > end) return 0;
    copy(to, from, length);
    to += length;
  }
  return to;
}

/** Copies in steps of 16 bytes. The next copy overwrites what is too much. */
function copy(to: i32, from: i32, length: i32): void {
  for (let offset = 0; offset < length; offset += 16) v128.store(to + offset, v128.load(from + offset));
}
