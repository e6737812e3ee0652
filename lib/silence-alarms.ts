import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmRule,
  AlarmState,
  ComparisonOperator,
  CompositeAlarm,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { BUCKET_DIMENSION, TABLE_DIMENSION } from '../src/settings/metrics';
import { auditMetric } from './audit-metrics';

export interface SilenceAlarmProps {
  readonly auditTable: TableV2;
  readonly hours: number;
  /** The text of the alarm, with the link to the runbook. */
  readonly description: string;
  /** Bucket to watch. Default: all buckets together. */
  readonly bucketName?: string;
}

/**
 * An alarm for hours without a log file. A new stack does not alarm before its first file: a second alarm
 * goes off when files were read in two hours, and stays so, because it ignores missing data.
 */
export class SilenceAlarm extends Construct {
  readonly alarm: CompositeAlarm;

  constructor(scope: Construct, id: string, props: SilenceAlarmProps) {
    super(scope, id);
    const { auditTable, hours, description, bucketName } = props;
    const total = auditMetric(auditTable, 'FilesRead', Stats.SUM, Duration.hours(1));
    const metric =
      bucketName === undefined
        ? total
        : total.with({
            dimensionsMap: { [TABLE_DIMENSION]: auditTable.tableName, [BUCKET_DIMENSION]: bucketName },
          });
    const silent = new Alarm(this, 'NoFiles', {
      metric,
      threshold: 1,
      evaluationPeriods: hours,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.BREACHING,
      alarmDescription: `Part of an alarm, notifies nobody by itself. ${description}`,
    });
    const started = new Alarm(this, 'FilesSeen', {
      metric,
      threshold: 1,
      evaluationPeriods: 24,
      datapointsToAlarm: 2,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.IGNORE,
      alarmDescription: `Part of an alarm: in state ALARM since the first files were read, as it should be. ${description}`,
    });
    this.alarm = new CompositeAlarm(this, 'Silent', {
      alarmDescription: description,
      alarmRule: AlarmRule.allOf(
        AlarmRule.fromAlarm(silent, AlarmState.ALARM),
        AlarmRule.fromAlarm(started, AlarmState.ALARM),
      ),
    });
  }
}
