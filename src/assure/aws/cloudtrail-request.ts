import { createHash } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import {
  collect,
  connectOnce,
  correctClock,
  sendSigned,
  toJsonRequest,
  withRetries,
} from '../../aws/signed-request';

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

const TARGET = 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.';

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

  const attempt = async (region: string, operation: CloudTrailOperation, body: Buffer): Promise<unknown> => {
    const { url, signer } = await connected(region);
    const sha256 = createHash('sha256').update(body).digest('hex');
    const request = toJsonRequest(url, 'application/x-amz-json-1.1', TARGET + operation, body, sha256);
    const response = await sendSigned(config, signer, request, undefined);
    const text = (await collect(response.body)).toString();
    if (response.statusCode < 300) return JSON.parse(text);
    const error = toException(text, response.statusCode);
    correctClock(config, response, error);
    throw error;
  };

  return (region, operation, parameters) => {
    const body = Buffer.from(JSON.stringify(parameters));
    return withRetries(config, () => attempt(region, operation, body));
  };
}

/** An error in the form of the SDK's, so that it is retried like those. */
class CloudTrailException extends Error {
  readonly $metadata: { readonly httpStatusCode: number };

  constructor(name: string, message: string, httpStatusCode: number) {
    super(`${name}: ${message}`);
    this.name = name;
    this.$metadata = { httpStatusCode };
  }
}

function toException(text: string, statusCode: number): CloudTrailException {
  const errorSchema = z.object({
    __type: z.string(),
    message: z.string().optional(),
    Message: z.string().optional(),
  });
  const { data } = errorSchema.safeParse(parseJson(text));
  const name = data?.__type.replace(/^.*#/, '') ?? `HTTP ${statusCode}`;
  return new CloudTrailException(name, data?.message ?? data?.Message ?? text.slice(0, 200), statusCode);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // From a proxy in front of CloudTrail. The text is shown as it is.
    return undefined;
  }
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
