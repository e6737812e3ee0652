// The tree of the values in a text, and where it is in memory.

// Memory: the text, the result, the nodes.
export const TEXT: i32 = 0;
export const MOST_BYTES: i32 = 65536;
// Copies and searches work in steps of 16 bytes and may run past the end of either by one step.
export const PADDING: i32 = 64;
export const WRITTEN: i32 = MOST_BYTES + PADDING;
export const NODES: i32 = WRITTEN + MOST_BYTES + PADDING;
export const NODES_END: i32 = 8 << 16;

// A node: a value, and its key if it is a member of an object. Positions are positions in the text.
export const PREFIX: i32 = 0; // the key's first 8 bytes, the first one highest, padded with zeros
export const NEXT: i32 = 8; // the next member by key, or the next element; 0 for none
export const KEY: i32 = 12; // position of its opening quote
export const KEY_END: i32 = 16; // position after its closing quote
export const START: i32 = 20;
export const END: i32 = 24;
export const FORM: i32 = 28; // AS_IS, or the first byte of a value that must be rewritten
export const FIRST: i32 = 32; // the first member or element; 0 for none
export const NODE_BYTES: i32 = 40;
export const AS_IS: i32 = 0;

let nodes: i32 = NODES;

/** Starts a new tree. */
export function resetNodes(): void {
  nodes = NODES;
}

/** Returns a new node, or 0 if there is no room for more. */
export function newNode(): i32 {
  const node = nodes;
  if (node + NODE_BYTES > NODES_END) return 0;
  nodes = node + NODE_BYTES;
  store<i32>(node, 0, NEXT);
  store<i32>(node, 0, FIRST);
  return node;
}

/** Compares by UTF-16 code units, which for ASCII are bytes. */
export function compareKeys(one: i32, other: i32): i32 {
  const onePrefix = load<u64>(one, PREFIX);
  const otherPrefix = load<u64>(other, PREFIX);
  if (onePrefix !== otherPrefix) return onePrefix < otherPrefix ? -1 : 1;
  const oneKey = load<i32>(one, KEY);
  const otherKey = load<i32>(other, KEY);
  // Without the closing quote.
  const oneLength = load<i32>(one, KEY_END) - oneKey - 1;
  const otherLength = load<i32>(other, KEY_END) - otherKey - 1;
  const length = min(oneLength, otherLength);
  for (let at = 9; at < length; at++) {
    const difference = i32(load<u8>(oneKey + at)) - i32(load<u8>(otherKey + at));
    if (difference !== 0) return difference;
  }
  return oneLength - otherLength;
}
