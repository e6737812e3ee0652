/** Maximum nesting of an event. CloudTrail's own events have at most 11 levels. */
export const MAXIMUM_DEPTH = 500;

const TOO_DEEP = -1;
const QUOTE = 0x22; // "
const COMMA = 0x2c; // ,
const COLON = 0x3a; // :
const LIST = 0x5b; // [
const BACKSLASH = 0x5c; // \
const LIST_END = 0x5d; // ]
const OBJECT = 0x7b; // {
const OBJECT_END = 0x7d; // }

/** Written over by every call. Building bytes takes half the time of building a text and encoding it. */
let scratch = Buffer.allocUnsafe(64 * 1024);

/**
 * The canonical JSON of a parsed value, in UTF-8: RFC 8785, that is no spaces, keys sorted by their
 * UTF-16 code units, numbers as the nearest double written the way ECMAScript does, texts with only
 * the escapes that JSON demands. Where that standard refuses: half a surrogate pair is written as
 * its `\udxxx` escape, in small letters; a number too large for a double is written `null`; of a
 * key that occurs twice in an object the last one counts.
 * @returns bytes that are valid until the next call, or undefined for a value nested too deep.
 */
export function canonicalJson(value: unknown): Uint8Array | undefined {
  const end = writeValue(value, 0, 0);
  return end === TOO_DEEP ? undefined : scratch.subarray(0, end);
}

function writeValue(value: unknown, start: number, depth: number): number {
  if (typeof value === 'string') return writeText(value, start);
  if (typeof value !== 'object' || value === null) return writeEncoded(JSON.stringify(value), start);
  if (depth === MAXIMUM_DEPTH) return TOO_DEEP;
  let at = start;
  if (Array.isArray(value)) {
    at = writeByte(LIST, at);
    for (let index = 0; index < value.length; index++) {
      if (index > 0) at = writeByte(COMMA, at);
      at = writeValue(value[index], at, depth + 1);
      if (at === TOO_DEEP) return TOO_DEEP;
    }
    return writeByte(LIST_END, at);
  }
  const object = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(object).sort();
  at = writeByte(OBJECT, at);
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index]!;
    if (index > 0) at = writeByte(COMMA, at);
    at = writeByte(COLON, writeText(key, at));
    at = writeValue(object[key], at, depth + 1);
    if (at === TOO_DEEP) return TOO_DEEP;
  }
  return writeByte(OBJECT_END, at);
}

function makeRoom(end: number): void {
  if (end <= scratch.length) return;
  const larger = Buffer.allocUnsafe(Math.max(end, 2 * scratch.length));
  larger.set(scratch);
  scratch = larger;
}

function writeByte(byte: number, at: number): number {
  makeRoom(at + 1);
  scratch[at] = byte;
  return at + 1;
}

/** A text in quotes. Nearly all of an event is plain ASCII, which is its own encoding. */
function writeText(text: string, start: number): number {
  const end = start + text.length + 2;
  makeRoom(end);
  const bytes = scratch;
  bytes[start] = QUOTE;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code > 0x7e || code === QUOTE || code === BACKSLASH) {
      return writeEncoded(JSON.stringify(text), start);
    }
    bytes[start + 1 + index] = code;
  }
  bytes[end - 1] = QUOTE;
  return end;
}

function writeEncoded(json: string, at: number): number {
  makeRoom(at + Buffer.byteLength(json));
  return at + scratch.write(json, at);
}
