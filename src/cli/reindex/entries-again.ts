import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Tokenizer } from '../../activity/tokens';
import type { AuditStore } from '../../query/audit-store';
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
    'dryRun' | 'reserve' | 'signal' | 'since' | 'until' | 'ledgerTableName' | 'written'
  > {
  readonly client: DynamoDBClient;
  readonly store: Pick<AuditStore, 'files'>;
  readonly readDeployment: () => Promise<Deployment>;
  readonly retentionDays: number | undefined;
}

/**
 * Makes activity entries of an earlier version of the meaning again, of the log files in S3.
 * @param counts changed while it runs
 * @returns false if interrupted
 * @throws AuditTrailError `ServiceFailed`
 */
export async function makeEntriesAgain(
  io: Io,
  options: Pick<PlaceOptions, 'profile' | 'region'>,
  { store, readDeployment, retentionDays, ...run }: EntriesAgain,
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
      identities: createIdentityWriter(client, ledgerTableName, retentionDays),
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
