import { S3Client } from '@aws-sdk/client-s3';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { BucketAccess } from '../src/settings/function-configuration';
import { functionCredentials } from './function-credentials';

const SESSION_NAME = 'dynamodb-audit-trail';
/** STS responds in milliseconds. Without a limit, a hanging request would outlast the invocation. */
const STS_TIMEOUT_MILLISECONDS = 2_000;

function createClient({ region, readRoleArn }: Omit<BucketAccess, 'bucketName'>): S3Client {
  return new S3Client({
    ...(region !== undefined && { region }),
    credentials: readRoleArn === undefined ? functionCredentials : roleCredentials(readRoleArn),
  });
}

/** The credentials of a role. The client keeps them until shortly before they expire. */
const roleCredentials = (RoleArn: string) =>
  fromTemporaryCredentials({
    params: { RoleArn, RoleSessionName: SESSION_NAME },
    masterCredentials: functionCredentials,
    clientConfig: {
      ...(process.env.AWS_REGION !== undefined && { region: process.env.AWS_REGION }), // Not that of the bucket.
      maxAttempts: 1, // Reading the object is retried as a whole.
      requestHandler: { requestTimeout: STS_TIMEOUT_MILLISECONDS, throwOnRequestTimeout: true },
    },
  });

/**
 * Selects the S3 client for a bucket: in the Region of the bucket, and with the credentials of the role
 * to read it. Buckets that need the same share a client.
 */
export function logFileClients(buckets: readonly BucketAccess[]): (bucketName: string) => S3Client {
  const accesses = new Map(
    buckets.map(({ bucketName, region, readRoleArn }) => [bucketName, { region, readRoleArn }]),
  );
  const clients = new Map<string, S3Client>();
  return (bucketName) => {
    const access = accesses.get(bucketName) ?? { region: undefined, readRoleArn: undefined };
    const key = `${access.region} ${access.readRoleArn}`;
    const client = clients.get(key) ?? createClient(access);
    clients.set(key, client);
    return client;
  };
}
