import { readdir, realpath, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { LocalFile } from '../../local/ingest/local-log-file';
import { listZipEntries } from '../../local/ingest/zip-file';
import { isZipFile, looksLikeLogFile } from './looks-like-log-file';
import { isInside, joinRaw, type RawPath, toPathForms } from './path-names';
import { describeKind, describeMissing, toReason } from './path-reasons';

/** A path and what happened to it. */
export interface PathReason {
  readonly file: string;
  readonly reason: string;
}

/** A path of the command line, or a match of one of its patterns, and the files that it leads to. */
export interface NamedPath {
  readonly name: string;
  /** Names of its files, among them files that an earlier path has led to. */
  readonly files: string[];
}

/** What paths on a command line lead to. */
export interface FoundFiles {
  /** Each file once. */
  readonly files: readonly LocalFile[];
  readonly named: readonly NamedPath[];
  /** Paths that cannot be read. */
  readonly failures: readonly PathReason[];
  /** Things in folders that are no regular files, data folders, and links that are not followed. */
  readonly skipped: readonly PathReason[];
  /** Number of other files in folders that do not look like log files. */
  readonly otherFiles: number;
  /** Links to folders outside of the named ones, with where they lead. */
  readonly linksOutside: readonly PathReason[];
}

/** A data folder contains JSON files that are not log files. */
const DATA_FOLDER_MARKER = 'ddb-audit.json';

/**
 * Finds the files that paths name: files, folders (read recursively) and glob patterns. A path that
 * leads nowhere is a failure and does not stop the rest. A named file is always read; a file in a
 * folder is if it looks like a log file.
 * @param options.follow whether to follow symbolic links in folders
 */
export async function findFiles(
  paths: readonly string[],
  options: { readonly follow: boolean },
): Promise<FoundFiles> {
  const finder = new FileFinder(options.follow);
  for (const path of paths) {
    if (await exists(path)) await finder.addNamed(Buffer.from(path));
    else await addMatches(finder, path);
  }
  return finder;
}

async function addMatches(finder: FileFinder, path: string): Promise<void> {
  const { glob, isDynamicPattern } = await import('tinyglobby');
  if (!isDynamicPattern(path)) {
    finder.failures.push({ file: path, reason: describeMissing(path) });
    return;
  }
  const matches = await glob(path, {
    absolute: isAbsolute(path),
    onlyFiles: false,
    expandDirectories: false,
    dot: true,
  });
  if (matches.length === 0) finder.failures.push({ file: path, reason: 'no file matches this pattern' });
  for (const match of matches.sort()) await finder.addNamed(Buffer.from(match));
}

/** Walks files and folders, and keeps what it has found. */
class FileFinder implements FoundFiles {
  readonly named: NamedPath[] = [];
  readonly failures: PathReason[] = [];
  readonly skipped: PathReason[] = [];
  readonly linksOutside: PathReason[] = [];
  otherFiles = 0;
  /** By real path, so that no link leads to a file twice. */
  private readonly found = new Map<string, LocalFile>();
  private readonly visited = new Set<string>();
  private readonly roots: RawPath[] = [];

  constructor(private readonly follow: boolean) {}

  get files(): LocalFile[] {
    return [...this.found.values()];
  }

  async addNamed(raw: RawPath): Promise<void> {
    const { name } = toPathForms(raw);
    const named: NamedPath = { name, files: [] };
    await this.attempt(name, async () => {
      const stats = await stat(raw);
      const real = await realpath(raw, { encoding: 'buffer' });
      if (stats.isFile()) await this.addFile(raw, real, named, true);
      else if (stats.isDirectory()) await this.addNamedFolder(raw, real, named);
      else throw new Error(`is a ${describeKind(stats)}, not a regular file`);
      this.named.push(named);
    });
  }

  private async addNamedFolder(raw: RawPath, real: RawPath, named: NamedPath): Promise<void> {
    this.roots.push(real);
    const names = await readdir(raw, { encoding: 'buffer' });
    if (isDataFolder(names)) throw new Error('is a data folder of ddb-audit, which contains no log files');
    await this.addFolder(raw, real, named);
  }

  private async addFile(raw: RawPath, real: RawPath, named: NamedPath, always: boolean): Promise<void> {
    const file = toPathForms(raw);
    const key = real.toString('latin1');
    if (await isZipFile(file, always)) {
      for (const entry of await listZipEntries(file.path)) {
        const inside = { path: file.path, name: `${file.name}/${entry.fileName}`, entry };
        await this.addIfLogFile(inside, `${key}/${entry.fileName}`, named, false);
      }
    } else {
      await this.addIfLogFile(file, key, named, always);
    }
  }

  /** @param key the same for every path that leads to the file */
  private async addIfLogFile(file: LocalFile, key: string, named: NamedPath, always: boolean): Promise<void> {
    if (!always && !(await looksLikeLogFile(file))) {
      this.otherFiles += 1;
      return;
    }
    const known = this.found.get(key) ?? file;
    this.found.set(key, known);
    named.files.push(known.name);
  }

  private async addFolder(raw: RawPath, real: RawPath, named: NamedPath): Promise<void> {
    const key = `${this.named.length}/${real.toString('latin1')}`;
    if (this.visited.has(key)) return;
    this.visited.add(key);
    const names = await readdir(raw, { encoding: 'buffer' });
    if (isDataFolder(names)) {
      this.skipped.push({ file: toPathForms(raw).name, reason: 'data folder of ddb-audit' });
      return;
    }
    for (const name of names.sort(Buffer.compare)) {
      const path = joinRaw(raw, name);
      await this.attempt(toPathForms(path).name, () => this.addEntry(path, joinRaw(real, name), named));
    }
  }

  /** @param expected the real path unless the entry is a link */
  private async addEntry(raw: RawPath, expected: RawPath, named: NamedPath): Promise<void> {
    const { name } = toPathForms(raw);
    const real = await realpath(raw, { encoding: 'buffer' });
    const isLink = !real.equals(expected);
    if (isLink && !this.follow) {
      this.skipped.push({ file: name, reason: 'symbolic link, not followed because of --no-follow' });
      return;
    }
    const stats = await stat(raw);
    if (stats.isDirectory()) {
      if (isLink && !this.roots.some((root) => isInside(real, root))) {
        this.linksOutside.push({ file: name, reason: toPathForms(real).name });
      }
      await this.addFolder(raw, real, named);
    } else if (!stats.isFile()) {
      this.skipped.push({ file: name, reason: describeKind(stats) });
    } else {
      await this.addFile(raw, real, named, false);
    }
  }

  private async attempt(file: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.failures.push({ file, reason: toReason(error, file) });
    }
  }
}

const isDataFolder = (names: readonly Buffer[]): boolean =>
  names.some((name) => name.toString('latin1') === DATA_FOLDER_MARKER);

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
