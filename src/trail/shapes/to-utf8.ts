import { TextDecoder } from 'node:util';

/** Byte order marks of UTF-16, as the shell of Windows writes it when output is redirected to a file. */
const ENCODINGS = new Map([
  [0xfffe, 'utf-16le'],
  [0xfeff, 'utf-16be'],
]);

/** Returns a function that converts a file, chunk by chunk, to UTF-8 if it begins with the mark of UTF-16. */
export function createToUtf8(): (chunk: Buffer) => Buffer {
  let decoder: TextDecoder | undefined;
  let start: Buffer | undefined = Buffer.alloc(0);
  return (chunk) => {
    let bytes = chunk;
    if (start !== undefined) {
      bytes = Buffer.concat([start, chunk]);
      start = bytes.length < 2 ? bytes : undefined;
      if (start !== undefined) return Buffer.alloc(0);
      const encoding = ENCODINGS.get(bytes.readUInt16BE(0));
      if (encoding !== undefined) decoder = new TextDecoder(encoding);
    }
    return decoder === undefined ? bytes : Buffer.from(decoder.decode(bytes, { stream: true }));
  };
}
