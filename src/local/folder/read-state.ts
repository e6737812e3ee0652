import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditTrailError } from '../../errors';
import { parseCommit } from './commit';
import { toFolderError, toSystemCode } from './folder-error';
import { applyCommit, EMPTY_STATE, type FolderState, parseCheckpoint } from './folder-state';
import {
  COMMITS,
  findGap,
  findNewest,
  type LogListing,
  parseLogNames,
  toCheckpointName,
  toCommitName,
} from './log-names';
import { readCommitsMade } from './marker';
import { readPublished } from './publish';
import { damagedFile, missingCommits } from './sealed-text';

/** What another process may be about to change: worth another look before it counts as damage. */
export class Unsettled extends Error {
  constructor(readonly damage: AuditTrailError) {
    super(damage.message, { cause: damage });
  }
}

/** @throws AuditTrailError `DamagedFile` when there are data files, but no folder of commits. */
export async function listLog(folder: string): Promise<LogListing> {
  try {
    return parseLogNames(await readdir(join(folder, COMMITS)));
  } catch (error) {
    if (toSystemCode(error) !== 'ENOENT') throw toFolderError(`Cannot read ${join(folder, COMMITS)}`, error);
    throw damagedFile(join(folder, COMMITS), 'the folder of commits is missing', error);
  }
}

/**
 * Reads what is new in a data folder. Starts from what is known, or from the newest checkpoint that is
 * whole, or from the first commit.
 * @throws Unsettled when something is missing that another process may be writing or removing just now
 * @throws AuditTrailError `DamagedFile`
 */
export async function readState(folder: string, known: FolderState): Promise<FolderState> {
  // Read before the commits are listed: then no commit that it counts is still to come.
  const made = await readCommitsMade(folder);
  const listing = await listLog(folder);
  const newest = findNewest(listing);
  if (newest < made) throw new Unsettled(missingCommits(join(folder, COMMITS), newest, made));
  if (newest === known.number) return known;
  if (known.number > 0 && newest > known.number) {
    const state = await replay(folder, listing, newest, known.number, async () => known).catch(
      // What is known may be older than the oldest commit that is left, or of a folder that was replaced.
      () => undefined,
    );
    if (state) return state;
  }
  let failure: unknown;
  for (const number of listing.checkpoints.toReversed()) {
    try {
      return await replay(folder, listing, newest, number, () => readCheckpoint(folder, number));
    } catch (error) {
      failure ??= error;
    }
  }
  return replay(folder, listing, newest, 0, async () => EMPTY_STATE).catch((error) => {
    throw failure ?? error;
  });
}

async function replay(
  folder: string,
  listing: LogListing,
  newest: number,
  first: number,
  start: () => Promise<FolderState>,
): Promise<FolderState> {
  const gap = findGap(listing, first, newest);
  if (gap !== undefined) throw missing(join(folder, COMMITS, toCommitName(gap)));
  let state = await start();
  const numbers = listing.commits.filter((number) => number > first);
  for (const { commit, sha256, path } of await Promise.all(
    numbers.map((number) => readCommit(folder, number)),
  )) {
    state = applyCommit(state, commit, sha256, path);
  }
  return state;
}

/** A commit with the SHA-256 by which the next one refers to it. */
export async function readCommit(folder: string, number: number) {
  const { path, bytes } = await readLogFile(folder, toCommitName(number));
  return { ...parseCommit(path, bytes), path };
}

export async function readCheckpoint(folder: string, number: number): Promise<FolderState> {
  const { path, bytes } = await readLogFile(folder, toCheckpointName(number));
  const state = parseCheckpoint(path, bytes);
  if (state.number !== number) throw damagedFile(path, `it holds the state of commit ${state.number}`);
  return state;
}

async function readLogFile(folder: string, name: string): Promise<{ path: string; bytes: Buffer }> {
  const path = join(folder, COMMITS, name);
  try {
    return { path, bytes: await readPublished(path) };
  } catch (error) {
    if (toSystemCode(error) === 'ENOENT') throw missing(path, error);
    throw toFolderError(`Cannot read ${path}`, error);
  }
}

const missing = (path: string, cause?: unknown) => new Unsettled(damagedFile(path, 'it is missing', cause));
