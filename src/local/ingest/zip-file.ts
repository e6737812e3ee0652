import type { Readable } from 'node:stream';
import { Entry, openPromise, type ZipFile } from 'yauzl';

/** Entries of one zip file at most. */
const MAXIMUM_ENTRIES = 1_000_000;

/** Files that macOS adds to a zip file, and folders. */
const NO_FILE = /^__MACOSX\/|\/$/;

/** A file in a zip file, as its directory describes it. */
export type ZipEntry = Entry;

const openZip = (path: string | Buffer): Promise<ZipFile> =>
  openPromise(path as string, { lazyEntries: true, autoClose: false });

/**
 * Lists the files in a zip file.
 * @throws Error if it is damaged, or has more than 1,000,000 entries
 */
export async function* listZipEntries(path: string | Buffer): AsyncGenerator<ZipEntry> {
  const zip = await openZip(path);
  try {
    if (zip.entryCount > MAXIMUM_ENTRIES) {
      throw new Error(`contains ${zip.entryCount} entries, but at most ${MAXIMUM_ENTRIES} are allowed`);
    }
    for await (const entry of zip.eachEntry()) if (!NO_FILE.test(entry.fileName)) yield entry;
  } finally {
    zip.close();
  }
}

/**
 * Opens a file in a zip file for reading, decompressed. Closing the stream closes the zip file.
 * @throws Error if it is encrypted, or compressed by a method other than deflate
 */
export async function openZipEntry(path: string | Buffer, entry: ZipEntry): Promise<Readable> {
  const zip = await openZip(path);
  try {
    // An entry that came from another thread has lost its class.
    if (!(entry instanceof Entry)) Object.setPrototypeOf(entry, Entry.prototype);
    if (entry.isEncrypted()) throw new Error('it is encrypted');
    const stream = await zip.openReadStreamPromise(entry);
    return stream.once('close', () => zip.close());
  } catch (error) {
    zip.close();
    throw error;
  }
}
