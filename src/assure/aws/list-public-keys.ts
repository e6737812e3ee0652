import { createHash } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import {
  collect,
  connectOnce,
  correctClock,
  sendSigned,
  toJsonRequest,
  withRetries,
} from '../../aws/signed-request';
import { AuditTrailError, toMessage } from '../../errors';
import type { ListPublicKeys, PublicKeyPage } from '../public-keys';
import { deniedError } from './s3-errors';

const TARGET = 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.ListPublicKeys';

const pageSchema = z.object({
  PublicKeyList: z.array(z.object({ Value: z.base64(), Fingerprint: z.string() })).default([]),
  NextToken: z.string().nullish(),
});

/** Domains of the partitions, by what the names of their Regions begin with. */
const DOMAINS: readonly (readonly [RegExp, string])[] = [
  [/^cn-/, 'amazonaws.com.cn'],
  [/^us-isob-/, 'sc2s.sgov.gov'],
  [/^us-iso-/, 'c2s.ic.gov'],
  [/^eusc-/, 'amazonaws.eu'],
  [/^/, 'amazonaws.com'],
];

/**
 * Makes `cloudtrail:ListPublicKeys` with the credentials, HTTP handler and retries of a client of S3.
 * @param endpointUrl of a stand-in. Default: CloudTrail in the Region
 * @throws AuditTrailError from the function: `ServiceFailed`, naming the missing permission if access is denied;
 *   `ObjectUnavailable` if the keys of this Region alone cannot be read, because the account has not enabled it
 */
export function createListPublicKeys({ config }: S3Client, endpointUrl?: string): ListPublicKeys {
  const connected = connectOnce(async (region) => {
    // The signer of a client keeps the service and Region of its first request, so each Region needs a client.
    const signer = await new S3Client({ region, credentials: config.credentials }).config.signer({
      ...({ name: 'sigv4', signingName: 'cloudtrail', signingRegion: region } as const),
      properties: {},
    });
    const [, domain] = DOMAINS.find(([start]) => start.test(region))!;
    return { url: new URL(endpointUrl ?? `https://cloudtrail.${region}.${domain}/`), signer };
  });

  const attempt = async (region: string, body: Buffer): Promise<PublicKeyPage> => {
    const { url, signer } = await connected(region);
    const sha256 = createHash('sha256').update(body).digest('hex');
    const request = toJsonRequest(url, 'application/x-amz-json-1.1', TARGET, body, sha256);
    const response = await sendSigned(config, signer, request, undefined);
    const text = (await collect(response.body)).toString();
    if (response.statusCode < 300) return parsePage(text);
    const error = toException(text, response.statusCode);
    correctClock(config, response, error);
    throw error;
  };

  return async (region, { StartTime, EndTime, NextToken }) => {
    const parameters = {
      StartTime: StartTime.getTime() / 1_000,
      EndTime: EndTime.getTime() / 1_000,
      ...(NextToken && { NextToken }),
    };
    const body = Buffer.from(JSON.stringify(parameters));
    return withRetries(config, () => attempt(region, body)).catch((error: unknown) => {
      throw toKeyError(region, error);
    });
  };
}

function parsePage(text: string): PublicKeyPage {
  const { PublicKeyList, NextToken } = pageSchema.parse(JSON.parse(text));
  return {
    PublicKeyList: PublicKeyList.map(({ Value, Fingerprint }) => ({
      Value: Buffer.from(Value, 'base64'),
      Fingerprint,
    })),
    ...(NextToken && { NextToken }),
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

function toKeyError(region: string, error: unknown): AuditTrailError {
  const { name = '', code = '' } = error as { name?: string; code?: string };
  if (name === 'AccessDeniedException') {
    const what = `Access to the public keys of CloudTrail in ${region} is denied.`;
    return deniedError(what, 'cloudtrail:ListPublicKeys', error);
  }
  if (NOT_ENABLED.has(name) || NOT_ENABLED.has(code)) {
    const message =
      `public keys not readable in ${region}, which this account may not have enabled: ${toMessage(error)}. ` +
      'Save them in an account that has, and specify --public-keys';
    return new AuditTrailError('ObjectUnavailable', message, { cause: error });
  }
  const message = `Cannot list the public keys of CloudTrail in ${region}: ${toMessage(error)}`;
  return new AuditTrailError('ServiceFailed', message, { cause: error });
}
