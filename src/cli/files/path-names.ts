import { sep } from 'node:path';

/**
 * A path as the file system has it: bytes, which need not be UTF-8, each as one character. Not to be passed to file
 * system calls, which take `PathForms.path`.
 */
export type RawPath = string;

/** What to pass to file system calls, and what to print. */
export interface PathForms {
  readonly path: string | Buffer;
  readonly name: string;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const BEYOND_ASCII = /[\u0080-\u00ff]/;

export const toRawPath = (path: string | Buffer): RawPath => Buffer.from(path).toString('latin1');

/**
 * The form of a path for file system calls and the one for people and object keys. They are equal
 * unless the path is not UTF-8: then it is opened by its bytes, and printed with percent-encoding.
 */
export function toPathForms(raw: RawPath): PathForms {
  if (!BEYOND_ASCII.test(raw)) return { path: raw, name: raw };
  const bytes = Buffer.from(raw, 'latin1');
  try {
    const path = utf8.decode(bytes);
    return { path, name: path };
  } catch {
    return { path: bytes, name: percentEncode(raw) };
  }
}

const percentEncode = (raw: RawPath): string =>
  raw.replace(/[%\u0080-\u00ff]/g, (byte) => {
    return `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });

/** Joins a folder and the name of something in it. */
export const joinRaw = (folder: RawPath, name: RawPath): RawPath =>
  folder.endsWith(sep) ? folder + name : folder + sep + name;

/** Whether a path is a folder or lies in it. Both are real paths. */
export const isInside = (path: RawPath, folder: RawPath): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
