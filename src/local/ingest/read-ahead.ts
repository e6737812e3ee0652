import type { OpenedFile, OpenFile } from './open-file';
import type { PlannedFile } from './planned-file';

/** Objects that are requested before they are read: an answer of S3 takes longer than reading a small file. */
const OBJECTS_AHEAD = 16;

/** Opens the next objects while one is read. */
export class ReadAhead {
  readonly #open: OpenFile;
  readonly #opened = new Map<PlannedFile, Promise<OpenedFile>>();
  #next: readonly PlannedFile[] = [];

  constructor(open: OpenFile) {
    this.#open = open;
  }

  /** @param files those that will be opened, in this order */
  start(files: readonly PlannedFile[]): void {
    this.#next = files;
    this.#fill();
  }

  readonly open: OpenFile = (file) => {
    const opened = this.#opened.get(file) ?? this.#open(file);
    this.#opened.delete(file);
    this.#next = this.#next.filter((other) => other !== file);
    this.#fill();
    return opened;
  };

  #fill(): void {
    for (const file of this.#next) {
      if (this.#opened.size >= OBJECTS_AHEAD) return;
      if (this.#opened.has(file)) continue;
      const opening = this.#open(file);
      // Whoever reads the file sees the error.
      opening.catch(() => {});
      this.#opened.set(file, opening);
    }
  }
}
