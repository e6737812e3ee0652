import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { AuditTrailError } from '../../errors';
import { openDatabase } from '../duckdb/database';
import { type Change, NO_CHANGE } from '../folder/commit';
import type { CommitLog } from '../folder/commit-log';
import type { FolderState } from '../folder/folder-state';
import { chooseLedgers, chooseSegments } from './choose-parts';
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
  let state = await log.read();
  const choose = ({ ledgers }: FolderState) =>
    wholeLedger ? [...ledgers.values()] : chooseLedgers(ledgers.values());
  let ledgers = choose(state);
  if (ledgers.length < 2 && chooseSegments(state.segments.values(), leastWeight).length === 0) return;
  const temporaryFolder = await mkdtemp(join(tmpdir(), 'ddb-audit-merge-'));
  const { connection, close } = await openDatabase({ threads: 1, memoryMiB: MEMORY_MIB, temporaryFolder });
  try {
    while (ledgers.length > 1 && !signal?.aborted) {
      const merged = await mergeLedgers(connection, log.folder, ledgers);
      const removeLedgers = ledgers.map(({ id }) => id);
      const commit = await commitMerge(log, { ...NO_CHANGE, addLedgers: merged, removeLedgers }, state);
      state = commit.state;
      ledgers = commit.isDone ? [] : choose(state);
    }
    while (!signal?.aborted) {
      const next = await mergeNext(connection, log, state);
      if (!next) return;
      state = next;
    }
  } finally {
    close();
    await rm(temporaryFolder, { recursive: true, force: true });
  }
}

async function mergeNext(connection: DuckDBConnection, log: CommitLog, state: FolderState) {
  const small = chooseSegments(state.segments.values(), leastWeight);
  if (small.length === 0) return undefined;
  const weighed = await weighSegments(connection, log.folder, small);
  const segments = chooseSegments(weighed, ({ weight }) => weight);
  if (segments.length === 0) return undefined;
  const addSegments = await mergeSegments(connection, log.folder, segments);
  const removeSegments = segments.map(({ id }) => id);
  return (await commitMerge(log, { ...NO_CHANGE, addSegments, removeSegments }, state)).state;
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
