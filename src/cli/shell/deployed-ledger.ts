import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Io } from '../output/io';
import { type Deployment, readLedgerDeployment } from './deployment';
import { openTables } from './open-tables';
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
 * @throws AuditTrailError as `openTables`
 */
export async function openDeployedLedger(io: Io, options: PlaceOptions): Promise<DeployedLedger> {
  const { client, ledgerTableName, deployment } = await openTables(io, options);
  return {
    ...{ client, ledgerTableName },
    readDeployment: async () => deployment ?? readLedgerDeployment(client, ledgerTableName, io.signal),
  };
}
