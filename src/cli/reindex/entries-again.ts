import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Tokenizer } from '../../activity/tokens';
import type { AuditStore } from '../../query/audit-store';
import { COVERAGE_REMEMBERED_MS } from '../../query/dynamodb/coverage-cache';
import { type EntryCounts, type EntryRun, remakeEntries } from '../../reindex/remake-entries';
import { readActivitySalt } from '../../store/ledger/activity-salt';
import { createIdentityWriter } from '../../store/ledger/identities';
import type { LedgerEntry } from '../../store/ledger/ledger';
import type { Io } from '../output/io';
import type { Deployment } from '../shell/deployment';
import { openLogFiles } from '../shell/log-files';
import type { PlaceOptions } from '../shell/options';

export interface EntriesAgain
  extends Pick<
    EntryRun,
    'dryRun' | 'reserve' | 'signal' | 'since' | 'until' | 'ledgerTableName' | 'written' | 'retentionDays'
  > {
  readonly client: DynamoDBClient;
  readonly store: Pick<AuditStore, 'files'>;
  readonly readDeployment: () => Promise<Deployment>;
}

/** A page of an answer ends earlier. */
const LONGEST_PAGE_MS = 30_000;

/**
 * Makes activity entries of an earlier version of the meaning again, of the log files in S3.
 * @param counts changed while it runs
 * @returns false if interrupted
 * @throws AuditTrailError `ServiceFailed`
 */
export async function makeEntriesAgain(
  io: Io,
  options: Pick<PlaceOptions, 'profile' | 'region'>,
  { store, readDeployment, ...run }: EntriesAgain,
  counts: EntryCounts,
): Promise<boolean> {
  const { client, ledgerTableName, signal } = run;
  const salt = await readActivitySalt(client, ledgerTableName, signal);
  if (salt === undefined) return true;
  const logFiles = openLogFiles(io, options, readDeployment);
  try {
    const target: EntryRun = {
      ...run,
      logFiles: logFiles.reader,
      identities: createIdentityWriter(client, ledgerTableName, run.retentionDays),
      readersMs: COVERAGE_REMEMBERED_MS + LONGEST_PAGE_MS,
      tokenizer: new Tokenizer(salt),
      files: listFiles(store, signal),
    };
    return await remakeEntries(target, counts);
  } finally {
    logFiles.close();
  }
}

async function* listFiles(
  store: Pick<AuditStore, 'files'>,
  signal: AbortSignal,
): AsyncGenerator<readonly LedgerEntry[]> {
  for await (const { files } of store.files({ signal })) yield files.flatMap(({ entries }) => entries);
}
