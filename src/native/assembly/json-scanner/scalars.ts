// Strings, numbers and literals, and the bytes between them.

export function isSpace(byte: u8): bool {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

export function isDelimiter(byte: u8): bool {
  return byte === 0x2c || byte === 0x5d || byte === 0x7d;
}

/** The last byte of a string, object, array or number, `true`, `false` or `null`. */
export function endsValue(byte: u8): bool {
  if (byte === 0x22 || byte === 0x7d || byte === 0x5d) return true;
  return byte === 0x65 || byte === 0x6c || (byte >= 0x30 && byte <= 0x39);
}

/** Returns the position after the closing quote, or, until it arrives, the complement of where to continue. */
export function findStringEnd(from: i32, limit: i32): i32 {
  let at = from;
  while (at < limit) {
    const byte = load<u8>(at);
    if (byte === 0x22) {
      return at + 1;
    }
    at += byte === 0x5c ? 2 : 1;
    // The chunk ends within an escape: wait for its second byte.
    if (at > limit) {
      at -= 2;
      break;
    }
  }
  return ~at;
}

/** Returns the position after the last byte, or, until it arrives, the complement of where to continue. */
export function findScalarEnd(from: i32, limit: i32): i32 {
  let at = from;
  while (at < limit) {
    const byte = load<u8>(at);
    if (isSpace(byte) || isDelimiter(byte)) return at;
    at++;
  }
  return ~at;
}
