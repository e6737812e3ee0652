import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Io } from '../output/io';
import { checkProfile } from './aws-configuration';
import { type Deployment, findTables, readLedgerDeployment } from './deployment';
import type { PlaceOptions } from './options';

/** The ledger of a deployed audit, for commands that mend what is in it. */
export interface DeployedLedger {
  readonly client: DynamoDBClient;
  readonly ledgerTableName: string;
  /** What else was deployed. */
  readDeployment(): Promise<Deployment>;
}

/**
 * Finds the ledger of the audit that the options name. The caller destroys the client.
 * @throws AuditTrailError as `findTables`; `Configuration` if the profile does not exist
 */
export async function openDeployedLedger(io: Io, options: PlaceOptions): Promise<DeployedLedger> {
  const profile = options.profile ?? io.env.AWS_PROFILE;
  if (profile) await checkProfile(profile);
  const { ledgerTableName, deployment } = await findTables(io, options);
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const client = new DynamoDBClient({
    ...(options.profile && { profile: options.profile }),
    ...(options.region && { region: options.region }),
    ...(options.endpointUrl && { endpoint: options.endpointUrl }),
  });
  return {
    ...{ client, ledgerTableName },
    readDeployment: async () => deployment ?? readLedgerDeployment(client, ledgerTableName, io.signal),
  };
}
