import type { S3Client } from '@aws-sdk/client-s3';
import type { AuditedEvent } from '../audit/audit-record';
import { auditEvent } from '../audit/classify';
import { auditedRecords } from '../audit/matcher';
import { AuditTrailError, toMessage } from '../errors';
import type { FileProblem, LogFileReader, NamedLogFile, ReadLogFile } from '../query/log-file-reader';
import { riskAssessor } from '../rules/assess-risk';
import type { RiskSettings } from '../rules/risk-rule';
import { readLogFile } from '../trail/log-file';
import type { LogFileRecord } from '../trail/log-file-record';
import type { LogFileSource } from '../trail/log-file-source';

export type { LogFileReader } from '../query/log-file-reader';

export interface LogFileReaderOptions {
  /** The client for all buckets, or a function that selects the client of a bucket. */
  readonly client: S3Client | ((bucket: string) => S3Client | Promise<S3Client>);
  /** What may be read. Default: every log file that the ledger names. */
  readonly mayRead?: ((file: NamedLogFile) => boolean) | undefined;
  /** The settings with which risks are assessed. Default: none. */
  readonly risk?: RiskSettings | undefined;
}

/** Reads log files in S3 again. Sends nothing before the first one. */
export function createLogFileReader({ client, mayRead, risk }: LogFileReaderOptions): LogFileReader {
  const sources = new Map<string, Promise<LogFileSource>>();
  const connect = async (bucket: string): Promise<LogFileSource> => {
    // Loads the SDK for S3, which most clients never need.
    const { s3LogFileSource } = await import('../trail/log-file-source');
    return s3LogFileSource(typeof client === 'function' ? await client(bucket) : client);
  };
  const sourceOf = (bucket: string): Promise<LogFileSource> => {
    const known = sources.get(bucket) ?? connect(bucket);
    sources.set(bucket, known);
    return known;
  };
  const classify = { assessRisk: riskAssessor(risk) };
  return {
    async read(file, wants, signal) {
      if (mayRead?.(file) === false) return toUnread('denied', 'it lies in none of the sources');
      const events: AuditedEvent[] = [];
      const onRecord = ({ event, original }: LogFileRecord) => {
        const audited = auditEvent(event, original, classify);
        if (audited.kind === 'audited' && wants(audited.event)) events.push(audited.event);
      };
      try {
        const source = await sourceOf(file.bucket);
        const { body } = await source.open(toReference(file), signal);
        const { sha256, inflatedBytes } = await readLogFile(body, { matcher: auditedRecords, onRecord });
        if (sha256 === file.sha256) return { events, inflatedBytes };
        const problem: FileProblem = {
          kind: 'changed',
          reason: `its SHA-256 is ${sha256}, but was ${file.sha256} when it was ingested`,
        };
        return { events, inflatedBytes, problem };
      } catch (error) {
        signal?.throwIfAborted();
        return toProblem(error);
      }
    },
  };
}

const toReference = ({ bucket, key, versionId }: NamedLogFile) => ({
  bucket,
  key,
  ...(versionId !== undefined && { versionId }),
});

const REASONS = {
  missing: 'the object is not there',
  archived: 'the object is archived, and must be restored before it can be read',
  denied: 'access to it is denied, or it is not there',
} as const satisfies Partial<Record<FileProblem['kind'], string>>;

/** What S3 answers for an object that is not there, or not readable, and what that is. */
const PROBLEMS: Readonly<Record<string, keyof typeof REASONS>> = {
  NoSuchKey: 'missing',
  NoSuchVersion: 'missing',
  NoSuchBucket: 'missing',
  NotFound: 'missing',
  MethodNotAllowed: 'missing',
  InvalidObjectState: 'archived',
  AccessDenied: 'denied',
};

/** S3 could not decrypt the object, such as `KMS.DisabledException`: others can have another key. */
const OF_KMS = /^K(?:MS\.|ms)/;

/** @throws AuditTrailError `ServiceFailed` for an error that says nothing of the file */
function toProblem(error: unknown): ReadLogFile {
  if (error instanceof AuditTrailError && error.code === 'InvalidLogFile') {
    return toUnread('changed', `it cannot be read: ${error.message.replace(/\.$/, '')}`);
  }
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const kind = PROBLEMS[cause.name];
    if (kind !== undefined) return toUnread(kind, REASONS[kind]);
    if (OF_KMS.test(cause.name)) {
      return toUnread('denied', `S3 cannot decrypt it: ${cause.message.replace(/\.$/, '')}`);
    }
  }
  throw new AuditTrailError('ServiceFailed', toMessage(error), { cause: error });
}

const toUnread = (kind: FileProblem['kind'], reason: string): ReadLogFile => ({
  events: [],
  inflatedBytes: 0,
  problem: { kind, reason },
});
