import type { Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { AuditTrailError, toMessage } from '../errors';
import type { LogFileSource } from '../trail/log-file-source';

/** Stands for the content as an S3 etag does: a file that is written to gets another one. */
const toEtag = ({ size, mtimeMs }: Stats): string =>
  `${size.toString(16)}-${Math.round(mtimeMs).toString(16)}`;

const unavailable = (path: string, cause: unknown) =>
  new AuditTrailError('ObjectUnavailable', `${path} cannot be read: ${toMessage(cause)}`, { cause });

/**
 * The source of one log file on this machine. One path, one source: copies of a trail in two folders
 * have the same object keys, and must not be taken for one another.
 */
export function localLogFile(path: string): LogFileSource {
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
        throw unavailable(path, error);
      }
    },
  };
}
