import { AuditTrailError, toMessage } from '../errors';
import { riskAssessor } from '../rules/assess-risk';
import type { IngestSettings } from '../settings/ingest-settings';
import type { Directory } from '../store/ledger/directory';
import type { FileCounts, Ledger, LedgerEntry } from '../store/ledger/ledger';
import type { BatchWriter } from '../store/write/batch-writer';
import type { LogFileSource } from '../trail/log-file-source';
import type { ObjectReference } from '../trail/notification';
import { classifyObjectKey, type SkipReason, type TrailObject } from '../trail/object-key';
import type { EventBatch } from './event-batch';
import { createExclusion, type OwnTraffic } from './exclusion';
import { storeFile } from './store-file';

/** What one machine or one function brings to every file. */
export interface IngestContext {
  readonly source: LogFileSource;
  readonly settings: IngestSettings;
  readonly writer: BatchWriter;
  readonly ledger: Ledger;
  readonly directory: Directory;
  readonly ownTraffic?: OwnTraffic;
  /** Epoch milliseconds by which reading and writing must be done. No limit unless set. */
  readonly deadline?: number;
  /** Aborted at the deadline: stops reading. */
  readonly outOfTime?: AbortSignal;
  /**
   * Called with events once they are stored: all of a file, or batches of one that is too large to be
   * held, which can still fail then and be read again.
   */
  readonly onStored?: (stored: Pick<EventBatch, 'risky' | 'oldestEventTime'>) => void | Promise<void>;
  /** What an object key says of the object. @default classifyObjectKey */
  readonly toObject?: (key: string) => TrailObject;
}

/** An object to read. */
export interface FileToIngest extends ObjectReference {
  /**
   * Ask the ledger first, and leave the file alone if it is done with the same etag. Worth a read
   * unit only where reading again costs more: for large objects, and after a failed attempt.
   * @default false
   */
  readonly lookUpFirst?: boolean;
}

/** What became of an object. */
export type IngestOutcome =
  | {
      readonly status: 'done';
      readonly counts: FileCounts;
      readonly unknownOperations: number;
      /** CloudTrail writes one gzip member; more is a sign that the file is not CloudTrail's. */
      readonly gzipMembers: number;
    }
  | { readonly status: 'already-done' }
  | { readonly status: 'skipped'; readonly reason: SkipReason }
  | {
      readonly status: 'failed';
      /** Names the file. */
      readonly error: AuditTrailError;
      /** What is wrong, for whoever shows the file's name anyway. */
      readonly reason: string;
    };

type LogFile = Extract<TrailObject, { kind: 'log-file' }>;

/**
 * Reads one object and stores what is ours in it: events first, then the directory, then the ledger
 * entry that says so. Reading it again, from anywhere in between, ends in the same items.
 * A file that fails is a result, not an exception, so that files side by side do not disturb each other.
 */
export async function ingestLogFile(file: FileToIngest, context: IngestContext): Promise<IngestOutcome> {
  const object = (context.toObject ?? classifyObjectKey)(file.key);
  if (object.kind === 'skipped') return { status: 'skipped', reason: object.reason };
  const opened: { etag?: string } = {};
  try {
    return await readAndStore(file, object, context, opened);
  } catch (thrown) {
    const error = toFailure(file, thrown);
    return {
      status: 'failed',
      error: await noteFailure(file, object, context, opened.etag, error),
      reason: toMessage(thrown),
    };
  }
}

async function readAndStore(
  file: FileToIngest,
  object: LogFile,
  context: IngestContext,
  opened: { etag?: string },
): Promise<IngestOutcome> {
  const { settings, deadline, outOfTime } = context;
  const writeOptions = deadline === undefined ? {} : { deadline };
  const open = async () => {
    const reference = { ...file, ...(opened.etag && { ifMatch: opened.etag }) };
    const log = await context.source.open(reference, outOfTime);
    opened.etag = log.etag;
    return log.body;
  };
  if (file.lookUpFirst && file.etag) {
    const known = await context.ledger.find(file.bucket, file.key, object);
    if (known?.status === 'done' && known.etag === file.etag) return { status: 'already-done' };
  }

  const { counts, rejected, unknownOperations, summary } = await storeFile(
    {
      open,
      store: async (batch) => {
        await context.writer.write(batch.items, writeOptions);
        await context.directory.upsert(batch.named);
        await context.onStored?.(batch);
      },
    },
    {
      source: { bucket: file.bucket, key: file.key },
      classify: { assessRisk: riskAssessor(settings) },
      items: settings,
      exclusion: createExclusion(settings, Date.now(), context.ownTraffic),
      maximumInflatedBytes: settings.maximumInflatedBytes,
    },
  );

  const etag = opened.etag ?? '';
  // Spread last: on Node 20, adding a property to a spread copy is 100 times slower.
  const entry: LedgerEntry = {
    etag,
    sha256: summary.sha256,
    inflatedBytes: summary.inflatedBytes,
    gzipMembers: summary.gzipMembers,
    counts,
    rejected,
    unknownOperations,
    status: 'done',
    finishedAt: new Date().toISOString(),
    ...toPlace(file, object),
  };
  await context.ledger.record(entry, writeOptions);
  return { status: 'done', counts, unknownOperations, gzipMembers: summary.gzipMembers };
}

const toPlace = (file: FileToIngest, { accountId, region, day }: LogFile) => ({
  bucket: file.bucket,
  key: file.key,
  accountId,
  region,
  day,
});

const NOTHING_COUNTED: FileCounts = {
  read: 0,
  otherServices: 0,
  excluded: 0,
  duplicates: 0,
  audited: 0,
  rejected: 0,
};

/** The error names the file whatever layer it came from; its cause stays. */
function toFailure(file: FileToIngest, thrown: unknown): AuditTrailError {
  const name = `${file.bucket}/${file.key}`;
  const message = toMessage(thrown);
  const code = thrown instanceof AuditTrailError ? thrown.code : 'ServiceFailed';
  return new AuditTrailError(code, message.includes(file.key) ? message : `${name}: ${message}`, {
    cause: thrown,
  });
}

/**
 * The ledger tells of failures too, unless the file was done before: then its records are there, whatever
 * this attempt met, and the counts that account for them must stay. When even the ledger fails, both
 * errors are reported.
 */
async function noteFailure(
  file: FileToIngest,
  object: LogFile,
  context: IngestContext,
  etag: string | undefined,
  error: AuditTrailError,
): Promise<AuditTrailError> {
  const entry: LedgerEntry = {
    etag: etag ?? file.etag ?? '',
    counts: NOTHING_COUNTED,
    status: 'failed',
    error: error.message,
    finishedAt: new Date().toISOString(),
    ...toPlace(file, object),
  };
  try {
    const known = await context.ledger.find(file.bucket, file.key, object);
    if (known?.status !== 'done') await context.ledger.record(entry);
    return error;
  } catch (ledgerError) {
    return new AuditTrailError(
      error.code,
      `${error.message} (and the failure could not be written to the ledger: ${toMessage(ledgerError)})`,
      { cause: new AggregateError([error, ledgerError]) },
    );
  }
}
