import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { toListError } from './s3-errors';

/** Objects to list. */
export interface Listing {
  readonly bucket: string;
  readonly prefix: string;
  /** Leave out keys up to this one. */
  readonly after?: string;
  /** Leave out keys from this one on. */
  readonly before?: string;
  /** Role that reads the bucket, for messages. */
  readonly readRoleArn?: string | undefined;
  /** Aborted to end early. */
  readonly signal?: AbortSignal | undefined;
}

/** An object as a listing describes it. */
export interface ListedObject {
  readonly key: string;
  /** Without quotes. */
  readonly etag: string;
  /** Bytes as stored. */
  readonly bytes: number;
}

/** A page of a listing. */
interface ListedPage {
  readonly objects: readonly ListedObject[];
  /** Prefixes up to the next `/`, where folders were asked for. */
  readonly folders: readonly string[];
}

/**
 * Lists objects in the order of their keys, 1,000 at a time.
 * @param delimiter `/` to list what is directly in a folder
 * @throws AuditTrailError `ServiceFailed`, naming the missing permission if access is denied; the reason of the signal
 */
export async function* listPages(
  client: S3Client,
  { bucket, prefix, after, before, readRoleArn, signal }: Listing,
  delimiter?: '/',
): AsyncGenerator<ListedPage> {
  const pages = paginateListObjectsV2(
    { client },
    { Bucket: bucket, Prefix: prefix, StartAfter: after, Delimiter: delimiter },
    signal && { abortSignal: signal },
  )[Symbol.asyncIterator]();
  for (;;) {
    const { value: page, done } = await pages.next().catch((error: unknown) => {
      signal?.throwIfAborted();
      throw toListError(error, { bucket, prefix, readRoleArn });
    });
    if (done || !page) return;
    const objects = (page.Contents ?? []).map(({ Key: key = '', ETag = '', Size: bytes = 0 }) => ({
      key,
      etag: ETag.replaceAll('"', ''),
      bytes,
    }));
    const wanted = before === undefined ? objects : objects.filter(({ key }) => key < before);
    yield { objects: wanted, folders: (page.CommonPrefixes ?? []).flatMap(({ Prefix }) => Prefix ?? []) };
    if (wanted.length < objects.length) return;
  }
}
