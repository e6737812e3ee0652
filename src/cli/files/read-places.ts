import { dirname } from 'node:path';
import type { NamedPlace } from './found-files';
import { isInside, type RawPath } from './path-names';

/**
 * Knows which files and folders were read, to read each once. The real path of a file says whether it is in a named
 * folder, so only named files, and what lies outside of the named folders, are remembered.
 */
export class ReadPlaces {
  readonly #folders: readonly NamedPlace[];
  /** Named folders that lie in other named folders. */
  readonly #inner: readonly NamedPlace[];
  readonly #files = new Set<RawPath>();
  readonly #outside = new Set<RawPath>();
  readonly #innerRead = new Set<RawPath>();

  constructor(places: readonly NamedPlace[]) {
    this.#folders = places.filter(({ isFolder }) => isFolder);
    this.#inner = this.#folders.filter((one) =>
      this.#folders.some((other) => other !== one && isInside(one.real, other.real)),
    );
  }

  /** Named folders in the order to read them: those that lie in others come last. */
  get folders(): readonly NamedPlace[] {
    return [...this.#folders.filter((folder) => !this.#inner.includes(folder)), ...this.#inner];
  }

  /** Other named folders that a folder lies in. */
  toInner(real: RawPath): readonly NamedPlace[] {
    return this.#inner.filter((folder) => isInside(real, folder.real));
  }

  isNamed(real: RawPath): boolean {
    return this.#folders.some((folder) => isInside(real, folder.real));
  }

  /** Notes that a folder is read now. Returns false if it was read before, or is read as part of a named one. */
  addFolder(real: RawPath, isOutside: boolean): boolean {
    if (!isOutside && this.#inner.length === 0) return true;
    const known = isOutside ? this.#outside : this.#innerRead;
    if (known.has(real) || (isOutside && this.isNamed(real))) return false;
    if (isOutside || this.#inner.some((folder) => folder.real === real)) known.add(real);
    return true;
  }

  /** Notes that a file that is named, or that a link leads to, is read now. Returns false if it was read before. */
  addFile(real: RawPath): boolean {
    if (this.hasFile(real) || this.#outside.has(dirname(real))) return false;
    this.#files.add(real);
    return true;
  }

  hasFile(real: RawPath): boolean {
    return this.#files.has(real);
  }
}
