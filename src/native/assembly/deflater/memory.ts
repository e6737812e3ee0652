// Where the parts of the deflater's memory begin.

// Memory: the index, tables of codes, then dictionary and content in one piece, and the result.
// The index finds matches by a hash of four bytes: it has the latest position with each hash, and for each
// position the previous one with the same hash. 0 means none, so the first byte of a dictionary is never found.
export const HASH_BITS: i32 = 13;
export const LATEST: i32 = 0;
export const LATEST_BYTES: i32 = 2 << HASH_BITS;
export const LATEST_OF_COMMON: i32 = 0x4000;
export const EARLIER: i32 = 0x8000;
export const LITERALS: i32 = 0x18000; // a code, and its length in bits above it, 4 bytes each
export const LENGTHS: i32 = 0x18400;
export const DISTANCES: i32 = 0x18800; // codes of five bits, a byte each
export const TEXT: i32 = 0x20000;
export const RESULT: i32 = 0x30000;
// The template: position and length of each part, 8 bytes a part. A field has the complement of its number
// instead of a position.
export const PARTS: i32 = 0x40000;
export const PART_TEXTS: i32 = 0x41000;
export const FIELD_LENGTHS: i32 = 0x50000; // 4 bytes each
export const FIELD_STARTS: i32 = 0x50400;
export const FIELDS: i32 = 0x51000;
