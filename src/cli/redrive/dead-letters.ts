import type { Queue } from '../../assure/aws/queue';
import type { DeadLetterQueue } from '../../assure/redrive/dead-letter-queue';
import { type FindAttempts, isGap, type Letter } from '../../assure/redrive/describe-letter';
import type { DeploymentName } from '../../settings/deployment-names';
import type { Io } from '../output/io';
import { openDeployedLedger } from '../shell/deployed-ledger';
import { type Deployment, requireName } from '../shell/deployment';
import { queueOpener } from '../shell/queues';
import type { RedriveCommandOptions } from './options';

/** The dead-letter queues of an audit, and its ledger. */
export interface DeadLetters {
  /**
   * Opens the queues.
   * @throws AuditTrailError `Configuration` if nothing names them
   */
  openQueues(): Promise<readonly DeadLetterQueue[]>;
  readonly find: FindAttempts;
  /**
   * Writes into the ledger that the log files of a message stay gaps.
   * @throws AuditTrailError `ServiceFailed`
   */
  discard(letter: Letter, because: string): Promise<void>;
  close(): void;
}

/**
 * Opens what a redrive needs of the audit that the options name.
 * @throws AuditTrailError as `openDeployedLedger`
 */
export async function openDeadLetters(io: Io, options: RedriveCommandOptions): Promise<DeadLetters> {
  const { client, ledgerTableName, readDeployment } = await openDeployedLedger(io, options);
  const [{ createLedger }, { recordDiscardedMessage }, { toDiscardedEntry }] = await Promise.all([
    import('../../store/ledger/ledger'),
    import('../../store/ledger/discard-message'),
    import('../../assure/redrive/discarded-entry'),
  ]);
  const ledger = createLedger(client, ledgerTableName);
  return {
    async openQueues() {
      const { queueUrl, deadLetterQueueUrl } = options;
      const open = await queueOpener(client);
      if (queueUrl === undefined || deadLetterQueueUrl === undefined) {
        return namedQueues(await readDeployment(), open);
      }
      return [{ name: 'notifications', queue: open(deadLetterQueueUrl), target: open(queueUrl) }];
    },
    find: (file) => ledger.find(file),
    async discard({ message, files }, because) {
      const discardedAt = new Date().toISOString();
      for (const { file } of files.filter(isGap)) {
        const failure = (await ledger.find(file)).find(({ status }) => status === 'failed');
        await ledger.recordFailure(toDiscardedEntry(file, failure, because, discardedAt));
      }
      if (files.length > 0) return;
      await recordDiscardedMessage(client, ledgerTableName, { ...message, because, discardedAt });
    },
    close: () => client.destroy(),
  };
}

/** Each queue of messages that failed, and the queue that they are sent back to. */
const QUEUES: readonly (readonly [DeadLetterQueue['name'], from: DeploymentName, to: DeploymentName])[] = [
  ['notifications', 'DeadLetterQueueUrl', 'IngestQueueUrl'],
  ['failed invocations', 'FailedInvocationsQueueUrl', 'IngestQueueUrl'],
  ['digests', 'AssuranceDeadLetterQueueUrl', 'AssuranceQueueUrl'],
];

/** The queues of a deployment. An older version has no queue of digests. */
function namedQueues(deployment: Deployment, open: (url: string) => Queue): DeadLetterQueue[] {
  requireName(deployment, 'DeadLetterQueueUrl');
  return QUEUES.flatMap(([name, from, to]) => {
    const url = deployment.names[from];
    return url === undefined ? [] : [{ name, queue: open(url), target: open(requireName(deployment, to)) }];
  });
}
