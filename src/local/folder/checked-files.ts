import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkFile, toReadError } from './check-file';
import type { SegmentFile } from './commit';
import { toSystemCode } from './folder-error';

const RECHECK_AFTER_MS = 60_000;
const MAXIMUM_FILES = 20_000;

interface Checked {
  readonly at: number;
  readonly outcome: Promise<void>;
}

/**
 * Files of a data folder that were checked a moment ago, so that a process that answers many questions
 * does not read each file for each of them. A file that was replaced or written to is checked again, and
 * each one after a minute.
 */
export class CheckedFiles {
  readonly #checked = new Map<string, Checked>();

  /** @param now milliseconds of a clock that nobody sets. Default: `performance.now`. */
  constructor(
    readonly folder: string,
    readonly now: () => number = () => performance.now(),
  ) {}

  /** @throws AuditTrailError as `checkFile` */
  async check(file: SegmentFile): Promise<void> {
    const key = await this.#toKey(file);
    const known = key === undefined ? undefined : this.#checked.get(key);
    if (known && this.now() - known.at < RECHECK_AFTER_MS) return known.outcome;
    const outcome = checkFile(this.folder, file);
    if (key !== undefined) this.#keep(key, outcome);
    return outcome;
  }

  /** @returns undefined for a file that is missing */
  async #toKey({ path, sha256 }: SegmentFile): Promise<string | undefined> {
    const whole = join(this.folder, path);
    try {
      const { ino, mtimeNs, size } = await stat(whole, { bigint: true });
      return [path, ino, mtimeNs, size, sha256].join(' ');
    } catch (error) {
      if (toSystemCode(error) === 'ENOENT') return undefined;
      throw toReadError(whole, error);
    }
  }

  /** Questions that need the same file at once share one check. What failed is checked again next time. */
  #keep(key: string, outcome: Promise<void>): void {
    this.#checked.delete(key);
    this.#checked.set(key, { at: this.now(), outcome });
    outcome.catch(() => this.#checked.delete(key));
    const [oldest] = this.#checked.keys();
    if (this.#checked.size > MAXIMUM_FILES && oldest !== undefined) this.#checked.delete(oldest);
  }
}
