import type { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { AuditTrailError, toMessage } from '../../errors';
import type { ListPublicKeys, PublicKeyPage } from '../public-keys';
import { createCloudTrailCaller, toCloudTrailFault } from './cloudtrail-request';
import { deniedError } from './s3-errors';

const pageSchema = z.object({
  PublicKeyList: z.array(z.object({ Value: z.base64(), Fingerprint: z.string() })).default([]),
  NextToken: z.string().nullish(),
});

/**
 * Makes `cloudtrail:ListPublicKeys` with the credentials, HTTP handler and retries of a client of S3.
 * @param endpointUrl of a stand-in. Default: CloudTrail in the Region
 * @throws AuditTrailError from the function: `ServiceFailed`, naming the missing permission if access is denied;
 *   `ObjectUnavailable` if the keys of this Region alone cannot be read, because the account has not enabled it
 */
export function createListPublicKeys(client: S3Client, endpointUrl?: string): ListPublicKeys {
  const call = createCloudTrailCaller(client, endpointUrl);
  return async (region, { StartTime, EndTime, NextToken }) => {
    const parameters = {
      StartTime: StartTime.getTime() / 1_000,
      EndTime: EndTime.getTime() / 1_000,
      ...(NextToken && { NextToken }),
    };
    return call(region, 'ListPublicKeys', parameters)
      .then(toPage)
      .catch((error: unknown) => {
        throw toKeyError(region, error);
      });
  };
}

function toPage(answer: unknown): PublicKeyPage {
  const { PublicKeyList, NextToken } = pageSchema.parse(answer);
  return {
    PublicKeyList: PublicKeyList.map(({ Value, Fingerprint }) => ({
      Value: Buffer.from(Value, 'base64'),
      Fingerprint,
    })),
    ...(NextToken && { NextToken }),
  };
}

function toKeyError(region: string, error: unknown): AuditTrailError {
  const { name, isNotEnabled } = toCloudTrailFault(error);
  if (name === 'AccessDeniedException') {
    const what = `Access to the public keys of CloudTrail in ${region} is denied.`;
    return deniedError(what, 'cloudtrail:ListPublicKeys', error);
  }
  if (isNotEnabled) {
    const message =
      `public keys not readable in ${region}, which this account may not have enabled: ${toMessage(error)}. ` +
      'Save them in an account that has, and specify --public-keys';
    return new AuditTrailError('ObjectUnavailable', message, { cause: error });
  }
  const message = `Cannot list the public keys of CloudTrail in ${region}: ${toMessage(error)}`;
  return new AuditTrailError('ServiceFailed', message, { cause: error });
}
