import type { S3Client } from '@aws-sdk/client-s3';
import { createGetObject } from '../aws/get-object';
import { AuditTrailError, toMessage } from '../errors';

/** An object about to be read. */
export interface OpenedLogFile {
  /** The bytes as stored. Errors while reading are `ObjectUnavailable`, as those of `open`. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Without quotes. */
  readonly etag: string;
  readonly size?: number;
  readonly versionId?: string;
}

/** Where log files come from. */
export interface LogFileSource {
  /**
   * @param ref.ifMatch fail unless the object still has this etag
   * @param signal stops opening and reading when it is aborted
   * @throws AuditTrailError `ObjectUnavailable`, or `OutOfTime` once stopped; naming bucket and key
   */
  open(
    ref: { bucket: string; key: string; versionId?: string; ifMatch?: string },
    signal?: AbortSignal,
  ): Promise<OpenedLogFile>;
}

/** Log files in S3; transient failures are retried as the client is configured. */
export function s3LogFileSource(client: S3Client): LogFileSource {
  const getObject = createGetObject(client);
  return {
    async open(object, signal) {
      const { bucket, key } = object;
      const unavailable = (cause: unknown) =>
        signal?.aborted
          ? new AuditTrailError('OutOfTime', `s3://${bucket}/${key} was not read in time.`, { cause })
          : new AuditTrailError(
              'ObjectUnavailable',
              `s3://${bucket}/${key} could not be read: ${toMessage(cause)}`,
              { cause },
            );
      const { headers, body } = await getObject(object, signal).catch((error: unknown) => {
        throw unavailable(error);
      });
      const size = headers['content-length'];
      const version = headers['x-amz-version-id'];
      return {
        body: body instanceof Uint8Array ? inOne(body) : guard(body, unavailable),
        etag: (headers.etag ?? '').replaceAll('"', ''),
        ...(size && { size: Number(size) }),
        ...(version && { versionId: version }),
      };
    },
  };
}

async function* inOne(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}

async function* guard(body: AsyncIterable<Uint8Array>, unavailable: (error: unknown) => AuditTrailError) {
  try {
    yield* body;
  } catch (error) {
    throw unavailable(error);
  }
}
