import { Token } from 'aws-cdk-lib';
import { Alarm, type AlarmBase, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { DeploymentSettings } from '../src/settings/deployment-settings';
import { assuranceAlarms, ingestAlarms, type WatchedParts } from './alarm-definitions';
import { SilenceAlarm } from './silence-alarms';
import { watchedBuckets } from './sources/bucket-access';

export interface AlarmsProps extends WatchedParts {
  readonly settings: DeploymentSettings;
  /** Topics that alarms notify. Empty: alarms notify nobody. */
  readonly topics: readonly ITopic[];
}

/** The anchor of the runbook section: `dead-letter-queue-not-empty` for `DeadLetterQueueNotEmpty`. */
const runbookAnchor = (alarmId: string): string =>
  alarmId.replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

/** All alarms. Each description says what is wrong and links to the runbook section that says what to do. */
export class Alarms extends Construct {
  readonly alarms: readonly AlarmBase[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { settings } = props;
    const describe = (alarmId: string, says: string) =>
      `${says} Runbook: ${settings.runbookUrl}#${runbookAnchor(alarmId)}`;
    this.alarms = [
      ...[...ingestAlarms(settings, props), ...assuranceAlarms(props)].map(
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
