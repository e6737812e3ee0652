// The checksum of the zlib format (RFC 1950).

const ADLER_BASE: u32 = 65521;
const ADLER_BLOCK: i32 = 2048; // bytes summed up before a sum could overflow

/** Continues a checksum of RFC 1950: the sum of all bytes, and the sum of the first sum after each byte. */
export function adler32(checksum: u32, at: i32, length: i32): u32 {
  let sum = checksum & 0xffff;
  let sumOfSums = checksum >> 16;
  const ones = i16x8.splat(1);
  const weights = i16x8(16, 15, 14, 13, 12, 11, 10, 9);
  const lowerWeights = i16x8(8, 7, 6, 5, 4, 3, 2, 1);
  while (length >= 16) {
    const count = min(length, ADLER_BLOCK) & ~15;
    let sums = i32x4.splat(0);
    let sumsBefore = i32x4.splat(0);
    let weighted = i32x4.splat(0);
    for (const end = at + count; at < end; at += 16) {
      const bytes = v128.load(at);
      const first = i16x8.extend_low_i8x16_u(bytes);
      const second = i16x8.extend_high_i8x16_u(bytes);
      sumsBefore = i32x4.add(sumsBefore, sums);
      sums = i32x4.add(sums, i32x4.dot_i16x8_s(i16x8.add(first, second), ones));
      weighted = i32x4.add(weighted, i32x4.dot_i16x8_s(first, weights));
      weighted = i32x4.add(weighted, i32x4.dot_i16x8_s(second, lowerWeights));
    }
    sumOfSums += sum * count + (total(sumsBefore) << 4) + total(weighted);
    sum = (sum + total(sums)) % ADLER_BASE;
    sumOfSums %= ADLER_BASE;
    length -= count;
  }
  for (const end = at + length; at < end; at++) {
    sum += load<u8>(at);
    sumOfSums += sum;
  }
  return ((sumOfSums % ADLER_BASE) << 16) | (sum % ADLER_BASE);
}

function total(lanes: v128): u32 {
  return (
    i32x4.extract_lane(lanes, 0) +
    i32x4.extract_lane(lanes, 1) +
    i32x4.extract_lane(lanes, 2) +
    i32x4.extract_lane(lanes, 3)
  );
}
