import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { toSystemCode } from './folder-error';
import { toUnfinishedName } from './log-names';

/** What file systems without hard links answer: FAT, some network file systems. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];
/** The file in a folder that stands for a file. */
const CONTENT = 'content';

/** Finds a temporary name in a folder. What `use` leaves there is deleted. */
async function withUnfinished<T>(dir: string, use: (unfinished: string) => Promise<T>): Promise<T> {
  const unfinished = join(dir, toUnfinishedName(randomUUID()));
  try {
    return await use(unfinished);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function writeSynced(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
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

/**
 * Puts a file in place as a whole, over one of the same name.
 * @param beside folder on the same disk that is swept of unfinished files
 */
export async function replaceFile(path: string, bytes: Buffer, beside = dirname(path)): Promise<void> {
  await withUnfinished(beside, async (unfinished) => {
    await writeSynced(unfinished, bytes);
    await rename(unfinished, path);
  });
  await syncFolder(dirname(path));
}

/**
 * Puts a file in place as a whole, unless the name is taken. Read it with `readPublished`.
 * @param links whether to try hard links; tests pass false
 * @returns false if the name is taken
 */
export async function publishFile(path: string, bytes: Buffer, links = true): Promise<boolean> {
  const linked = links ? await linkFile(path, bytes) : undefined;
  const published = linked ?? (await renameFolder(path, bytes));
  if (published) await syncFolder(dirname(path));
  return published;
}

/** @returns undefined if the file system has no hard links */
const linkFile = (path: string, bytes: Buffer): Promise<boolean | undefined> =>
  withUnfinished(dirname(path), async (unfinished) => {
    await writeSynced(unfinished, bytes);
    try {
      await link(unfinished, path);
      return true;
    } catch (error) {
      const code = toSystemCode(error) ?? '';
      // NFS may repeat a request that succeeded, and answer that the name is taken: by this very file.
      if (code === 'EEXIST') return (await stat(unfinished)).nlink === 2;
      if (NO_LINKS.includes(code)) return undefined;
      throw error;
    }
  });

/**
 * A file would be renamed over another one. A folder is not: the other one would have to be empty. So a
 * folder with one file stands for the file.
 */
const renameFolder = (path: string, bytes: Buffer): Promise<boolean> =>
  withUnfinished(dirname(path), async (unfinished) => {
    await mkdir(unfinished, { mode: 0o700 });
    await writeSynced(join(unfinished, CONTENT), bytes);
    await syncFolder(unfinished);
    try {
      await rename(unfinished, path);
      return true;
    } catch (error) {
      // File systems answer differently when the name is taken.
      const taken = await stat(path).catch(() => undefined);
      if (taken) return false;
      throw error;
    }
  });

/** Reads what `publishFile` put under a name. */
export const readPublished = (path: string): Promise<Buffer> =>
  readFile(path).catch((error) => {
    if (toSystemCode(error) !== 'EISDIR') throw error;
    return readFile(join(path, CONTENT));
  });
