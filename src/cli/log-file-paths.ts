import { readdir, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { toMessage } from '../errors';

/** What paths on a command line lead to. */
export interface FoundFiles {
  readonly files: readonly string[];
  /** Paths that lead nowhere, each with why. */
  readonly failures: readonly { readonly file: string; readonly reason: string }[];
}

/** A data folder holds JSON files of its own, which are no log files. */
const DATA_FOLDER_MARKER = 'ddb-audit.json';

/**
 * Finds the files that paths name: files as they are, folders with all that is in them, globs. Each
 * file is found once. A path that does not exist, a folder that cannot be read and a glob that fits
 * nothing are failures and do not stop the rest.
 */
export async function findFiles(paths: readonly string[]): Promise<FoundFiles> {
  const files = new Map<string, string>();
  const failures: { file: string; reason: string }[] = [];
  const folders = new Set<string>();

  const take = async (path: string): Promise<void> => {
    try {
      const real = await realpath(path);
      if (!(await stat(path)).isDirectory()) {
        if (!files.has(real)) files.set(real, path);
      } else if (!folders.has(real)) {
        folders.add(real);
        const names = (await readdir(path)).sort();
        if (names.includes(DATA_FOLDER_MARKER)) return;
        for (const name of names) await take(join(path, name));
      }
    } catch (error) {
      failures.push({ file: path, reason: toReason(error) });
    }
  };

  for (const path of paths) {
    if (await exists(path)) {
      await take(path);
      continue;
    }
    const { glob, isDynamicPattern } = await import('tinyglobby');
    if (!isDynamicPattern(path)) {
      failures.push({ file: path, reason: 'no such file or folder' });
      continue;
    }
    const found = await glob(path, {
      absolute: isAbsolute(path),
      onlyFiles: false,
      expandDirectories: false,
      dot: true,
    });
    if (found.length === 0) failures.push({ file: path, reason: 'no file matches this pattern' });
    for (const match of found.sort()) await take(match);
  }
  return { files: [...files.values()], failures };
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
};

const toReason = (error: unknown): string =>
  REASONS[(error as NodeJS.ErrnoException).code ?? ''] ?? toMessage(error);
