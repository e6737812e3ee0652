import { resolve } from 'node:path';
import { completeFiles } from '../ingest/complete-files';
import { HeldMemory } from '../ingest/held-memory';
import type { IngestOutcome } from '../ingest/ingest-context';
import { ingestLogFile } from '../ingest/ingest-log-file';
import { addOutcome, emptyReport, type IngestReport } from '../ingest/ingest-report';
import { mapLimit } from '../ingest/map-limit';
import { createDirectory } from '../store/ledger/directory';
import { createLedger } from '../store/ledger/ledger';
import { createBatchWriter } from '../store/write/batch-writer';
import { isDeliveredLogFile, localObjectKey, type SkipReason } from '../trail/object-key';
import { readAnyShape } from '../trail/shapes/read-any-shape';
import type { DataFolder } from './data-folder';
import { type LocalFile, localLogFile } from './ingest/local-log-file';
import { localSettings } from './ingest/local-settings';
import { findWarnings } from './ingest/warnings';
import { createIsStored } from './stored-events';

/** The result of ingesting files. */
export interface IngestedFiles {
  readonly report: IngestReport;
  /** The files that failed, by name. */
  readonly errors: readonly { readonly file: string; readonly reason: string }[];
  /** The files that are not log files of a trail. */
  readonly skipped: readonly { readonly file: string; readonly reason: SkipReason }[];
  /** Files that were ingested, and what is unusual about them. */
  readonly warnings: readonly { readonly file: string; readonly reason: string }[];
}

/** Bucket name of every file on this machine. */
const BUCKET = 'local';
/** Enough to keep both this process and the engine busy. */
const FILES_AT_ONCE = 8;
/** Each value that these files name is written to the directory once. */
const FILES_COMPLETED_TOGETHER = 1_000;

/**
 * Ingests log files on this machine into a data folder. A file that fails is reported and does not
 * stop the others. Another file of CloudTrail, or of another AWS service, is skipped.
 * @param onFile called after each file
 */
export async function ingestFiles(
  { client, auditTableName, ledgerTableName }: DataFolder,
  files: readonly LocalFile[],
  onFile: () => void = () => {},
): Promise<IngestedFiles> {
  const context = {
    settings: localSettings(),
    writer: createBatchWriter(client, auditTableName),
    ledger: createLedger(client, ledgerTableName),
    directory: createDirectory(client, ledgerTableName),
    memory: new HeldMemory(),
    isStored: createIsStored(client, auditTableName),
  };
  const ingest = async (some: readonly LocalFile[]) => {
    const attempts = await mapLimit(some, FILES_AT_ONCE, async (file) => {
      const { key, object } = localObjectKey(resolve(file.name));
      const isDelivered = isDeliveredLogFile(resolve(file.name));
      const attempt = await ingestLogFile(
        { bucket: BUCKET, key },
        {
          ...context,
          source: localLogFile(file),
          toObject: () => object,
          readEvents: isDelivered ? undefined : readAnyShape,
        },
      );
      onFile();
      return attempt;
    });
    return completeFiles(attempts, context);
  };
  const ordered = deliveredFirst(files);
  const outcomes: IngestOutcome[] = [];
  for (const some of ordered) outcomes.push(...(await ingest(some)));

  const report = emptyReport();
  for (const outcome of outcomes) addOutcome(report, outcome);
  const names = ordered.flat().map(({ name }) => name);
  const named = outcomes.map((outcome, index) => ({ outcome, file: names[index]! }));
  return {
    report,
    errors: named.flatMap(({ outcome, file }) =>
      outcome.status === 'failed' ? [{ file, reason: outcome.reason }] : [],
    ),
    skipped: named.flatMap(({ outcome, file }) =>
      outcome.status === 'skipped' ? [{ file, reason: outcome.reason }] : [],
    ),
    warnings: named.flatMap(({ outcome, file }) => findWarnings(outcome).map((reason) => ({ file, reason }))),
  };
}

/**
 * Puts the files into groups that are completed together. The files that CloudTrail delivered come first, so
 * that the copies of their events in other files are known to be copies.
 */
function deliveredFirst(files: readonly LocalFile[]): LocalFile[][] {
  const isDelivered = ({ name }: LocalFile) => isDeliveredLogFile(resolve(name));
  const kinds = [files.filter(isDelivered), files.filter((file) => !isDelivered(file))];
  return kinds.flatMap((kind) => {
    const groups: LocalFile[][] = [];
    for (let start = 0; start < kind.length; start += FILES_COMPLETED_TOGETHER) {
      groups.push(kind.slice(start, start + FILES_COMPLETED_TOGETHER));
    }
    return groups;
  });
}
