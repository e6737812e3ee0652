import type { S3Client } from '@aws-sdk/client-s3';
import { createGetObject } from '../aws/get-object';
import { AuditTrailError, toMessage } from '../errors';
import { inOnePiece } from './byte-input';

/** An object that is open for reading. */
export interface OpenedLogFile {
  /** The bytes as stored. Errors while reading have the codes of `open`. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Without quotes. */
  readonly etag: string;
  readonly size?: number;
  /** Version that was read. Absent if the bucket has no versions. */
  readonly versionId?: string;
  /** When the object was written, in epoch milliseconds. */
  readonly lastModified?: number;
}

/** A place that stores log files. */
export interface LogFileSource {
  /**
   * Opens an object for reading.
   * @param ref.ifMatch fail unless the object still has this etag
   * @param signal stops opening and reading when it is aborted
   * @throws AuditTrailError `ObjectUnavailable`, or `OutOfTime` if stopped by the signal. The message names
   * bucket and key.
   */
  open(
    ref: { bucket: string; key: string; versionId?: string; ifMatch?: string },
    signal?: AbortSignal,
  ): Promise<OpenedLogFile>;
}

/**
 * Log files in S3. Transient failures are retried as the client is configured.
 * @param client one client for all buckets, or a function that selects the client of a bucket
 */
export function s3LogFileSource(client: S3Client | ((bucket: string) => S3Client)): LogFileSource {
  const readers = new Map<S3Client, ReturnType<typeof createGetObject>>();
  const readerFor = (bucket: string) => {
    const chosen = typeof client === 'function' ? client(bucket) : client;
    const reader = readers.get(chosen) ?? createGetObject(chosen);
    readers.set(chosen, reader);
    return reader;
  };
  return {
    async open(object, signal) {
      const { bucket, key } = object;
      const getObject = readerFor(bucket);
      const toError = (cause: unknown) =>
        signal?.aborted
          ? new AuditTrailError('OutOfTime', `Cannot read s3://${bucket}/${key} in the time that is left.`, {
              cause,
            })
          : new AuditTrailError(
              'ObjectUnavailable',
              `Cannot read s3://${bucket}/${key}: ${toMessage(cause)}`,
              { cause },
            );
      const { headers, body } = await getObject(object, signal).catch((error: unknown) => {
        throw toError(error);
      });
      const size = headers['content-length'];
      const version = headers['x-amz-version-id'];
      const lastModified = Date.parse(headers['last-modified'] ?? '');
      return {
        body: body instanceof Uint8Array ? inOnePiece(body) : withErrors(body, toError),
        etag: (headers.etag ?? '').replaceAll('"', ''),
        ...(size && { size: Number(size) }),
        ...(version && { versionId: version }),
        ...(!Number.isNaN(lastModified) && { lastModified }),
      };
    },
  };
}

async function* withErrors(body: AsyncIterable<Uint8Array>, toError: (error: unknown) => AuditTrailError) {
  try {
    yield* body;
  } catch (error) {
    throw toError(error);
  }
}
