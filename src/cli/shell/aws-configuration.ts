import { AuditTrailError } from '../../errors';
import type { Io } from '../output/io';

/** Names of profiles that a message lists at most. */
const MAXIMUM_PROFILES = 10;

/**
 * Checks that an AWS profile exists, because the SDK only says that it found no credentials.
 * @throws AuditTrailError `Configuration`, naming the profile and those that exist
 */
export async function checkProfile(profile: string): Promise<void> {
  const { loadSharedConfigFiles } = await import('@smithy/core/config');
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  // Other sections of the file, such as `sso-session.name`, have a dot.
  const known = Object.keys({ ...configFile, ...credentialsFile }).filter(
    (name) => !/^(sso-session|services)\./.test(name),
  );
  if (known.includes(profile)) return;
  const listed = known.length > MAXIMUM_PROFILES ? [...known.slice(0, MAXIMUM_PROFILES), '…'] : known;
  throw new AuditTrailError(
    'Configuration',
    `AWS profile "${profile}" does not exist. ` +
      (known.length > 0 ? `Existing profiles: ${listed.join(', ')}. ` : '') +
      `Specify another one with --profile, or create it with: aws configure --profile ${profile}`,
  );
}

const REMEDIES: Readonly<Record<string, string>> = {
  'Could not load credentials from any providers':
    'No AWS credentials found. Specify --profile, or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  'Region is missing': 'No AWS Region is set. Specify --region, or set AWS_REGION.',
};

const NAMES = ['CredentialsProviderError', 'TokenProviderError'];

/**
 * What to tell about an SDK error that is caused by the configuration of this machine, before any
 * request is sent. Undefined for any other error.
 */
export function describeConfigurationError({ name, message }: Error): string | undefined {
  return REMEDIES[message] ?? (NAMES.includes(name) ? message : undefined);
}

/** How to reach a service of AWS. What is absent, the SDK takes from the environment. */
export interface ClientOptions {
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
}

/** Milliseconds after which a request without an answer fails, and is tried again. */
const ANSWER_MILLISECONDS = 10_000;

/**
 * Configuration of a client for a service other than DynamoDB, whose endpoint `--endpoint-url` does not name.
 * @param service as the environment variable of its endpoint names it
 */
export function clientConfiguration(
  env: Io['env'],
  { profile, region }: ClientOptions,
  service: 'CLOUDFORMATION' | 'SQS' | 'STS',
) {
  const endpoint = env[`AWS_ENDPOINT_URL_${service}`] ?? env.AWS_ENDPOINT_URL;
  return {
    ...(profile && { profile }),
    ...(region && { region }),
    ...(endpoint && { endpoint }),
    requestHandler: { requestTimeout: ANSWER_MILLISECONDS, throwOnRequestTimeout: true },
  };
}
