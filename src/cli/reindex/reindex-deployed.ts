import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamoDbStore } from '../../query/dynamodb/dynamodb-store';
import { recordReindexed } from '../../reindex/record-reindexed';
import { endReindex, type ReindexRun, reindexTable, startReindex } from '../../reindex/reindex-table';
import { type EntryCounts, noEntryCounts } from '../../reindex/remake-entries';
import { createDirectory } from '../../store/ledger/directory';
import type { IndexCoverage } from '../../store/ledger/index-coverage';
import { RateLimit } from '../../store/rate-limit';
import { jsonLine } from '../output/control-characters';
import { Ended, INTERRUPTED, type Io, note, write } from '../output/io';
import { startProgressLines } from '../output/progress-lines';
import { readLedgerDeployment } from '../shell/deployment';
import { EXIT } from '../shell/exit-code';
import { openTables } from '../shell/open-tables';
import { makeEntriesAgain } from './entries-again';
import { sendFilesAgain } from './files-again';
import type { ReindexStatus } from './format-changes';
import { type ReindexCommandOptions, toRange } from './options';
import { readDeployedMeaning } from './read-meaning';
import { formatEntryProgress, formatReindex, formatReindexProgress, toReport } from './report';

const EXIT_CODES: Readonly<Record<ReindexStatus, number>> = {
  dryRun: EXIT.done,
  done: EXIT.done,
  left: EXIT.someFileFailed,
  settingsChanged: EXIT.someFileFailed,
  interrupted: EXIT.interrupted,
};

/**
 * Gives the records of a deployed audit the meaning of this version, and prints what changed.
 * @throws Ended unless it is done; errors of `readDeployedMeaning` and `reindexTable`
 */
export async function reindexDeployed(io: Io, options: ReindexCommandOptions): Promise<void> {
  const range = toRange(options, Date.now());
  const { signal } = io;
  const { client, tableName, ledgerTableName, deployment } = await openTables(io, options, ['--local DIR']);
  let stopProgress = () => {};
  try {
    const meaning = await readDeployedMeaning(client, ledgerTableName, Date.now(), signal);
    const run: ReindexRun = {
      ...{ client, tableName, ledgerTableName, signal, ...range },
      ...{ options: meaning.options, settings: meaning.settings, dryRun: options.dryRun === true },
      directory: createDirectory(client, ledgerTableName),
      reserve: createReserve(options.rate, signal),
    };
    const progress = await startReindex(run);
    const all = await countItems(client, tableName);
    const [before, started] = [progress.counts.items, performance.now()];
    stopProgress = startProgressLines(io, () =>
      formatReindexProgress(progress.counts, before, all, (performance.now() - started) / 1_000),
    );
    const isDone = await reindexTable(run, progress);
    const coverage =
      isDone && !run.dryRun ? await recordReindexed(run, meaning.coverage, progress.counts) : undefined;
    stopProgress();
    const { summarized, activitySince, retentionDays } = meaning.coverage;
    const again = {
      ...{ client, ledgerTableName, dryRun: run.dryRun, reserve: run.reserve, signal, ...range },
      store: createDynamoDbStore({ client, tableName, ledgerTableName }),
      readDeployment: async () => deployment ?? readLedgerDeployment(client, ledgerTableName, signal),
    };
    const logFiles = isDone && summarized !== undefined ? await sendFilesAgain(again) : undefined;
    // After a change of settings, the next run does it with those.
    const isRemade = isDone && logFiles === undefined && (run.dryRun || coverage !== undefined);
    const entries = isRemade && activitySince !== undefined ? noEntryCounts() : undefined;
    if (entries) {
      stopProgress = startEntryProgress(io, entries);
      await makeEntriesAgain(io, options, { ...again, written: meaning.coverage, retentionDays }, entries);
      stopProgress();
    }
    const isWhole = isDone && !signal.aborted;
    if (isWhole && !run.dryRun) await endReindex(run);
    const left = progress.counts.left + (entries?.left ?? 0);
    const status = toStatus(isWhole, run.dryRun, left, coverage);
    const report = toReport(status, range, progress, {
      ...(coverage && { completeSince: toCompleteSince(coverage) }),
      ...(logFiles !== undefined && { logFiles }),
      ...(entries && { entries }),
    });
    await write(io.stdout, options.output === 'json' ? `${jsonLine(report)}\n` : formatReindex(report));
    if (status === 'interrupted') await note(io, INTERRUPTED);
    if (EXIT_CODES[status] !== EXIT.done) throw new Ended(EXIT_CODES[status]);
  } catch (error) {
    if (error !== signal.reason) throw error;
    throw new Ended(EXIT.interrupted);
  } finally {
    stopProgress();
    client.destroy();
  }
}

/** Says every two seconds how many log files were read again. */
function startEntryProgress(io: Io, counts: EntryCounts): () => void {
  const started = performance.now();
  return startProgressLines(io, () => formatEntryProgress(counts, (performance.now() - started) / 1_000));
}

function toStatus(
  isDone: boolean,
  isDryRun: boolean,
  left: number,
  coverage: IndexCoverage | undefined,
): ReindexStatus {
  if (!isDone) return 'interrupted';
  if (isDryRun) return 'dryRun';
  if (!coverage) return 'settingsChanged';
  return left > 0 ? 'left' : 'done';
}

const toCompleteSince = ({ since }: IndexCoverage): string =>
  Object.values(since).reduce((latest, one) => (one > latest ? one : latest));

/** Waits until so many write units may be used. What was begun when the user interrupts is finished at once. */
function createReserve(rate: number | undefined, signal: AbortSignal): ReindexRun['reserve'] {
  if (rate === undefined) return async () => {};
  const limit = new RateLimit(rate);
  let turn = Promise.resolve();
  return (writeUnits) => {
    turn = turn.then(() =>
      sleep(limit.take(writeUnits, performance.now()), undefined, { signal }).catch(() => {}),
    );
    return turn;
  };
}

/** DynamoDB counts the items of a table every six hours. Whoever may not ask gets no estimate of the time left. */
const countItems = (client: DynamoDBClient, TableName: string): Promise<number | undefined> =>
  client
    .send(new DescribeTableCommand({ TableName }))
    .then(({ Table }) => Table?.ItemCount)
    .catch(() => undefined);
