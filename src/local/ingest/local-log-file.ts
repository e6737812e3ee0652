import type { Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { AuditTrailError, toMessage } from '../../errors';
import type { LogFileSource, OpenedLogFile } from '../../trail/log-file-source';
import { openZipEntry, type ZipEntry } from './zip-file';

/** A file on this machine. */
export interface LocalFile {
  /** What to open: bytes if the path is not UTF-8. */
  readonly path: string | Buffer;
  /** The path as text, for messages and the object key. */
  readonly name: string;
  /** The file in the zip file at `path`. */
  readonly entry?: ZipEntry;
}

/**
 * Identifies the content like an S3 ETag: it changes when the file is written.
 * @param entry the file in the zip file that the numbers are of
 */
export function toLocalEtag({ size, mtimeMs }: Pick<Stats, 'size' | 'mtimeMs'>, entry?: ZipEntry): string {
  const etag = `${size.toString(16)}-${Math.round(mtimeMs).toString(16)}`;
  return entry ? `${etag}-${entry.crc32.toString(16)}` : etag;
}

/**
 * Opens a file for reading.
 * @throws Error that the file system, or the zip file, causes
 */
export async function openLocalFile({ path, entry }: LocalFile): Promise<OpenedLogFile & { body: Readable }> {
  if (entry) {
    const etag = toLocalEtag(await stat(path), entry);
    return { body: await openZipEntry(path, entry), etag, size: entry.uncompressedSize };
  }
  const file = await open(path);
  const stats = await file.stat();
  return { body: file.createReadStream(), etag: toLocalEtag(stats), size: stats.size };
}

/**
 * Creates the source of one log file on this machine. Every path has a source of its own, because
 * copies of a trail in two folders have the same object keys.
 */
export function localLogFile(file: LocalFile): LogFileSource {
  return {
    async open({ ifMatch }) {
      try {
        const opened = await openLocalFile(file);
        if (ifMatch === undefined || ifMatch === opened.etag) return opened;
        opened.body.destroy();
        throw new Error('it changed while it was being read');
      } catch (error) {
        throw new AuditTrailError('ObjectUnavailable', `Cannot read ${file.name}: ${toMessage(error)}`, {
          cause: error,
        });
      }
    },
  };
}
