import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DAY_MS } from '../../time';
import { type Change, formatCommit } from './commit';
import { toFolderError, toSystemCode } from './folder-error';
import {
  applyCommit,
  EMPTY_STATE,
  type FolderState,
  findContradiction,
  formatCheckpoint,
  listCoverageFiles,
} from './folder-state';
import { COMMITS, findNewest, type LogListing, toCheckpointName, toCommitName } from './log-names';
import { writeCommitsMade } from './marker';
import { publishFile, replaceFile } from './publish';
import { listLog, readState, Unsettled } from './read-state';
import { settleFiles } from './settle-files';

/** Commits after a checkpoint before the next one is written. */
const CHECKPOINT_EVERY = 64;
/** How often, and after which pause, a reader looks again at what another process may be changing. */
const READ_ATTEMPTS = 25;
const READ_PAUSE_MS = 20;

export interface CommitLogOptions {
  /** Clock, in milliseconds since 1970. Default: `Date.now`. */
  readonly now?: () => number;
  /** False on file systems without hard links. Default: tried out. */
  readonly links?: boolean;
}

/**
 * The commits of one data folder. Any number of processes may read and append at once: a commit takes the
 * next number or fails, so commits have one order.
 */
export class CommitLog {
  readonly now: () => number;
  readonly #links: boolean;
  #state = EMPTY_STATE;

  /** @param folder path of a data folder, as `claimFolder` returns it */
  constructor(
    readonly folder: string,
    { now = Date.now, links = true }: CommitLogOptions = {},
  ) {
    this.now = now;
    this.#links = links;
  }

  /**
   * The newest state. Parses only the commits that are new since the last time.
   * @throws AuditTrailError `DamagedFile` when a commit is missing or changed; `Configuration` when the
   * folder cannot be read
   */
  async read(): Promise<FolderState> {
    for (let attempt = 1; ; attempt++) {
      try {
        this.#state = await readState(this.folder, this.#state);
        return this.#state;
      } catch (error) {
        if (!(error instanceof Unsettled)) throw error;
        if (attempt === READ_ATTEMPTS) throw error.damage;
      }
      await setTimeout(READ_PAUSE_MS);
    }
  }

  /**
   * Commits a change to a state that `read` or `append` returned. The files that it adds must be written;
   * they are brought to the disk here.
   * @returns the new state; undefined if another process has committed since: read again, repeat the checks
   * against the new state and append again. Keep the files in any case: a sweep removes those that no
   * commit names.
   * @throws AuditTrailError `Configuration` when the folder cannot be written; `DamagedFile` when a file
   * of the change is missing or has another size
   */
  async append(change: Change, base: FolderState): Promise<FolderState | undefined> {
    const contradiction = findContradiction(base, change);
    if (contradiction) throw new Error(`Invalid change of ${this.folder}: ${contradiction}`);
    try {
      return await this.#append(change, base);
    } catch (error) {
      throw toSystemCode(error) ? toFolderError(`Cannot write to ${this.folder}`, error) : error;
    }
  }

  async #append(change: Change, base: FolderState): Promise<FolderState | undefined> {
    const listing = await listLog(this.folder);
    if (findNewest(listing) !== base.number) return undefined;
    await settleFiles(this.folder, [
      ...change.addSegments.flatMap(({ events, originals, names, tokens }) => [
        events,
        originals,
        names,
        tokens,
      ]),
      ...change.addLedgers.map(({ file }) => file),
      ...listCoverageFiles(change.coverage),
    ]);
    await this.#writeCheckpoint(base, listing);
    const number = base.number + 1;
    const time = toCommitTime(this.now(), Date.parse(base.time));
    const commit = { number, time: new Date(time).toISOString(), previous: base.sha256, change };
    const { bytes, sha256 } = formatCommit(commit);
    const path = join(this.folder, COMMITS, toCommitName(number));
    if (!(await publishFile(path, bytes, this.#links))) return undefined;
    if (isOvertaken(base.number, await listLog(this.folder))) return undefined;
    await writeCommitsMade(this.folder, number);
    this.#state = applyCommit(base, commit, sha256, path);
    return this.#state;
  }

  /** Before a commit and not after it, so that a full disk fails the whole of it. */
  async #writeCheckpoint(base: FolderState, { checkpoints }: LogListing): Promise<void> {
    if (base.number - (checkpoints.at(-1) ?? 0) < CHECKPOINT_EVERY) return;
    const oldest = this.now() - DAY_MS;
    const removed = base.removed.filter(({ at }) => Date.parse(at) > oldest);
    const { bytes } = formatCheckpoint({ ...base, removed });
    await replaceFile(join(this.folder, COMMITS, toCheckpointName(base.number)), bytes);
  }
}

/**
 * Whether a commit that took its number did so only because the true owner of that number was swept
 * already. A sweep removes commits in their order and never the newest one, so the base is gone then, too.
 */
const isOvertaken = (base: number, { commits, checkpoints }: LogListing): boolean =>
  base === 0 ? checkpoints.length > 0 : !commits.includes(base);

/**
 * Times of commits ascend, even when a clock is set back, so that removed files are not deleted too early.
 * A time more than a day ahead was of a wrong clock and is not followed.
 */
export const toCommitTime = (now: number, previous: number): number =>
  previous > now && previous - now <= DAY_MS ? previous : now;
