import type { Queue } from '../../assure/aws/queue';
import type { ReadLedger } from '../../assure/backfill/compare-day';
import type { LastBackfill } from '../../store/ledger/last-backfill';
import type { Io } from '../output/io';
import { openDeployedLedger } from '../shell/deployed-ledger';
import { requireName } from '../shell/deployment';
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
  /**
   * Records in the ledger what a backfill came to, so that `status` tells it.
   * @throws AuditTrailError `ServiceFailed`, also without the permission `dynamodb:PutItem` on the ledger table
   */
  record(backfill: LastBackfill): Promise<void>;
  close(): void;
}

/**
 * Opens what a backfill needs of the audit that the options name.
 * @throws AuditTrailError as `openDeployedLedger`
 */
export async function openDeployedAudit(io: Io, options: BackfillCommandOptions): Promise<DeployedAudit> {
  const { client, ledgerTableName, readDeployment } = await openDeployedLedger(io, options);
  const [{ ledgerFiles }, { recordLastBackfill }] = await Promise.all([
    import('../../store/ledger/read-ledger-range'),
    import('../../store/ledger/last-backfill'),
  ]);
  return {
    readLedger: ledgerFiles(client, ledgerTableName),
    async openQueue() {
      const url = options.queueUrl ?? requireName(await readDeployment(), 'IngestQueueUrl');
      return (await queueOpener(client))(url);
    },
    record: (backfill) => recordLastBackfill(client, ledgerTableName, backfill),
    close: () => client.destroy(),
  };
}
