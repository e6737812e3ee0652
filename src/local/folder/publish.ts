import { randomUUID } from 'node:crypto';
import { link, open, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { toSystemCode } from './folder-error';
import { toUnfinishedName } from './log-names';

/** What file systems without hard links answer: FAT, some network file systems. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/** Writes a whole file under a temporary name beside `path`, and hands it to `take`. */
async function withWritten<T>(
  path: string,
  bytes: Buffer,
  take: (written: string) => Promise<T>,
): Promise<T> {
  const written = join(dirname(path), toUnfinishedName(randomUUID()));
  try {
    const file = await open(written, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    return await take(written);
  } finally {
    await unlink(written).catch(ignoreMissing);
  }
}

function ignoreMissing(error: unknown): void {
  if (toSystemCode(error) !== 'ENOENT') throw error;
}

/** Makes sure that the names in a folder survive a power failure. Windows cannot do that, and need not. */
export async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(dir, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Puts a file in place as a whole, over one of the same name. */
export async function replaceFile(path: string, bytes: Buffer): Promise<void> {
  await withWritten(path, bytes, (written) => rename(written, path));
  await syncFolder(dirname(path));
}

/**
 * Puts a file in place as a whole, unless the name is taken.
 * @param links whether to try hard links; tests pass false
 * @returns false if the name is taken
 */
export async function publishFile(path: string, bytes: Buffer, links = true): Promise<boolean> {
  const published = await withWritten(path, bytes, async (written) => {
    const linked = links ? await linkFile(written, path) : undefined;
    return linked ?? claimAndRename(written, path);
  });
  if (published) await syncFolder(dirname(path));
  return published;
}

/** @returns undefined if the file system has no hard links */
async function linkFile(written: string, path: string): Promise<boolean | undefined> {
  try {
    await link(written, path);
    return true;
  } catch (error) {
    const code = toSystemCode(error) ?? '';
    // NFS may repeat a request that succeeded, and answer that the name is taken: by this very file.
    if (code === 'EEXIST') return (await stat(written)).nlink === 2;
    if (NO_LINKS.includes(code)) return undefined;
    throw error;
  }
}

/** An empty file claims the name, so that nobody reads half a commit. Only its owner may replace it. */
async function claimAndRename(written: string, path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx', 0o600)).close();
  } catch (error) {
    if (toSystemCode(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    await rename(written, path);
    return true;
  } catch (error) {
    await unlink(path);
    throw error;
  }
}
