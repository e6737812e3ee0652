import type { S3Client } from '@aws-sdk/client-s3';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import type { Io } from '../output/io';
import { type ClientOptions, checkProfile } from './aws-configuration';

/** A part of a bucket, and how to read it. */
export interface BucketPart {
  readonly bucket: string;
  /** Empty, or a prefix that ends with `/`. */
  readonly prefix: string;
  /** Region of the bucket, if it is known to be another one than that of the tables. */
  readonly region?: string | undefined;
  /** Role that reads it. Default: none, so the credentials of the user do. */
  readonly readRoleArn?: string | undefined;
}

/**
 * Makes a client of S3 for a part of a bucket, in whichever Region it lies. `--endpoint-url` names DynamoDB's endpoint,
 * so that of S3 comes from the environment.
 * @throws AuditTrailError `ServiceFailed` if the part cannot be listed, or the role not be assumed; `Configuration` if
 *   the profile does not exist
 */
export async function connectToBucket(io: Io, options: ClientOptions, part: BucketPart): Promise<S3Client> {
  const [{ findOtherRegion }, { readRoleCredentials }] = await Promise.all([
    import('../../assure/aws/bucket-region'),
    import('./read-role'),
  ]);
  const profile = options.profile ?? io.env.AWS_PROFILE;
  if (profile) await checkProfile(profile);
  const { readRoleArn } = part;
  const credentials = readRoleArn ? await readRoleCredentials(io, options, readRoleArn) : undefined;
  const connect = (region = options.region) =>
    createClient(io, { profile: options.profile, region }, credentials);
  const client = await connect(part.region);
  const otherRegion = await findOtherRegion(client, part);
  if (otherRegion === undefined) return client;
  client.destroy();
  return connect(otherRegion);
}

/**
 * Makes a client of S3 that lists and reads nothing yet.
 * @param credentials default: those that the options name
 */
export async function createClient(
  { env }: Io,
  { profile, region }: ClientOptions,
  credentials?: AwsCredentialIdentityProvider,
): Promise<S3Client> {
  const { createS3Client } = await import('../../local/ingest/s3-objects');
  const endpointUrl = env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL;
  return createS3Client({ profile, region, endpointUrl }, credentials);
}
