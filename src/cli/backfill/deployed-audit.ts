import type { Queue } from '../../assure/aws/queue';
import type { ReadLedger } from '../../assure/backfill/compare-day';
import type { Io } from '../output/io';
import { checkProfile } from '../shell/aws-configuration';
import { type Deployment, findTables, readLedgerDeployment, requireName } from '../shell/deployment';
import { queueOpener } from '../shell/queues';
import type { BackfillCommandOptions } from './options';

/** The ledger and the queue of a deployed audit. */
export interface DeployedAudit {
  readonly readLedger: ReadLedger;
  /**
   * Opens the ingest queue.
   * @throws AuditTrailError `Configuration` if nothing names it
   */
  openQueue(): Promise<Queue>;
  close(): void;
}

/**
 * Opens what a backfill needs of the audit that the options name.
 * @throws AuditTrailError as `findTables`; `Configuration` if the profile does not exist
 */
export async function openDeployedAudit(io: Io, options: BackfillCommandOptions): Promise<DeployedAudit> {
  const profile = options.profile ?? io.env.AWS_PROFILE;
  if (profile) await checkProfile(profile);
  const { ledgerTableName, deployment } = await findTables(io, options);
  const [{ DynamoDBClient }, { ledgerFiles }] = await Promise.all([
    import('@aws-sdk/client-dynamodb'),
    import('../../store/ledger/read-ledger-range'),
  ]);
  const client = new DynamoDBClient({
    ...(options.profile && { profile: options.profile }),
    ...(options.region && { region: options.region }),
    ...(options.endpointUrl && { endpoint: options.endpointUrl }),
  });
  const readDeployment = async (): Promise<Deployment> =>
    deployment ?? readLedgerDeployment(client, ledgerTableName, io.signal);
  return {
    readLedger: ledgerFiles(client, ledgerTableName),
    async openQueue() {
      const url = options.queueUrl ?? requireName(await readDeployment(), 'IngestQueueUrl');
      return (await queueOpener(client))(url);
    },
    close: () => client.destroy(),
  };
}
