import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Io } from '../output/io';
import { checkProfile } from './aws-configuration';
import { type DeployedTables, findTables } from './deployment';
import type { PlaceOptions } from './options';

/**
 * Finds the tables that the options name, and connects to DynamoDB. The caller destroys the client.
 * @param others as for `findTables`
 * @throws AuditTrailError as `findTables`; `Configuration` if the profile does not exist
 */
export async function openTables(
  io: Io,
  options: PlaceOptions,
  others: readonly string[] = [],
): Promise<DeployedTables & { readonly client: DynamoDBClient }> {
  const profile = options.profile ?? io.env.AWS_PROFILE;
  if (profile) await checkProfile(profile);
  const tables = await findTables(io, options, others);
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const client = new DynamoDBClient({
    ...(options.profile && { profile: options.profile }),
    ...(options.region && { region: options.region }),
    ...(options.endpointUrl && { endpoint: options.endpointUrl }),
  });
  return { ...tables, client };
}
