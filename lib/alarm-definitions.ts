import { Duration } from 'aws-cdk-lib';
import { type IMetric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { DeploymentSettings } from '../src/settings/deployment-settings';
import type { AssuranceQueue } from './assurance-queue';
import { auditMetric } from './audit-metrics';
import type { IngestQueue } from './shared/ingest-queue';

/** What the alarms and the dashboard watch. */
export interface WatchedParts {
  readonly queue: IngestQueue;
  readonly assuranceQueue: AssuranceQueue;
  readonly ingestFunction: IFunction;
  readonly assureFunction: IFunction;
  readonly auditTable: TableV2;
}

export interface AlarmDefinition {
  /** Construct id. The heading of the runbook section has the same words. */
  readonly id: string;
  readonly says: string;
  readonly metric: IMetric;
  readonly threshold: number;
  readonly evaluationPeriods?: number;
  readonly datapointsToAlarm?: number;
}

/** Alarms on the way from a notification to the audit table. */
export function ingestAlarms(
  settings: DeploymentSettings,
  { queue, ingestFunction, auditTable }: WatchedParts,
): AlarmDefinition[] {
  const lagSeconds = settings.lagAlarmMinutes * 60;
  return [
    {
      id: 'DeadLetterQueueNotEmpty',
      says: 'Log files were not ingested. Their notifications are in the dead-letter queue, and the audit has a gap until they are redriven.',
      metric: queue.deadLetterQueue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM }),
      threshold: 1,
    },
    {
      id: 'DirectInvocationsFailed',
      says: 'Invocations that did not come through the queue failed. Their notifications are in the queue of failed invocations, and the audit has a gap until they are ingested.',
      metric: queue.failedInvocations.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM }),
      threshold: 1,
    },
    {
      id: 'NotificationsWaitTooLong',
      says: `The oldest notification has waited for more than ${settings.lagAlarmMinutes} minutes, so ingest does not keep up.`,
      metric: queue.queue.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM }),
      threshold: lagSeconds,
      evaluationPeriods: 3,
    },
    {
      id: 'IngestLags',
      says: `Events are written more than ${settings.lagAlarmMinutes} minutes after they happened, including the delivery by CloudTrail.`,
      metric: auditMetric(auditTable, 'IngestLagSeconds', Stats.p(50), Duration.minutes(15)),
      threshold: lagSeconds,
      evaluationPeriods: 2,
    },
    {
      id: 'IngestFails',
      says: 'Invocations of the ingest function failed: a crash, a timeout, or wrong settings.',
      metric: ingestFunction.metricErrors({ statistic: Stats.SUM }),
      threshold: 1,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
    },
    {
      id: 'RecordsRejected',
      says: 'Log files contain malformed records, which are not in the audit.',
      metric: auditMetric(auditTable, 'RecordsRejected'),
      threshold: 1,
    },
    {
      id: 'GzipMembersUnexpected',
      says: 'Log files have more than one gzip member. CloudTrail writes exactly one, so somebody else may have written or changed them.',
      metric: auditMetric(auditTable, 'FilesMultiMember'),
      threshold: 1,
    },
    {
      id: 'WritesThrottled',
      says: 'DynamoDB throttles writes to the audit table or one of its indexes.',
      metric: auditMetric(auditTable, 'WriteThrottles'),
      threshold: 1,
      evaluationPeriods: 3,
    },
  ];
}

/** Alarms on what digests say of the log files, and on the function that compares them. */
export const assuranceAlarms = ({
  assuranceQueue,
  assureFunction,
  auditTable,
}: WatchedParts): AlarmDefinition[] => [
  {
    id: 'Unproven',
    says: 'Accounts and Regions are not proven complete: a digest is missing, there is a gap, or log files were not ingested.',
    metric: auditMetric(auditTable, 'PlacesUnproven', Stats.MAXIMUM, Duration.hours(1)),
    threshold: 1,
    evaluationPeriods: 3,
    datapointsToAlarm: 1,
  },
  {
    id: 'Altered',
    says: 'Log files have another content than was ingested before, or than a digest names, so somebody may have changed them.',
    metric: auditMetric(auditTable, 'FilesAltered'),
    threshold: 1,
  },
  {
    id: 'Missing',
    says: 'Log files that a digest names are no longer in the bucket, so somebody may have deleted them, or log files were not ingested although they were queued again.',
    metric: auditMetric(auditTable, 'FilesMissing'),
    threshold: 1,
  },
  {
    id: 'Unreferenced',
    says: 'Log files are named by no digest 24 hours after their delivery, so somebody may have added them.',
    metric: auditMetric(auditTable, 'FilesUnreferenced'),
    threshold: 1,
  },
  {
    id: 'DigestInvalid',
    says: 'Digests are not valid: a signature, a place or a chain is wrong, so somebody may have changed them.',
    metric: auditMetric(auditTable, 'DigestsInvalid'),
    threshold: 1,
  },
  {
    id: 'AssuranceDeadLetterQueueNotEmpty',
    says: 'Digests could not be verified, or buckets could not be compared with the ledger. The messages are in the dead-letter queue of the assurance queue.',
    metric: assuranceQueue.deadLetterQueue.metricApproximateNumberOfMessagesVisible({
      statistic: Stats.MAXIMUM,
    }),
    threshold: 1,
  },
  {
    id: 'AssuranceFails',
    says: 'Invocations of the assure function failed: a crash, a timeout, or missing permissions.',
    metric: assureFunction.metricErrors({ statistic: Stats.SUM, period: Duration.hours(1) }),
    threshold: 1,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
  },
];
