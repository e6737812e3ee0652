// Writes literals and matches in the fixed Huffman codes of RFC 1951, 3.2.6.

import { DISTANCES, LENGTHS, LITERALS } from './memory';

// Bits not yet written, and how many.
let bits: u64 = 0;
let bitCount: u64 = 0;
let output: i32 = 0;

/** Starts to write at a position in memory. */
export function startWriting(at: i32): void {
  output = at;
  bits = bitCount = 0;
}

/** Where the next whole byte would be written. */
export function writtenUpTo(): i32 {
  return output;
}

export function writeLiteral(at: i32): void {
  const code = load<u32>(LITERALS + (i32(load<u8>(at)) << 2));
  write(code & 0xffff, code >> 16);
}

export function writeMatch(length: i32, distance: u32): void {
  const code = load<u32>(LENGTHS + ((length - 3) << 2));
  const lengthBits = code >> 16;
  // Two codes for each power of two, from 4 on; the bits below those that tell them apart follow.
  const from0 = distance - 1;
  const extraBits: u32 = from0 < 4 ? 0 : 30 - clz(from0);
  const distanceCode = load<u8>(DISTANCES + (extraBits << 1) + (from0 >> extraBits));
  const extra = from0 & ((1 << extraBits) - 1);
  write((code & 0xffff) | (((distanceCode as u32) | (extra << 5)) << lengthBits), lengthBits + 5 + extraBits);
}

/** Appends up to 32 bits. */
export function write(value: u32, count: u32): void {
  bits |= (value as u64) << bitCount;
  bitCount += count;
  store<u64>(output, bits);
  output += i32(bitCount >> 3);
  bits >>= bitCount & 56;
  bitCount &= 7;
}

/** Makes the fixed codes of RFC 1951, 3.2.6, with the extra bits after the code of a length. */
export function makeCodes(): void {
  for (let byte: u32 = 0; byte < 256; byte++) {
    const count: u32 = byte < 144 ? 8 : 9;
    const code = byte < 144 ? 0x30 + byte : 0x190 + (byte - 144);
    store<u32>(LITERALS + (byte << 2), reversed(code, count) | (count << 16));
  }
  for (let from3: u32 = 0; from3 < 256; from3++) {
    // Four codes for each power of two, from 8 on; the longest match has one of its own.
    const isLongest = from3 === 255;
    const extraBits: u32 = from3 < 8 || isLongest ? 0 : 29 - clz(from3);
    const symbol: u32 = isLongest ? 285 : 257 + (extraBits << 2) + (from3 >> extraBits);
    const count: u32 = symbol < 280 ? 7 : 8;
    const code = symbol < 280 ? symbol - 256 : 0xc0 + (symbol - 280);
    const extra = from3 & ((1 << extraBits) - 1);
    const value = reversed(code, count) | (extra << count);
    store<u32>(LENGTHS + (from3 << 2), value | ((count + extraBits) << 16));
  }
  for (let code: u32 = 0; code < 30; code++) store<u8>(DISTANCES + code, reversed(code, 5));
}

/** Huffman codes are written from their highest bit, everything else from its lowest. */
function reversed(code: u32, count: u32): u32 {
  let value: u32 = 0;
  for (let bit: u32 = 0; bit < count; bit++) value = (value << 1) | ((code >> bit) & 1);
  return value;
}
