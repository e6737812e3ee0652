import { AlarmStatusWidget, Dashboard, GraphWidget, type IMetric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { MetricName } from '../src/settings/metrics';
import type { WatchedParts } from './alarm-definitions';
import type { Alarms } from './alarms';
import { auditMetric, tableAndIndexMetrics, writeThrottlesByIndex } from './audit-metrics';

export interface AuditDashboardProps extends WatchedParts {
  readonly alarms: Alarms;
}

const graph = (title: string, left: IMetric[], right: IMetric[] = [], stacked = false) =>
  new GraphWidget({ title, left, right, stacked, width: 8, height: 6 });

const functionGraph = (title: string, watched: IFunction) =>
  graph(
    title,
    [watched.metricInvocations(), watched.metricErrors(), watched.metricThrottles()],
    [watched.metricDuration({ statistic: Stats.p(99) })],
  );

/** A dashboard that shows whether the audit is complete, proven, on time and not throttled. */
export class AuditDashboard extends Construct {
  constructor(scope: Construct, id: string, props: AuditDashboardProps) {
    super(scope, id);
    const { queue, assuranceQueue, ingestFunction, assureFunction, auditTable } = props;
    const counts = (...names: MetricName[]) => names.map((name) => auditMetric(auditTable, name));
    const dashboard = new Dashboard(this, 'Dashboard');
    dashboard.addWidgets(
      new AlarmStatusWidget({ title: 'Alarms', alarms: [...props.alarms.alarms], width: 24 }),
    );
    dashboard.addWidgets(
      graph('Log files', counts('FilesRead', 'FilesSkipped', 'FilesFailed', 'FilesMultiMember')),
      graph(
        'Records of all files: the stacked areas add up to RecordsRead',
        counts(
          'RecordsOtherServices',
          'RecordsExcluded',
          'RecordsDuplicates',
          'RecordsAudited',
          'RecordsRejected',
        ),
        counts('RecordsRead'),
        true,
      ),
      graph(
        'Records audited',
        counts('RecordsAudited', 'RecordsRecorded', 'RecordsSummarized'),
        counts('RecordsRejected', 'UnknownOperations'),
      ),
    );
    dashboard.addWidgets(
      graph('Seconds from event to write', [
        auditMetric(auditTable, 'IngestLagSeconds', Stats.p(50)),
        auditMetric(auditTable, 'IngestLagSeconds', Stats.MAXIMUM),
      ]),
      graph(
        'Notifications',
        [
          queue.queue.metricApproximateNumberOfMessagesVisible(),
          queue.deadLetterQueue.metricApproximateNumberOfMessagesVisible(),
          queue.failedInvocations.metricApproximateNumberOfMessagesVisible(),
        ],
        [queue.queue.metricApproximateAgeOfOldestMessage()],
      ),
      functionGraph('Ingest function', ingestFunction),
    );
    dashboard.addWidgets(
      graph(
        'Log files against digests',
        counts('FilesAltered', 'FilesMissing', 'FilesUnreferenced', 'DigestsInvalid'),
        [auditMetric(auditTable, 'PlacesUnproven', Stats.MAXIMUM)],
      ),
      graph(
        'Digests to verify',
        [
          assuranceQueue.queue.metricApproximateNumberOfMessagesVisible(),
          assuranceQueue.deadLetterQueue.metricApproximateNumberOfMessagesVisible(),
        ],
        [assuranceQueue.queue.metricApproximateAgeOfOldestMessage()],
      ),
      functionGraph('Assure function', assureFunction),
    );
    dashboard.addWidgets(
      graph('Throttled writes', writeThrottlesByIndex(auditTable)),
      graph('Write units', tableAndIndexMetrics(auditTable, 'ConsumedWriteCapacityUnits')),
      graph('Read units', tableAndIndexMetrics(auditTable, 'ConsumedReadCapacityUnits')),
    );
  }
}
