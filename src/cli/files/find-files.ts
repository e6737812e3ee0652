import { realpath, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { LocalFile } from '../../local/ingest/local-log-file';
import { FileWalk, isDataFolder, type WalkOptions } from './file-walk';
import { FoundFiles, type NamedPath } from './found-files';
import { toPathForms, toRawPath } from './path-names';
import { describeKind, describeMissing, toReason } from './path-reasons';
import { readFolder } from './read-folder';

/** What paths on a command line lead to. */
export interface FileSearch {
  /** Each file once, found while it is asked for: those that CloudTrail delivered, then the others. */
  readonly files: AsyncIterable<LocalFile>;
  /** Complete when all files were asked for. */
  readonly found: FoundFiles;
}

/**
 * Finds the files that paths name: files, folders (read recursively) and glob patterns. A path that
 * leads nowhere is a failure and does not stop the rest. A named file is always read; a file in a
 * folder is if it looks like a log file.
 */
export async function findFiles(paths: readonly string[], options: WalkOptions): Promise<FileSearch> {
  const found = new FoundFiles();
  for (const path of paths) {
    if (await exists(path)) await addNamed(found, path);
    else await addMatches(found, path);
  }
  return { files: walk(found, options), found };
}

async function* walk(found: FoundFiles, options: WalkOptions): AsyncGenerator<LocalFile> {
  const delivered = new FileWalk(found, 'delivered', options);
  yield* delivered.list();
  // Folders are read twice, because their files may be too many to keep some of them for later.
  if (delivered.hasOthers) yield* new FileWalk(found, 'others', options).list();
}

async function addMatches(found: FoundFiles, path: string): Promise<void> {
  const { glob, isDynamicPattern } = await import('tinyglobby');
  if (!isDynamicPattern(path)) {
    found.failures.push({ file: path, reason: describeMissing(path) });
    return;
  }
  const matches = await glob(path, {
    absolute: isAbsolute(path),
    onlyFiles: false,
    expandDirectories: false,
    dot: true,
  });
  if (matches.length === 0) found.failures.push({ file: path, reason: 'no file matches this pattern' });
  const named = toNamedPath(path, 'pattern');
  for (const match of matches.sort()) await addPlace(found, match, () => named);
  if (found.places.some((place) => place.named === named)) found.named.push(named);
}

async function addNamed(found: FoundFiles, path: string): Promise<void> {
  await addPlace(found, path, (isFolder) => {
    const named = toNamedPath(toPathForms(toRawPath(path)).name, isFolder ? 'folder' : 'file');
    found.named.push(named);
    return named;
  });
}

const toNamedPath = (name: string, kind: NamedPath['kind']): NamedPath => ({
  ...{ name, kind, hasLogFiles: false },
  skipped: {},
});

async function addPlace(
  found: FoundFiles,
  path: string,
  toNamed: (isFolder: boolean) => NamedPath,
): Promise<void> {
  const raw = toRawPath(path);
  try {
    const stats = await stat(path);
    const isFolder = stats.isDirectory();
    if (!stats.isFile() && !isFolder) throw new Error(`is a ${describeKind(stats)}, not a regular file`);
    if (isFolder) await refuseDataFolder(raw);
    const real = toRawPath(await realpath(path, { encoding: 'buffer' }));
    found.places.push({ raw, real, isFolder, named: toNamed(isFolder) });
  } catch (error) {
    const { name } = toPathForms(raw);
    found.failures.push({ file: name, reason: toReason(error, name) });
  }
}

/** A data folder has few entries, so the first part of a folder tells. */
async function refuseDataFolder(raw: string): Promise<void> {
  for await (const entries of readFolder(raw)) {
    if (isDataFolder(entries)) {
      throw new Error('is a data folder of ddb-audit, which contains no log files');
    }
    return;
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
