// Events of the scanner.

import { hits } from './anchors';
import { deepest, flags } from './containers';
import { RESULT } from './memory';

export const NEED_BYTES: i32 = 0;
export const KEY: i32 = 1;
export const VALUE: i32 = 2;
export const RECORD: i32 = 3;
export const OTHER_ELEMENT: i32 = 4;
export const UNEXPECTED: i32 = 5;

/** Leaves the value that an event is about in memory, and returns the event. */
export function report(event: i32, start: i32, end: i32, index: i32): i32 {
  store<i32>(RESULT, start);
  store<i32>(RESULT, end, 4);
  store<i32>(RESULT, index, 8);
  store<i32>(RESULT, flags, 12);
  store<i32>(RESULT, hits, 16);
  store<i32>(RESULT, deepest, 20);
  return event;
}
