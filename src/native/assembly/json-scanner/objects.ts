// What is checked of an object without a marker, which is never parsed: what follows its first bracket and
// what precedes its last.

import { BEFORE_VALUE, IN_VALUE, KEY_OR_END, NEXT_KEY, NONE } from './grammar';
import { endsValue, isSpace } from './scalars';

/** Where `expectedInObject` found what it did not expect. */
export let unexpectedAt: i32 = 0;

/** The state that says what was expected at `unexpectedAt`, or NONE if the object begins and ends as one. */
export function expectedInObject(start: i32, end: i32): i32 {
  let at = start + 1;
  while (isSpace(load<u8>(at))) at++;
  unexpectedAt = at;
  const opening = load<u8>(at);
  if (opening === 0x7d) return NONE;
  if (opening !== 0x22) return KEY_OR_END;
  at = end - 2;
  while (isSpace(load<u8>(at))) at--;
  unexpectedAt = end - 1;
  const closing = load<u8>(at);
  if (closing === 0x2c) return NEXT_KEY;
  if (closing === 0x3a) return BEFORE_VALUE;
  unexpectedAt = at;
  return endsValue(closing) ? NONE : IN_VALUE;
}
