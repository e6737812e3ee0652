import type { Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { AuditTrailError, toMessage } from '../errors';
import type { LogFileSource } from '../trail/log-file-source';

/** Identifies the content like an S3 ETag: it changes when the file is written. */
const toEtag = ({ size, mtimeMs }: Stats): string =>
  `${size.toString(16)}-${Math.round(mtimeMs).toString(16)}`;

/** A file on this machine. */
export interface LocalFile {
  /** What to open: bytes if the path is not UTF-8. */
  readonly path: string | Buffer;
  /** The path as text, for messages and the object key. */
  readonly name: string;
}

const unavailable = (name: string, cause: unknown) =>
  new AuditTrailError('ObjectUnavailable', `Cannot read ${name}: ${toMessage(cause)}`, { cause });

/**
 * Creates the source of one log file on this machine. Every path has a source of its own, because
 * copies of a trail in two folders have the same object keys.
 */
export function localLogFile({ path, name }: LocalFile): LogFileSource {
  return {
    async open({ ifMatch }) {
      try {
        const file = await open(path);
        const stats = await file.stat();
        const etag = toEtag(stats);
        if (ifMatch !== undefined && ifMatch !== etag) {
          await file.close();
          throw new Error('it changed while it was being read');
        }
        return { body: file.createReadStream(), etag, size: stats.size };
      } catch (error) {
        throw unavailable(name, error);
      }
    },
  };
}
