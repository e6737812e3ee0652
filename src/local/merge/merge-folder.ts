import type { DuckDBConnection } from '@duckdb/node-api';
import { AuditTrailError } from '../../errors';
import { openDatabase } from '../duckdb/database';
import { withTemporaryFolder } from '../duckdb/temporary-folder';
import { type Change, type LedgerPart, NO_CHANGE } from '../folder/commit';
import type { CommitLog } from '../folder/commit-log';
import type { FolderState } from '../folder/folder-state';
import { chooseLedgers, chooseSegments, LARGE_SEGMENT } from './choose-parts';
import { mergeLedgers } from './merge-ledgers';
import { mergeSegments } from './merge-segments';
import { leastWeight, weighSegments } from './weigh-segments';

/** MiB for sorting. What does not fit goes to a temporary folder. */
const MEMORY_MIB = 88;
/** How often a commit is repeated because other processes were faster. */
const MAXIMUM_ATTEMPTS = 1_000;

export interface MergeOptions {
  /** Also merge all parts of the ledger, because some may have rows for the same content. @default false */
  readonly wholeLedger?: boolean | undefined;
  /** Aborted to stop after the merge that is running. @default - never */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Merges small files of a data folder into larger ones, one commit for each merge. Processes that merge the same
 * files at the same time do no harm: the first to commit wins.
 * @throws AuditTrailError `DamagedFile`; `Configuration` if the folder cannot be written
 */
export async function mergeFolder(
  log: CommitLog,
  { wholeLedger = false, signal }: MergeOptions = {},
): Promise<void> {
  const state = await log.read();
  const isNeeded =
    (wholeLedger && state.ledgers.size > 1) ||
    chooseLedgers(state.ledgers.values()).length > 0 ||
    chooseSegments(state.segments.values(), leastWeight).length > 0;
  if (!isNeeded) return;
  await withTemporaryFolder(async (temporaryFolder) => {
    const { connection, close } = await openDatabase({ threads: 1, memoryMiB: MEMORY_MIB, temporaryFolder });
    try {
      const folder: MergedFolder = { log, connection, signal };
      const merged = wholeLedger ? await mergeWholeLedger(folder, state) : state;
      await mergeSmallSegments(folder, await mergeSmallLedgers(folder, merged));
    } finally {
      close();
    }
  });
}

interface MergedFolder {
  readonly log: CommitLog;
  readonly connection: DuckDBConnection;
  readonly signal: AbortSignal | undefined;
}

async function mergeWholeLedger(folder: MergedFolder, from: FolderState): Promise<FolderState> {
  let state = from;
  while (state.ledgers.size > 1 && !folder.signal?.aborted) {
    const merge = await mergeLedgerParts(folder, [...state.ledgers.values()], state);
    state = merge.state;
    if (merge.isDone) break;
  }
  return state;
}

async function mergeSmallLedgers(folder: MergedFolder, from: FolderState): Promise<FolderState> {
  let state = from;
  for (let groups = chooseLedgers(state.ledgers.values()); groups.length > 0; ) {
    for (const group of groups) {
      if (folder.signal?.aborted) return state;
      if (group.some(({ id }) => !state.ledgers.has(id))) continue;
      state = (await mergeLedgerParts(folder, group, state)).state;
    }
    groups = chooseLedgers(state.ledgers.values());
  }
  return state;
}

async function mergeLedgerParts(
  { log, connection }: MergedFolder,
  parts: readonly LedgerPart[],
  state: FolderState,
) {
  const merged = await mergeLedgers(connection, log.folder, parts);
  const removeLedgers = parts.map(({ id }) => id);
  return commitMerge(log, { ...NO_CHANGE, addLedgers: merged, removeLedgers }, state);
}

async function mergeSmallSegments(
  { log, connection, signal }: MergedFolder,
  from: FolderState,
): Promise<void> {
  let state = from;
  while (chooseSegments(state.segments.values(), leastWeight).length > 0 && !signal?.aborted) {
    const small = [...state.segments.values()].filter((segment) => leastWeight(segment) < LARGE_SEGMENT);
    const weighed = await weighSegments(connection, log.folder, small);
    const groups = chooseSegments(weighed, ({ weight }) => weight);
    if (groups.length === 0) return;
    for (const group of groups) {
      if (signal?.aborted) return;
      // Another process may have merged them meanwhile.
      if (group.some(({ id }) => !state.segments.has(id))) continue;
      const addSegments = await mergeSegments(connection, log.folder, group);
      const removeSegments = group.map(({ id }) => id);
      state = (await commitMerge(log, { ...NO_CHANGE, addSegments, removeSegments }, state)).state;
    }
  }
}

/**
 * Commits a merge, unless another process has removed what was merged: then its files stay behind, and a sweep
 * deletes them.
 * @returns the newest state, and whether the merge is part of it
 */
async function commitMerge(
  log: CommitLog,
  change: Change,
  from: FolderState,
): Promise<{ state: FolderState; isDone: boolean }> {
  let state = from;
  for (let attempt = 0; attempt < MAXIMUM_ATTEMPTS; attempt++) {
    const isStale =
      change.removeSegments.some((id) => !state.segments.has(id)) ||
      change.removeLedgers.some((id) => !state.ledgers.has(id));
    if (isStale) return { state, isDone: false };
    const next = await log.append(change, state);
    if (next) return { state: next, isDone: true };
    state = await log.read();
  }
  throw new AuditTrailError(
    'ServiceFailed',
    `Cannot merge files in ${log.folder}: other processes commit all the time. The next ingest merges them.`,
  );
}
