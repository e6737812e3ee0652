import type { S3Client } from '@aws-sdk/client-s3';
import type { Io } from '../output/io';
import { checkProfile } from './aws-configuration';
import type { PlaceOptions } from './options';

/**
 * Makes a client of S3 for a bucket, in whichever Region it lies. `--endpoint-url` names DynamoDB's endpoint, so that of
 * S3 comes from the environment.
 * @throws AuditTrailError `ServiceFailed` if the bucket cannot be listed; `Configuration` if the profile does not exist
 */
export async function connectToBucket(
  { env }: Io,
  options: Pick<PlaceOptions, 'profile' | 'region'>,
  bucket: string,
): Promise<S3Client> {
  const [{ createS3Client }, { findOtherRegion }] = await Promise.all([
    import('../../local/ingest/s3-objects'),
    import('../../assure/aws/bucket-region'),
  ]);
  const profile = options.profile ?? env.AWS_PROFILE;
  if (profile) await checkProfile(profile);
  const connect = (region = options.region) =>
    createS3Client({
      ...{ profile: options.profile, region },
      endpointUrl: env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL,
    });
  const client = await connect();
  const otherRegion = await findOtherRegion(client, bucket);
  if (otherRegion === undefined) return client;
  client.destroy();
  return connect(otherRegion);
}
