import { AuditTrailError, toMessage } from '../errors';
import { riskAssessor } from '../rules/assess-risk';
import type { FileCounts, LedgerEntry } from '../store/ledger/ledger';
import { NamedValues } from '../store/ledger/named-values';
import { classifyObjectKey, type TrailObject } from '../trail/object-key';
import { createExclusion } from './exclusion';
import type { FailedOutcome, FileToIngest, IngestContext, UnreadOutcome } from './ingest-context';
import { storeFile } from './store-file';

/** A file whose events are stored. `completeFiles` makes it done. */
export interface StoredFile {
  readonly status: 'stored';
  /** The ledger entry that says that the file is done. */
  readonly entry: LedgerEntry;
  /** For the directory. */
  readonly named: NamedValues;
}

/** A file that could not be read or stored. */
export interface FailedFile extends FailedOutcome {
  /** The ledger entry that says that the file failed. */
  readonly entry: LedgerEntry;
}

export type FileAttempt = StoredFile | FailedFile | UnreadOutcome;

/** Values that a file names and that wait for the directory. More than this are written at once. */
const MOST_NAMED_VALUES = 10_000;

type LogFile = Extract<TrailObject, { kind: 'log-file' }>;

/**
 * Reads one object and stores its audited events. A file is done only after `completeFiles`: first the
 * events are written, then the directory, then the ledger entry. Ingesting the file again, from any point
 * in between, results in the same items.
 * Never rejects: a file that fails is a result, so that it does not disturb the others.
 */
export async function ingestLogFile(file: FileToIngest, context: IngestContext): Promise<FileAttempt> {
  const object = (context.toObject ?? classifyObjectKey)(file.key);
  if (object.kind === 'skipped') return { status: 'skipped', reason: object.reason };
  const opened: { etag?: string } = {};
  try {
    return await readAndStore(file, object, context, opened);
  } catch (thrown) {
    return toFailedFile(file, object, thrown, opened.etag);
  }
}

/** The attempt of a file that was not read, or not to its end, for this reason. */
export function giveUpFile(file: FileToIngest, context: IngestContext, reason: unknown): FileAttempt {
  const object = (context.toObject ?? classifyObjectKey)(file.key);
  if (object.kind === 'skipped') return { status: 'skipped', reason: object.reason };
  return toFailedFile(file, object, reason);
}

function toFailedFile(file: FileToIngest, object: LogFile, thrown: unknown, etag = file.etag): FailedFile {
  const error = nameFile(file, thrown);
  const entry: LedgerEntry = {
    etag: etag ?? '',
    counts: NOTHING_COUNTED,
    status: 'failed',
    error: error.message,
    finishedAt: new Date().toISOString(),
    ...toPlace(file, object),
  };
  return { status: 'failed', error, reason: toMessage(thrown), entry };
}

async function readAndStore(
  file: FileToIngest,
  object: LogFile,
  context: IngestContext,
  opened: { etag?: string },
): Promise<FileAttempt> {
  const { settings, signal } = context;
  const open = async () => {
    const reference = { ...file, ...(opened.etag && { ifMatch: opened.etag }) };
    const log = await context.source.open(reference, signal);
    opened.etag = log.etag;
    return log.body;
  };
  if (file.lookUpFirst && file.etag) {
    const known = await context.ledger.find(file.bucket, file.key, object, signal);
    if (known?.status === 'done' && known.etag === file.etag) return { status: 'already-done' };
  }

  let named = new NamedValues();
  const { counts, rejected, unknownOperations, summary } = await storeFile(
    {
      open,
      store: async (batch) => {
        await context.writer.write(batch.items, { signal });
        named.addAll(batch.named);
        await context.onStored?.(batch, signal);
        if (named.size <= MOST_NAMED_VALUES) return;
        await context.directory.upsert(named, signal);
        named = new NamedValues();
      },
    },
    {
      source: { bucket: file.bucket, key: file.key },
      classify: { assessRisk: riskAssessor(settings) },
      items: settings,
      exclusion: createExclusion(settings, Date.now(), context.ownTraffic),
      maximumInflatedBytes: settings.maximumInflatedBytes,
      readEvents: context.readEvents,
      isStored: context.isStored,
    },
    context.memory,
  );

  // Spread last: on Node 20, adding a property to a spread copy is 100 times slower.
  const entry: LedgerEntry = {
    etag: opened.etag ?? '',
    sha256: summary.sha256,
    inflatedBytes: summary.inflatedBytes,
    gzipMembers: summary.gzipMembers,
    counts,
    rejected,
    unknownOperations,
    shapes: summary.shapes,
    status: 'done',
    finishedAt: new Date().toISOString(),
    ...toPlace(file, object),
  };
  return { status: 'stored', entry, named };
}

const toPlace = (file: FileToIngest, { accountId, region, day }: LogFile) => ({
  bucket: file.bucket,
  key: file.key,
  accountId,
  region,
  day,
});

/** The counts of a file that failed. */
export const NOTHING_COUNTED: FileCounts = {
  read: 0,
  otherServices: 0,
  excluded: 0,
  duplicates: 0,
  audited: 0,
  rejected: 0,
};

/** The error with the file's name in its message. The code and the cause are kept. */
export function nameFile({ bucket, key }: Pick<FileToIngest, 'bucket' | 'key'>, thrown: unknown) {
  const message = toMessage(thrown);
  const code = thrown instanceof AuditTrailError ? thrown.code : 'ServiceFailed';
  const named = message.includes(key) ? message : `${bucket}/${key}: ${message}`;
  return new AuditTrailError(code, named, { cause: thrown });
}
