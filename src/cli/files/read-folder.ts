import type { Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';
import type { RawPath } from './path-names';
import { toPathForms, toRawPath } from './path-names';

/** Something in a folder. */
export interface FolderEntry {
  readonly name: RawPath;
  readonly kind: 'file' | 'folder' | 'other';
}

/** Entries that are sorted together. A folder of a million files must not be held in memory as a whole. */
const ENTRIES_AT_ONCE = 50_000;
/** Entries that the system is asked for at once. */
const BUFFERED_ENTRIES = 1_000;

/**
 * Reads a folder, sorted by name: a folder of more than 50,000 entries in parts, each of them sorted.
 * @throws the error of the file system
 */
export async function* readFolder(raw: RawPath): AsyncGenerator<readonly FolderEntry[]> {
  const { path } = toPathForms(raw);
  // The types of Node.js do not have the encoding `buffer` here.
  const options = { encoding: 'buffer' as BufferEncoding, bufferSize: BUFFERED_ENTRIES };
  let entries: FolderEntry[] = [];
  for await (const entry of await opendir(path as string, options)) {
    entries.push({ name: toRawPath(entry.name), kind: toKind(entry) });
    if (entries.length < ENTRIES_AT_ONCE) continue;
    yield entries.sort(byName);
    entries = [];
  }
  yield entries.sort(byName);
}

/** A link, and what a file system does not tell the kind of, are `other`. */
const toKind = (entry: Dirent): FolderEntry['kind'] => {
  if (entry.isFile()) return 'file';
  return entry.isDirectory() ? 'folder' : 'other';
};

const byName = (one: FolderEntry, other: FolderEntry): number => (one.name < other.name ? -1 : 1);
