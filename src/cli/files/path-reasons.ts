import type { Stats } from 'node:fs';
import { toMessage } from '../../errors';

/** What something is that is neither a regular file nor a folder. */
export function describeKind(stats: Stats): string {
  if (stats.isFIFO()) return 'named pipe (FIFO)';
  return stats.isSocket() ? 'socket' : 'device';
}

/** Why a path cannot be read. */
export function toReason(error: unknown, path: string): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return describeMissing(path);
  return code === 'EACCES' ? 'permission denied' : toMessage(error);
}

/** Node.js replaces bytes of an argument that are not UTF-8, so such a name cannot be found. */
export const describeMissing = (path: string): string =>
  path.includes('\ufffd')
    ? 'no such file or folder. Names that are not UTF-8 cannot be given here; specify the folder that contains it'
    : 'no such file or folder';
