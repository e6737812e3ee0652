import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { DeploymentNames } from '../src/settings/deployment-names';
import type { AssuranceQueue } from './assurance-queue';
import type { AuditTables } from './audit-tables';
import type { IngestQueue } from './shared/ingest-queue';

/** Names of what is deployed, for the outputs of the stack and for the ledger. */
export const deploymentNames = (
  tables: AuditTables,
  queue: IngestQueue,
  digests: AssuranceQueue,
): DeploymentNames => ({
  AuditTableName: tables.audit.tableName,
  LedgerTableName: tables.ledger.tableName,
  IngestQueueUrl: queue.queue.queueUrl,
  DeadLetterQueueUrl: queue.deadLetterQueue.queueUrl,
  FailedInvocationsQueueUrl: queue.failedInvocations.queueUrl,
  AssuranceQueueUrl: digests.queue.queueUrl,
  AssuranceDeadLetterQueueUrl: digests.deadLetterQueue.queueUrl,
});

/** The queues that these names are of. */
export const deployedQueues = (queue: IngestQueue, digests: AssuranceQueue): readonly IQueue[] => [
  ...[queue.queue, queue.deadLetterQueue, queue.failedInvocations],
  ...[digests.queue, digests.deadLetterQueue],
];
