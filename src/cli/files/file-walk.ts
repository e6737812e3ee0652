import { realpath, stat } from 'node:fs/promises';
import type { LocalFile } from '../../local/ingest/local-log-file';
import type { FoundFiles, NamedPath, NamedPlace } from './found-files';
import { isZipFile, looksLikeLogFile } from './looks-like-log-file';
import { isInside, joinRaw, type RawPath, toPathForms, toRawPath } from './path-names';
import { describeKind, toReason } from './path-reasons';
import { type FolderEntry, readFolder } from './read-folder';
import { ReadPlaces } from './read-places';
import { type FileGroup, WantedFiles } from './wanted-files';

/** A data folder contains JSON files that are not log files. */
const DATA_FOLDER_MARKER = 'ddb-audit.json';

export const isDataFolder = (entries: readonly FolderEntry[]): boolean =>
  entries.some(({ name }) => name === DATA_FOLDER_MARKER);

export interface WalkOptions {
  /** Whether to follow symbolic links in folders. */
  readonly follow: boolean;
  /** Aborted to end early. */
  readonly signal: AbortSignal;
}

/** A file or folder on the way, and what leads to it. */
interface Place {
  readonly raw: RawPath;
  readonly real: RawPath;
  /** The named folders that lead to it. */
  readonly roots: readonly NamedPlace[];
  readonly named: readonly NamedPath[];
  /** Whether it lies outside of the named folders, so that only a link leads to it. */
  readonly isOutside: boolean;
}

/**
 * Lists the files of named paths, each once: those that CloudTrail delivered, or the others. It holds no list that grows
 * with the number of files in folders.
 */
export class FileWalk {
  readonly #found: FoundFiles;
  readonly #options: WalkOptions;
  readonly #read: ReadPlaces;
  readonly #wanted: WantedFiles;
  /** Files are met once for each group, and folders and links are reported with the first. */
  readonly #isFirst: boolean;

  constructor(found: FoundFiles, group: FileGroup, options: WalkOptions) {
    this.#found = found;
    this.#options = options;
    this.#read = new ReadPlaces(found.places);
    this.#wanted = new WantedFiles(found, group);
    this.#isFirst = group === 'delivered';
  }

  /** Whether a file was met that CloudTrail did not deliver. */
  get hasOthers(): boolean {
    return this.#wanted.hasOthers;
  }

  async *list(): AsyncGenerator<LocalFile> {
    for (const { raw, real, isFolder, named } of this.#found.places) {
      if (isFolder) continue;
      yield* this.#wanted.pick({ raw, named: [named], isNew: this.#read.addFile(real), isGiven: true });
    }
    for (const folder of this.#read.folders) {
      const { raw, real } = folder;
      yield* this.#listFolder({ raw, real, roots: [folder], named: [folder.named], isOutside: false });
    }
  }

  async *#listFolder(root: Place): AsyncGenerator<LocalFile> {
    const open = [root];
    for (let folder = open.pop(); folder && !this.#options.signal.aborted; folder = open.pop()) {
      if (!this.#read.addFolder(folder.real, folder.isOutside)) continue;
      const { raw, real, isOutside } = folder;
      const roots = [...new Set([...folder.roots, ...this.#read.toInner(real)])];
      const named = [...new Set(roots.map((one) => one.named))];
      const folders: Place[] = [];
      try {
        for await (const entries of readFolder(raw)) {
          if (isDataFolder(entries)) {
            this.#skip(raw, 'data folder of ddb-audit');
            break;
          }
          for (const { name, kind } of entries) {
            const place = { raw: joinRaw(raw, name), real: joinRaw(real, name), roots, named, isOutside };
            if (kind === 'folder') folders.push(place);
            else if (kind === 'file') yield* this.#listFile(place);
            else yield* this.#listOther(place, folders);
          }
        }
      } catch (error) {
        this.#fail(raw, error);
      }
      open.push(...folders.reverse());
    }
  }

  #listFile({ raw, real, named }: Place): AsyncGenerator<LocalFile> {
    return this.#wanted.pick({ raw, named, isNew: !this.#read.hasFile(real), isGiven: false });
  }

  /** Lists the file that a link leads to, or adds the folder. */
  async *#listOther(place: Place, folders: Place[]): AsyncGenerator<LocalFile> {
    const { path } = toPathForms(place.raw);
    try {
      const real = toRawPath(await realpath(path, { encoding: 'buffer' }));
      const isLink = real !== place.real;
      if (isLink && !this.#options.follow) {
        this.#skip(place.raw, 'symbolic link, not followed because of --no-follow');
        return;
      }
      const stats = await stat(path);
      if (!stats.isDirectory() && !stats.isFile()) this.#skip(place.raw, describeKind(stats));
      else if (!isLink) {
        // The file system does not tell what its entries are.
        if (stats.isDirectory()) folders.push(place);
        else yield* this.#listFile(place);
      } else if (stats.isDirectory()) this.#addLinked({ ...place, real, isOutside: true }, folders);
      else if (!(await this.#isListedAnyway({ ...place, real }))) {
        const isNew = this.#read.addFile(real);
        yield* this.#wanted.pick({ raw: place.raw, named: place.named, isNew, isGiven: false });
      }
    } catch (error) {
      this.#fail(place.raw, error);
    }
  }
  #addLinked(place: Place, folders: Place[]): void {
    if (this.#read.isNamed(place.real)) {
      noteElsewhere(place);
      return;
    }
    folders.push(place);
    if (!this.#isFirst) return;
    this.#found.linksOutside.add(toPathForms(place.raw).name, toPathForms(place.real).name);
  }

  /** Whether a file that a link leads to lies in a named folder, where it is listed by its own name. */
  async #isListedAnyway(place: Place): Promise<boolean> {
    if (!this.#read.isNamed(place.real)) return false;
    const file = toPathForms(place.real);
    if (!(await isZipFile(file, false)) && !(await looksLikeLogFile(file))) return false;
    noteElsewhere(place);
    return true;
  }

  #skip(raw: RawPath, reason: string): void {
    if (!this.#isFirst) return;
    const { skipped, skippedByReason } = this.#found;
    skipped.add(toPathForms(raw).name, reason);
    skippedByReason[reason] = (skippedByReason[reason] ?? 0) + 1;
  }

  #fail(raw: RawPath, error: unknown): void {
    const { name } = toPathForms(raw);
    if (this.#isFirst) this.#found.failures.push({ file: name, reason: toReason(error, name) });
  }
}

/** Notes that named paths have a link to another one, where the files are counted. */
function noteElsewhere({ real, roots }: Place): void {
  for (const one of roots) if (!isInside(real, one.real)) one.named.hasLogFiles = true;
}
