import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { deniedError } from '../../assure/aws/s3-errors';
import { AuditTrailError, toMessage } from '../../errors';
import type { Io } from '../output/io';
import { type ClientOptions, clientConfiguration } from './aws-configuration';

const SESSION_NAME = 'ddb-audit';

/**
 * Makes credentials of a role that reads the bucket of a source, as the functions do. The role is assumed with the
 * credentials that the options name, when the first request is signed.
 * @throws AuditTrailError from the credentials: `ServiceFailed` if the role cannot be assumed
 */
export async function readRoleCredentials(
  { env }: Io,
  options: ClientOptions,
  roleArn: string,
): Promise<AwsCredentialIdentityProvider> {
  const { fromNodeProviderChain, fromTemporaryCredentials } = await import('@aws-sdk/credential-providers');
  const { profile } = options;
  const assume = fromTemporaryCredentials({
    params: { RoleArn: roleArn, RoleSessionName: SESSION_NAME },
    masterCredentials: fromNodeProviderChain(profile === undefined ? {} : { profile }),
    clientConfig: clientConfiguration(env, options, 'STS'),
  });
  return async (properties) => {
    try {
      return await assume(properties);
    } catch (error) {
      throw toAssumeError(roleArn, error);
    }
  };
}

function toAssumeError(roleArn: string, cause: unknown): AuditTrailError {
  const what = `Cannot assume the role ${roleArn}, which reads the bucket of the source: ${toMessage(cause)}.`;
  if ((cause as { name?: string }).name === 'AccessDenied') {
    return deniedError(what, `sts:AssumeRole on ${roleArn}`, cause);
  }
  return new AuditTrailError('ServiceFailed', what, { cause });
}
