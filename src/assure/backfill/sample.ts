import { createHash } from 'node:crypto';

/** What a sample knows of a file. */
export interface SampledFile {
  readonly key: string;
  /** Bytes as stored. */
  readonly bytes: number;
}

/** Files that an estimate reads at most. */
const SAMPLE_FILES = 40;

/**
 * Chooses files to read for an estimate. The hashes of their keys decide, so the same bucket has the same sample,
 * in whichever order it is listed.
 */
export class FileSample<File extends SampledFile> {
  #chosen: { readonly file: File; readonly hash: string }[] = [];

  add(files: readonly File[]): void {
    const added = files.map((file) => ({ file, hash: createHash('sha256').update(file.key).digest('hex') }));
    const all = [...this.#chosen, ...added];
    all.sort((one, other) => (one.hash < other.hash ? -1 : 1));
    this.#chosen = all.slice(0, SAMPLE_FILES);
  }

  get files(): readonly File[] {
    return this.#chosen.map(({ file }) => file);
  }
}
