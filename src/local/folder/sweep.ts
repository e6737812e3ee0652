import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DAY_MS } from '../../time';
import { FILE_FOLDERS, FILE_PATH } from './commit';
import type { CommitLog } from './commit-log';
import { toFolderError, toSystemCode } from './folder-error';
import { type FolderState, listFiles } from './folder-state';
import { COMMITS, type LogListing, toCheckpointName, toCommitName } from './log-names';
import { listLog, readCheckpoint } from './read-state';

const GRACE_MS = 10 * 60_000;
/** No process writes a file for a day before it commits it. */
const LEFT_OVER_MS = DAY_MS;

/**
 * Deletes what no question needs any longer: files that were removed by a commit more than `graceMs` ago,
 * files and temporary files that no commit names and that are older than a day, and commits that two
 * checkpoints cover. Safe beside any number of readers and writers.
 * @param graceMs default: 10 minutes
 * @returns paths of the deleted files, relative to the data folder
 * @throws AuditTrailError `DamagedFile` when the log cannot be read, then nothing is deleted;
 * `Configuration` when a file cannot be deleted
 */
export async function sweep(log: CommitLog, graceMs = GRACE_MS): Promise<string[]> {
  // Listed before the commits are read: a file that is committed meanwhile is then known as named.
  const paths = await listDataFiles(log.folder);
  const listing = await listLog(log.folder);
  const state = await log.read();
  const deleted: string[] = [];
  try {
    for await (const path of findUnneeded(log, state, listing, paths, graceMs)) {
      await rm(join(log.folder, path), { recursive: true, force: true });
      deleted.push(path);
    }
  } catch (error) {
    throw toSystemCode(error) ? toFolderError(`Cannot delete files in ${log.folder}`, error) : error;
  }
  return deleted;
}

function ignoreMissing(error: unknown): void {
  if (toSystemCode(error) !== 'ENOENT') throw error;
}

async function listDataFiles(folder: string): Promise<string[]> {
  const names = await Promise.all(
    FILE_FOLDERS.map(async (name) => {
      // An older data folder has no folder for coverage until something is verified.
      const files = await readdir(join(folder, name)).catch((error: unknown) => {
        if (toSystemCode(error) === 'ENOENT') return [];
        throw toFolderError(`Cannot read ${join(folder, name)}`, error);
      });
      return files.map((file) => `${name}/${file}`);
    }),
  );
  return names.flat().filter((path) => FILE_PATH.test(path));
}

async function* findUnneeded(
  log: CommitLog,
  state: FolderState,
  listing: LogListing,
  paths: readonly string[],
  graceMs: number,
): AsyncGenerator<string> {
  const named = new Set(listFiles(state).map(({ path }) => path));
  const removedAt = new Map(state.removed.map(({ path, at }) => [path, Date.parse(at)]));
  const isLeftOver = (path: string) => isOlder(log, path, LEFT_OVER_MS);
  for (const path of paths) {
    if (named.has(path)) continue;
    const at = removedAt.get(path);
    // A time in the future is of a clock that was set back since: it says nothing, so the file stays.
    if (at === undefined ? await isLeftOver(path) : log.now() - at >= graceMs) yield path;
  }
  for (const name of listing.unfinished) if (await isLeftOver(join(COMMITS, name))) yield join(COMMITS, name);
  yield* findCovered(log, listing, graceMs);
}

async function isOlder({ folder, now }: CommitLog, path: string, ms: number): Promise<boolean> {
  const found = await stat(join(folder, path)).catch(ignoreMissing);
  return found !== undefined && now() - found.mtimeMs >= ms;
}

/**
 * Commits up to the second newest checkpoint, and older checkpoints: if the newest checkpoint is damaged
 * later, the state can still be read. In ascending order, by which `append` knows that it was overtaken.
 */
async function* findCovered(log: CommitLog, listing: LogListing, graceMs: number): AsyncGenerator<string> {
  const [second, newest] = listing.checkpoints.slice(-2);
  if (second === undefined || newest === undefined) return;
  const commits = listing.commits.filter((number) => number <= second).map(toCommitName);
  const checkpoints = listing.checkpoints.filter((number) => number < second).map(toCheckpointName);
  if (commits.length + checkpoints.length === 0) return;
  if (!(await isOlder(log, join(COMMITS, toCheckpointName(second)), graceMs))) return;
  for (const number of [second, newest]) if (!(await isWhole(log.folder, number))) return;
  for (const name of [...commits, ...checkpoints]) yield join(COMMITS, name);
}

/** A damaged checkpoint covers nothing: the commits stay, from which the state can be read. */
const isWhole = (folder: string, number: number): Promise<boolean> =>
  readCheckpoint(folder, number).then(
    () => true,
    () => false,
  );
