// The structure around keys, values and records: what may follow what.

import { isDelimiter } from './scalars';

// States: what is expected at `position`.
export const START: i32 = 0;
export const KEY_OR_END: i32 = 1;
export const NEXT_KEY: i32 = 2;
export const IN_KEY: i32 = 3;
export const COLON: i32 = 4;
export const BEFORE_VALUE: i32 = 5;
export const IN_VALUE: i32 = 6;
export const COMMA_OR_END: i32 = 7;
export const ELEMENT_OR_END: i32 = 8;
export const NEXT_ELEMENT: i32 = 9;
export const IN_ELEMENT: i32 = 10;
export const ELEMENT_COMMA_OR_END: i32 = 11;
export const DONE: i32 = 12;
export const OPENING: i32 = 13;
export const OTHER_BRACKET: i32 = 14;

/** The state for what a byte does not continue. */
export const NONE: i32 = -1;

/** Whether this state is inside a key, a value or an element of the array of records. */
export function isInValue(state: i32): bool {
  return state === IN_KEY || state === IN_VALUE || state === IN_ELEMENT;
}

/**
 * Returns the state after a byte, or NONE.
 * @param recordsNext whether an array here is the array of records
 */
export function follow(state: i32, byte: u8, recordsNext: bool): i32 {
  if (state === NEXT_ELEMENT || state === ELEMENT_OR_END) {
    if (byte === 0x5d && state === ELEMENT_OR_END) return COMMA_OR_END;
    return isDelimiter(byte) ? NONE : IN_ELEMENT;
  }
  if (state === ELEMENT_COMMA_OR_END) {
    if (byte === 0x2c) return NEXT_ELEMENT;
    return byte === 0x5d ? COMMA_OR_END : NONE;
  }
  if (state === OPENING) return byte === 0x7b ? KEY_OR_END : NONE;
  if (state === KEY_OR_END || state === NEXT_KEY) {
    if (byte === 0x7d && state === KEY_OR_END) return DONE;
    return byte === 0x22 ? IN_KEY : NONE;
  }
  if (state === COLON) return byte === 0x3a ? BEFORE_VALUE : NONE;
  if (state === BEFORE_VALUE) {
    if (recordsNext && byte === 0x5b) return ELEMENT_OR_END;
    return isDelimiter(byte) ? NONE : IN_VALUE;
  }
  if (state === COMMA_OR_END) {
    if (byte === 0x2c) return NEXT_KEY;
    return byte === 0x7d ? DONE : NONE;
  }
  return NONE;
}
