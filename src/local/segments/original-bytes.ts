import { isUtf8 } from 'node:buffer';

/** Ends an original. JSON has it only as an escape. */
const END = 0x1a;

/** Originals as one parameter, and the SELECT that takes them apart. */
export interface JoinedOriginals {
  readonly select: string;
  readonly bytes: Uint8Array;
}

/** @param originals at least one. Those that are no text travel as base64. */
export function joinOriginals(originals: readonly Uint8Array[]): JoinedOriginals {
  const joined = join(originals);
  if (isUtf8(joined) && !originals.some((original) => original.includes(END))) {
    return { select: selectEach('encode', `chr(${END})`), bytes: joined };
  }
  const texts = originals.map((original) => Buffer.from(original).toString('base64'));
  return { select: selectEach('from_base64', "','"), bytes: Buffer.from(texts.join(',')) };
}

const selectEach = (toBytes: string, separator: string): string =>
  `SELECT ${toBytes}(unnest(string_split(decode($1::BLOB), ${separator}))) AS original`;

function join(originals: readonly Uint8Array[]): Buffer {
  const length = originals.reduce((sum, original) => sum + original.length + 1, -1);
  const joined = Buffer.allocUnsafe(length);
  let at = 0;
  for (const [index, original] of originals.entries()) {
    if (index > 0) joined[at++] = END;
    joined.set(original, at);
    at += original.length;
  }
  return joined;
}
