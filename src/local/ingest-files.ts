import { resolve } from 'node:path';
import { ingestLogFile } from '../ingest/ingest-log-file';
import { addOutcome, emptyReport, type IngestReport } from '../ingest/ingest-report';
import { mapLimit } from '../ingest/map-limit';
import { createDirectory } from '../store/ledger/directory';
import { createLedger } from '../store/ledger/ledger';
import { createBatchWriter } from '../store/write/batch-writer';
import { localObjectKey } from '../trail/object-key';
import type { DataFolder } from './data-folder';
import { localLogFile } from './local-log-file';
import { localSettings } from './local-settings';

/** The result of ingesting files. */
export interface IngestedFiles {
  readonly report: IngestReport;
  /** The files that failed, by the paths that were given. */
  readonly errors: readonly { readonly file: string; readonly reason: string }[];
}

/** Bucket name of every file on this machine. */
const BUCKET = 'local';
/** Enough to keep both this process and the engine busy. */
const FILES_AT_ONCE = 8;

/**
 * Ingests log files on this machine into a data folder. A file that fails is reported and does not
 * stop the others. A file that is not a log file is skipped.
 * @param onFile called after each file
 */
export async function ingestFiles(
  { client, auditTableName, ledgerTableName }: DataFolder,
  paths: readonly string[],
  onFile: () => void = () => {},
): Promise<IngestedFiles> {
  const context = {
    settings: localSettings(),
    writer: createBatchWriter(client, auditTableName),
    ledger: createLedger(client, ledgerTableName),
    directory: createDirectory(client, ledgerTableName),
  };
  const outcomes = await mapLimit(paths, FILES_AT_ONCE, async (path) => {
    const { key, object } = localObjectKey(resolve(path));
    const outcome = await ingestLogFile(
      { bucket: BUCKET, key },
      { ...context, source: localLogFile(path), toObject: () => object },
    );
    onFile();
    return outcome;
  });

  const report = emptyReport();
  for (const outcome of outcomes) addOutcome(report, outcome);
  const errors = outcomes.flatMap((outcome, index) =>
    outcome.status === 'failed' ? [{ file: paths[index]!, reason: outcome.reason }] : [],
  );
  return { report, errors };
}
