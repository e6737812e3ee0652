import { sep } from 'node:path';

/** A path as the file system has it: bytes, which need not be UTF-8. */
export type RawPath = Buffer;

/** What to pass to file system calls, and what to print. */
export interface PathForms {
  readonly path: string | Buffer;
  readonly name: string;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The form of a path for file system calls and the one for people and object keys. They are equal
 * unless the path is not UTF-8: then it is opened by its bytes, and printed with percent-encoding.
 */
export function toPathForms(raw: RawPath): PathForms {
  try {
    const path = utf8.decode(raw);
    return { path, name: path };
  } catch {
    return { path: raw, name: percentEncode(raw) };
  }
}

const percentEncode = (raw: RawPath): string =>
  raw.toString('latin1').replace(/[%\u0080-\u00ff]/g, (byte) => {
    return `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });

/** Joins a folder and the name of something in it. */
export const joinRaw = (folder: RawPath, name: RawPath): RawPath => {
  const endsInSeparator = folder.at(-1) === sep.charCodeAt(0);
  return Buffer.concat([folder, Buffer.from(endsInSeparator ? '' : sep), name]);
};

/** Whether a path is a folder or lies in it. Both are real paths. */
export function isInside(path: RawPath, folder: RawPath): boolean {
  if (!path.subarray(0, folder.length).equals(folder)) return false;
  return path.length === folder.length || [path[folder.length], folder.at(-1)].includes(sep.charCodeAt(0));
}
