import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createQueueRequest } from '../../aws/queue-request';
import { toMessage } from '../../errors';
import {
  type DeploymentName,
  type DeploymentNames,
  pickDeploymentNames,
} from '../../settings/deployment-names';
import { readDeployment } from '../../store/ledger/deployment';
import type { QueueReport, QueueRole, QueueStatus } from '../queue-status';

const ROLES: readonly (readonly [DeploymentName, QueueRole])[] = [
  ['IngestQueueUrl', 'notifications'],
  ['DeadLetterQueueUrl', 'deadLetters'],
  ['FailedInvocationsQueueUrl', 'failedInvocations'],
  ['AssuranceQueueUrl', 'assurance'],
  ['AssuranceDeadLetterQueueUrl', 'assuranceDeadLetters'],
];

const ATTRIBUTES = {
  waiting: 'ApproximateNumberOfMessages',
  inFlight: 'ApproximateNumberOfMessagesNotVisible',
  delayed: 'ApproximateNumberOfMessagesDelayed',
} as const;

/** SQS answers within milliseconds. A function without a way to SQS must not wait for it. */
const DEADLINE_MILLISECONDS = 5_000;

const NOT_NAMED =
  'Queues were not read, because the ledger does not name them. It does after the ingest function of this ' +
  'version has run. Until then, ddb-audit status --stack NAME reads them.';

/**
 * Reads how many messages the queues of a deployment hold, with `sqs:GetQueueAttributes`. A queue that cannot be read
 * is left out, with a notice: the rest of an answer must not be lost.
 * @param known names of the deployment. Default: those in the ledger
 * @throws AuditTrailError `ServiceFailed` if the ledger cannot be read, or the reason of the signal
 */
export async function readQueues(
  client: DynamoDBClient,
  ledgerTableName: string,
  known?: DeploymentNames,
  signal?: AbortSignal,
): Promise<QueueReport> {
  const names = known ?? pickDeploymentNames(await readDeployment(client, ledgerTableName, signal));
  const named = ROLES.flatMap(([name, queue]) => {
    const url = names[name];
    return url === undefined ? [] : [{ queue, url }];
  });
  if (named.length === 0) return { queues: [], notices: [NOT_NAMED] };
  const send = createQueueRequest(client.config, await client.config.region());
  const deadline = AbortSignal.timeout(DEADLINE_MILLISECONDS);
  const either = signal ? AbortSignal.any([signal, deadline]) : deadline;
  const read = await Promise.all(
    named.map(async ({ queue, url }): Promise<QueueStatus | string> => {
      const input = { AttributeNames: Object.values(ATTRIBUTES) };
      try {
        return { queue, url, ...parseCounts(await send('GetQueueAttributes', url, input, either)) };
      } catch (error) {
        signal?.throwIfAborted();
        return toNotice(url, deadline.aborted ? deadline.reason : error);
      }
    }),
  );
  return {
    queues: read.filter((one) => typeof one !== 'string'),
    notices: read.filter((one) => typeof one === 'string'),
  };
}

function parseCounts(answer: unknown): Pick<QueueStatus, keyof typeof ATTRIBUTES> {
  const { Attributes = {} } = answer as { Attributes?: Readonly<Record<string, string>> };
  const count = (name: keyof typeof ATTRIBUTES) => Number(Attributes[ATTRIBUTES[name]] ?? 0);
  return { waiting: count('waiting'), inFlight: count('inFlight'), delayed: count('delayed') };
}

const DENIED = new Set(['AccessDenied', 'AccessDeniedException']);

function toNotice(url: string, error: unknown): string {
  if (!DENIED.has((error as Error).name)) return `Queue ${url} was not read: ${toMessage(error)}`;
  return `Queue ${url} was not read, because access is denied. Missing permission: sqs:GetQueueAttributes`;
}
