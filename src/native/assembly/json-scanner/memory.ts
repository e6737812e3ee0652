// Where the parts of the scanner's memory begin.

// Memory: results, then the pairs of bytes and the anchors (see marker-anchors.ts), then the hashes of event
// names, then the window of unread bytes.
export const RESULT: i32 = 0;
export const PREFIXES: i32 = 32; // 256 bits, for how event names begin
export const PAIRS: i32 = 64;
export const PAIR_BYTES: i32 = 8; // two bytes; at 4 which anchors hold them, a bit for each
export const ANCHORS: i32 = 512;
export const ANCHOR_BYTES: i32 = 144; // offset of its pair, length, then up to 128 bytes of text at 16
export const NAMES: i32 = 6144; // 512 hashes of 4 bytes; 0: free
export const WINDOW: i32 = 8192;
export const BLOCK: i32 = 64;
// Loads may run past the end of the data by a block and one more byte.
export const PADDING: i32 = 128;
