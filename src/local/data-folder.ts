import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { claimFolder } from './claim-folder';
import { joinEngine } from './join-engine';

/** An open data folder: an embedded DynamoDB with both tables of an audit, shared with other processes. */
export interface DataFolder {
  readonly client: DynamoDBClient;
  readonly auditTableName: string;
  readonly ledgerTableName: string;
  /** Endpoint, Region and credentials for other SDK clients. */
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Releases the folder. The engine exits after its last client. */
  close(): Promise<void>;
}

/**
 * Opens the data folder of an audit on one machine. The first process to open it starts the engine;
 * later ones join it.
 * @param options.create create the data folder if the folder is missing or empty
 * @throws AuditTrailError `NotFound` when there is no data folder and `create` is false;
 * `Configuration` when the folder holds something else or was laid out by another version;
 * `ServiceFailed` when the engine does not start or answer.
 */
export async function openDataFolder(dir: string, options: { create: boolean }): Promise<DataFolder> {
  const folder = claimFolder(dir, options.create);
  // The SDK takes about as long to load as the engine takes to start, so do both at once.
  const joining = joinEngine(folder);
  // A failure to join is thrown below, after the modules have loaded.
  joining.catch(() => {});
  const tables = await import('./local-tables');
  const lease = await joining;
  const client = tables.localClient(lease.endpoint, lease.secret);
  const close = async () => {
    client.destroy();
    lease.release();
  };
  try {
    await tables.ensureTables(client);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    client,
    auditTableName: tables.AUDIT_TABLE_NAME,
    ledgerTableName: tables.LEDGER_TABLE_NAME,
    endpoint: lease.endpoint,
    region: tables.REGION,
    credentials: { accessKeyId: lease.secret, secretAccessKey: lease.secret },
    close,
  };
}
