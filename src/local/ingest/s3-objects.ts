import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { AuditTrailError, toMessage } from '../../errors';
import { isDeliveredLogFile, localObjectKey } from '../../trail/object-key';
import { isExportName } from '../export/export-name';
import { addSkipped, type PlannedFile, type SkippedCounts, toSkippedReason } from './planned-file';

/** How to reach S3. What is absent, the SDK takes from the environment. */
export interface S3Access {
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
  readonly endpointUrl?: string | undefined;
}

/** Objects whose keys start with a prefix. */
export interface S3Address {
  readonly bucket: string;
  /** Empty for the whole bucket. */
  readonly prefix: string;
}

const ADDRESS = /^s3:\/\/(?<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(?<prefix>.*))?$/s;

export const isS3Address = (text: string): boolean => text.startsWith('s3://');

/** @throws AuditTrailError `InvalidArgument` unless the text is `s3://bucket` or `s3://bucket/prefix` */
export function parseS3Address(text: string): S3Address {
  const { bucket, prefix = '' } = ADDRESS.exec(text)?.groups ?? {};
  if (bucket !== undefined) return { bucket, prefix };
  throw new AuditTrailError(
    'InvalidArgument',
    `Invalid S3 address: ${text}. Specify s3://BUCKET or s3://BUCKET/PREFIX.`,
  );
}

export const formatPrefix = ({ bucket, prefix }: S3Address): string => `s3://${bucket}/${prefix}`;

/** The prefix of a folder, with or without its `/` at the end. */
export const toFolderPrefix = (prefix: string): string =>
  prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;

/** @param credentials default: those of the profile, or of the environment */
export async function createS3Client(
  { profile, region, endpointUrl }: S3Access,
  credentials?: S3ClientConfig['credentials'],
): Promise<S3Client> {
  const { S3Client } = await import('@aws-sdk/client-s3');
  return new S3Client({
    ...(profile && { profile }),
    ...(region && { region }),
    ...(credentials && { credentials }),
    // A stand-in has no host name for each bucket.
    ...(endpointUrl && { endpoint: endpointUrl, forcePathStyle: true }),
  });
}

/** What a part of a listing holds. */
export interface ListedObjects {
  readonly planned: readonly PlannedFile[];
  readonly skipped: SkippedCounts;
  /** Objects that do not look like log files. */
  readonly others: number;
}

const LOG_FILE_NAME = /\.json(?:\.gz)?$/i;

/**
 * Lists the objects with a prefix, 1,000 at a time. An object of another kind than a log file is skipped, as in a
 * folder, but only its key says so.
 * @throws AuditTrailError `ObjectUnavailable`
 */
export async function* listObjects(
  client: S3Client,
  { bucket, prefix }: S3Address,
  signal: AbortSignal,
): AsyncGenerator<ListedObjects> {
  const { paginateListObjectsV2 } = await import('@aws-sdk/client-s3');
  const pages = paginateListObjectsV2(
    { client },
    { Bucket: bucket, Prefix: prefix },
    { abortSignal: signal },
  );
  const iterator = pages[Symbol.asyncIterator]();
  for (;;) {
    const { value: page, done } = await iterator.next().catch((error: unknown) => {
      if (signal.aborted) return { value: undefined, done: true };
      const place = formatPrefix({ bucket, prefix });
      throw new AuditTrailError('ObjectUnavailable', `Cannot list ${place}: ${toMessage(error)}`, {
        cause: error,
      });
    });
    if (done || !page) return;
    const planned: PlannedFile[] = [];
    const skipped: SkippedCounts = {};
    let others = 0;
    for (const { Key: key = '', ETag = '', Size: bytes = 0 } of page.Contents ?? []) {
      const name = `s3://${bucket}/${key}`;
      const { object } = localObjectKey(key);
      if (object.kind === 'skipped') {
        addSkipped(skipped, { [toSkippedReason(name, object.reason)]: 1 });
      } else if (!LOG_FILE_NAME.test(key) && !isExportName(key)) {
        others += 1;
      } else {
        const etag = ETag.replaceAll('"', '');
        planned.push({ name, bucket, key, place: object, isDelivered: isDeliveredLogFile(key), etag, bytes });
      }
    }
    yield { planned, skipped, others };
  }
}
