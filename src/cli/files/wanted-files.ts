import { resolve } from 'node:path';
import type { LocalFile } from '../../local/ingest/local-log-file';
import { addSkipped, findSkippedReason } from '../../local/ingest/planned-file';
import { listZipEntries } from '../../local/ingest/zip-file';
import { isDeliveredLogFile } from '../../trail/object-key';
import type { FoundFiles, NamedPath } from './found-files';
import { isZipFile, looksLikeLogFile } from './looks-like-log-file';
import { type RawPath, toPathForms } from './path-names';
import { toReason } from './path-reasons';

/** Files that CloudTrail delivered, by their names and folders, or all others. */
export type FileGroup = 'delivered' | 'others';

/** A file, and the named paths that lead to it. */
export interface FilePlace {
  readonly raw: RawPath;
  readonly named: readonly NamedPath[];
  /** False if it was listed before: it is only counted then. */
  readonly isNew: boolean;
  /** Whether it is a log file whatever its name and content are. */
  readonly isGiven: boolean;
}

/** Picks the files of one group, and counts what is not a log file. */
export class WantedFiles {
  readonly #found: FoundFiles;
  readonly #wanted: FileGroup;
  #hasOthers = false;

  constructor(found: FoundFiles, wanted: FileGroup) {
    this.#found = found;
    this.#wanted = wanted;
  }

  /** Whether a file was met that CloudTrail did not deliver. */
  get hasOthers(): boolean {
    return this.#hasOthers;
  }

  /** The file, or, if it is a zip file, those in it, as far as they are wanted. */
  async *pick(place: FilePlace): AsyncGenerator<LocalFile> {
    const file = toPathForms(place.raw);
    const group = toGroup(file);
    if (group === 'others') this.#hasOthers = true;
    try {
      if (!(await isZipFile(file, place.isGiven))) {
        if (await this.#isPicked(file, place)) yield file;
        return;
      }
      for (const one of place.named) if (one.kind === 'file') one.kind = 'zip';
      for await (const entry of listZipEntries(file.path)) {
        const inside = { path: file.path, name: `${file.name}/${entry.fileName}`, entry };
        if (await this.#isPicked(inside, { ...place, isGiven: false })) yield inside;
      }
    } catch (error) {
      // A file is met once for each group.
      if (group === this.#wanted) {
        this.#found.failures.push({ file: file.name, reason: toReason(error, file.name) });
      }
    }
  }

  async #isPicked(file: LocalFile, { named, isNew, isGiven }: FilePlace): Promise<boolean> {
    if (toGroup(file) !== this.#wanted) return false;
    if (!isGiven && !(await looksLikeLogFile(file))) {
      if (isNew) this.#found.otherFiles += 1;
      return false;
    }
    const skipped = this.#wanted === 'others' ? findSkippedReason(file.name) : undefined;
    for (const one of named) {
      if (skipped === undefined) one.hasLogFiles = true;
      // A pattern also matches the folder that a file lies in.
      else if (isNew || one.kind !== 'pattern') addSkipped(one.skipped, { [skipped]: 1 });
    }
    return isNew;
  }
}

const toGroup = ({ name }: LocalFile): FileGroup =>
  isDeliveredLogFile(resolve(name)) ? 'delivered' : 'others';
