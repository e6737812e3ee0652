// The characters of JSON, as bytes.

export const QUOTE: i32 = 0x22;
export const COMMA: i32 = 0x2c;
export const MINUS: i32 = 0x2d;
export const SLASH: i32 = 0x2f;
export const ZERO: i32 = 0x30;
export const COLON: i32 = 0x3a;
export const LIST: i32 = 0x5b; // [
export const BACKSLASH: i32 = 0x5c;
export const LIST_END: i32 = 0x5d; // ]
export const OBJECT: i32 = 0x7b; // {
export const OBJECT_END: i32 = 0x7d; // }
export const U: i32 = 0x75;

export function isSpace(byte: i32): bool {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

export function isDigit(byte: i32): bool {
  return byte >= ZERO && byte <= 0x39;
}

/** The position of the next quote, backslash, control character or byte that is not ASCII. */
export function special(from: i32): i32 {
  let at = from;
  while (true) {
    const bytes = v128.load(at);
    const found = v128.or(
      v128.or(i8x16.eq(bytes, i8x16.splat(QUOTE as i8)), i8x16.eq(bytes, i8x16.splat(BACKSLASH as i8))),
      // Signed: bytes that are not ASCII are negative.
      i8x16.lt_s(bytes, i8x16.splat(0x20)),
    );
    const places = i8x16.bitmask(found);
    if (places !== 0) return at + ctz(places);
    at += 16;
  }
}

/** Whether the letter after a backslash makes an escape that is canonical. */
export function isShortEscape(byte: i32): bool {
  return (
    byte === QUOTE ||
    byte === BACKSLASH ||
    byte === 0x62 || // b
    byte === 0x66 || // f
    byte === 0x6e || // n
    byte === 0x72 || // r
    byte === 0x74 // t
  );
}

/** The character of an escape like \u003d if the canonical form has no escape for it; else 0. */
export function escapedCharacter(at: i32): i32 {
  if (load<u16>(at, 2) !== 0x3030) return 0;
  const high = hexDigit(load<u8>(at, 4));
  const low = hexDigit(load<u8>(at, 5));
  if (high < 2 || high > 7 || low < 0) return 0;
  const character = (high << 4) | low;
  return character === QUOTE || character === BACKSLASH || character === 0x7f ? 0 : character;
}

function hexDigit(byte: i32): i32 {
  if (isDigit(byte)) return byte - ZERO;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
