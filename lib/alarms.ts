import { Duration, Token } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmBase,
  ComparisonOperator,
  type IMetric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { DeploymentSettings } from '../src/settings/deployment-settings';
import { ingestMetric } from './audit-metrics';
import type { IngestQueue } from './shared/ingest-queue';
import { SilenceAlarm } from './silence-alarms';
import { watchedBuckets } from './sources/bucket-access';

export interface AlarmsProps {
  readonly settings: DeploymentSettings;
  readonly queue: IngestQueue;
  readonly ingestFunction: IFunction;
  readonly auditTable: TableV2;
  /** Topics that alarms notify. Empty: alarms notify nobody. */
  readonly topics: readonly ITopic[];
}

interface AlarmDefinition {
  /** Construct id. The heading of the runbook section has the same words. */
  readonly id: string;
  readonly says: string;
  readonly metric: IMetric;
  readonly threshold: number;
  readonly evaluationPeriods?: number;
  readonly datapointsToAlarm?: number;
  readonly comparisonOperator?: ComparisonOperator;
  readonly treatMissingData?: TreatMissingData;
}

/** The anchor of the runbook section: `dead-letter-queue-not-empty` for `DeadLetterQueueNotEmpty`. */
export const runbookAnchor = (alarmId: string): string =>
  alarmId.replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

const alarmDefinitions = ({
  settings,
  queue,
  ingestFunction,
  auditTable,
}: AlarmsProps): AlarmDefinition[] => {
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
      metric: ingestMetric(auditTable, 'IngestLagSeconds', Stats.p(50), Duration.minutes(15)),
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
      metric: ingestMetric(auditTable, 'RecordsRejected'),
      threshold: 1,
    },
    {
      id: 'GzipMembersUnexpected',
      says: 'Log files have more than one gzip member. CloudTrail writes exactly one, so somebody else may have written or changed them.',
      metric: ingestMetric(auditTable, 'FilesMultiMember'),
      threshold: 1,
    },
    {
      id: 'WritesThrottled',
      says: 'DynamoDB throttles writes to the audit table or one of its indexes.',
      metric: ingestMetric(auditTable, 'WriteThrottles'),
      threshold: 1,
      evaluationPeriods: 3,
    },
  ];
};

/** All alarms. Each description says what is wrong and links to the runbook section that says what to do. */
export class Alarms extends Construct {
  readonly alarms: readonly AlarmBase[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { settings } = props;
    const describe = (alarmId: string, says: string) =>
      `${says} Runbook: ${settings.runbookUrl}#${runbookAnchor(alarmId)}`;
    this.alarms = [
      ...alarmDefinitions(props).map(
        ({ id: alarmId, says, ...definition }) =>
          new Alarm(this, alarmId, {
            evaluationPeriods: 1,
            comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treatMissingData: TreatMissingData.NOT_BREACHING,
            ...definition,
            alarmDescription: describe(alarmId, says),
          }),
      ),
      ...[undefined, ...watchedBuckets(settings)].map((bucketName) =>
        this.watch(props, bucketName, describe),
      ),
    ];
    for (const alarm of this.alarms) {
      for (const topic of props.topics) alarm.addAlarmAction(new SnsAction(topic));
    }
  }

  private watch(
    { settings, auditTable }: AlarmsProps,
    bucketName: string | undefined,
    describe: (alarmId: string, says: string) => string,
  ): AlarmBase {
    const hours = settings.silenceAlarmHours;
    const from = bucketName === undefined ? '' : ` of bucket ${bucketName}`;
    return new SilenceAlarm(this, `Silence${bucketName === undefined ? '' : `-${toId(bucketName)}`}`, {
      auditTable,
      hours,
      ...(bucketName !== undefined && { bucketName }),
      description: describe(
        'FeedSilent',
        `No log file${from} was read for ${hours} hours. The trail, the bucket or the notifications may be disabled.`,
      ),
    }).alarm;
  }
}

const toId = (bucketName: string): string =>
  Token.isUnresolved(bucketName) ? 'Bucket' : bucketName.replaceAll(/[^\w.-]/g, '-');
