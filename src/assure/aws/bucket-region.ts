import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import type { Listing } from './list-objects';
import { toListError } from './s3-errors';

/** Where S3 says in which Region a bucket lies, if another one was asked. */
interface Redirect {
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/**
 * Finds the Region of a bucket, of which a prefix may be listed, that lies in another Region than the client sends to; undefined if it does not.
 * @throws AuditTrailError `ServiceFailed` if the bucket cannot be listed
 */
export async function findOtherRegion(
  client: S3Client,
  { bucket, prefix, readRoleArn }: Pick<Listing, 'bucket' | 'prefix' | 'readRoleArn'>,
): Promise<string | undefined> {
  try {
    await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys: 1 }));
    return undefined;
  } catch (error) {
    const { $response, $metadata } = error as Redirect;
    const region = $response?.headers?.['x-amz-bucket-region'];
    if (region !== undefined && $metadata?.httpStatusCode !== 403) return region;
    throw toListError(error, { bucket, prefix, readRoleArn });
  }
}
