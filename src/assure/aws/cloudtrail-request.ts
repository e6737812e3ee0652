import { S3Client } from '@aws-sdk/client-s3';
import { callJsonService } from '../../aws/json-service';
import { connectOnce } from '../../aws/signed-request';

/** Operations of CloudTrail that are called. */
export type CloudTrailOperation =
  | 'DescribeTrails'
  | 'GetEventSelectors'
  | 'GetTrail'
  | 'GetTrailStatus'
  | 'ListPublicKeys';

/** Calls CloudTrail in a Region, and returns the parsed answer. @throws the error of the last attempt */
export type CallCloudTrail = (
  region: string,
  operation: CloudTrailOperation,
  parameters: object,
) => Promise<unknown>;

const CLOUDTRAIL = {
  contentType: 'application/x-amz-json-1.1',
  target: 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.',
};

/** Domains of the partitions, by what the names of their Regions begin with. */
const DOMAINS: readonly (readonly [RegExp, string])[] = [
  [/^cn-/, 'amazonaws.com.cn'],
  [/^us-isob-/, 'sc2s.sgov.gov'],
  [/^us-iso-/, 'c2s.ic.gov'],
  [/^eusc-/, 'amazonaws.eu'],
  [/^/, 'amazonaws.com'],
];

/**
 * Calls CloudTrail with the credentials, HTTP handler and retries of a client of S3: a client of CloudTrail would be
 * one more dependency for a few calls.
 * @param endpointUrl of a stand-in. Default: CloudTrail in the Region
 */
export function createCloudTrailCaller({ config }: S3Client, endpointUrl?: string): CallCloudTrail {
  const connected = connectOnce(async (region) => {
    // The signer of a client keeps the service and Region of its first request, so each Region needs a client.
    const signer = await new S3Client({ region, credentials: config.credentials }).config.signer({
      ...({ name: 'sigv4', signingName: 'cloudtrail', signingRegion: region } as const),
      properties: {},
    });
    const [, domain] = DOMAINS.find(([start]) => start.test(region))!;
    return { url: new URL(endpointUrl ?? `https://cloudtrail.${region}.${domain}/`), signer };
  });

  return (region, operation, parameters) =>
    callJsonService(config, CLOUDTRAIL, () => connected(region), operation, parameters);
}

/** How AWS refuses a Region that an account has not enabled: its tokens are not valid there, or it has no such host. */
const NOT_ENABLED = new Set([
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'OptInRequired',
  'OptInRequiredException',
  'ENOTFOUND',
]);

/** What an error of CloudTrail means: the name of its exception, or that the account has not enabled the Region. */
export function toCloudTrailFault(error: unknown): { readonly name: string; readonly isNotEnabled: boolean } {
  const { name = '', code = '' } = error as { name?: string; code?: string };
  return { name, isNotEnabled: NOT_ENABLED.has(name) || NOT_ENABLED.has(code) };
}
