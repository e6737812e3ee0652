import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SegmentFile } from './commit';
import { toSystemCode } from './folder-error';
import { syncFolder } from './publish';
import { damagedFile } from './sealed-text';

/**
 * Makes files last before a commit names them: on the disk, readable by their owner only, and with the
 * time of now, so that a sweep at the same time does not take them for left over.
 * @throws AuditTrailError `DamagedFile` when one is missing or of another size
 */
export async function settleFiles(folder: string, files: readonly SegmentFile[]): Promise<void> {
  await Promise.all(files.map((file) => settle(join(folder, file.path), file.bytes)));
  const folders = new Set(files.map(({ path }) => dirname(join(folder, path))));
  await Promise.all([...folders].map(syncFolder));
}

async function settle(path: string, bytes: number): Promise<void> {
  const file = await open(path, 'r+').catch((error) => {
    throw toSystemCode(error) === 'ENOENT'
      ? damagedFile(path, 'it was removed before it was committed', error)
      : error;
  });
  try {
    const { size } = await file.stat();
    if (size !== bytes) throw damagedFile(path, `it has ${size} bytes instead of ${bytes}`);
    await file.chmod(0o600).catch(ignoreRefused);
    const now = new Date();
    await file.utimes(now, now);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** FAT and some network file systems have no permissions of files. */
function ignoreRefused(error: unknown): void {
  if (!['EPERM', 'ENOTSUP'].includes(toSystemCode(error) ?? '')) throw error;
}
