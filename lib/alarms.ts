import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { DeploymentSettings } from '../src/settings/deployment-settings';
import { ingestMetric } from './audit-metrics';
import type { IngestQueue } from './ingest-queue';

export interface AlarmsProps {
  readonly settings: DeploymentSettings;
  readonly queue: IngestQueue;
  readonly ingestFunction: IFunction;
  readonly auditTable: TableV2;
  /** @default - alarms notify nobody */
  readonly topic?: ITopic;
}

interface AlarmDefinition {
  /** Construct id; the runbook's section has the same name in words. */
  readonly id: string;
  readonly says: string;
  readonly metric: IMetric;
  readonly threshold: number;
  readonly evaluationPeriods?: number;
  readonly datapointsToAlarm?: number;
  readonly comparisonOperator?: ComparisonOperator;
  readonly treatMissingData?: TreatMissingData;
}

/** `DeadLetterQueueNotEmpty` as the heading `Dead letter queue not empty` is anchored. */
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
      says: 'Log files could not be ingested and wait in the dead-letter queue: the audit has a gap until they are redriven.',
      metric: queue.deadLetterQueue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM }),
      threshold: 1,
    },
    {
      id: 'NotificationsWaitTooLong',
      says: `The oldest notification has waited for more than ${settings.lagAlarmMinutes} minutes: ingest does not keep up.`,
      metric: queue.queue.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM }),
      threshold: lagSeconds,
      evaluationPeriods: 3,
    },
    {
      id: 'IngestLags',
      says: `Events are written more than ${settings.lagAlarmMinutes} minutes after they happened, CloudTrail’s delivery included.`,
      metric: ingestMetric(auditTable, 'IngestLagSeconds', Stats.p(50), Duration.minutes(15)),
      threshold: lagSeconds,
      evaluationPeriods: 2,
    },
    {
      id: 'IngestFails',
      says: 'Invocations of the ingest function ended with an error: a crash, a timeout, or settings that are wrong.',
      metric: ingestFunction.metricErrors({ statistic: Stats.SUM }),
      threshold: 1,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
    },
    {
      id: 'RecordsRejected',
      says: 'Log files hold records that are malformed; they were set aside and are not in the audit.',
      metric: ingestMetric(auditTable, 'RecordsRejected'),
      threshold: 1,
    },
    {
      id: 'WritesThrottled',
      says: 'DynamoDB throttles writes to the audit table or one of its indexes.',
      metric: ingestMetric(auditTable, 'WriteThrottles'),
      threshold: 1,
      evaluationPeriods: 3,
    },
    {
      id: 'FeedSilent',
      says: `Not one log file was read for ${settings.silenceAlarmHours} hours: the trail, the bucket or the notifications may be switched off.`,
      metric: ingestMetric(auditTable, 'FilesRead', Stats.SUM, Duration.hours(1)),
      threshold: 1,
      evaluationPeriods: settings.silenceAlarmHours,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.BREACHING,
    },
  ];
};

/** The alarms. Each description says what is wrong, and links to the section of the runbook that says what to do. */
export class Alarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.alarms = alarmDefinitions(props).map(({ id: alarmId, says, ...definition }) => {
      const alarm = new Alarm(this, alarmId, {
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
        ...definition,
        alarmDescription: `${says} Runbook: ${props.settings.runbookUrl}#${runbookAnchor(alarmId)}`,
      });
      if (props.topic) alarm.addAlarmAction(new SnsAction(props.topic));
      return alarm;
    });
  }
}
