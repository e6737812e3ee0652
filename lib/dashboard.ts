import { AlarmStatusWidget, Dashboard, GraphWidget, type IMetric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { MetricName } from '../src/settings/metrics';
import type { Alarms } from './alarms';
import { ingestMetric, tableAndIndexMetrics, writeThrottlesByIndex } from './audit-metrics';
import type { IngestQueue } from './shared/ingest-queue';

export interface AuditDashboardProps {
  readonly alarms: Alarms;
  readonly queue: IngestQueue;
  readonly ingestFunction: IFunction;
  readonly auditTable: TableV2;
}

const graph = (title: string, left: IMetric[], right: IMetric[] = [], stacked = false) =>
  new GraphWidget({ title, left, right, stacked, width: 8, height: 6 });

/** A dashboard that shows whether the audit is complete, on time and not throttled. */
export class AuditDashboard extends Construct {
  constructor(scope: Construct, id: string, props: AuditDashboardProps) {
    super(scope, id);
    const { queue, ingestFunction, auditTable } = props;
    const counts = (...names: MetricName[]) => names.map((name) => ingestMetric(auditTable, name));
    const dashboard = new Dashboard(this, 'Dashboard');
    dashboard.addWidgets(
      new AlarmStatusWidget({ title: 'Alarms', alarms: [...props.alarms.alarms], width: 24 }),
    );
    dashboard.addWidgets(
      graph(
        'Log files',
        counts('FilesRead', 'FilesSkipped', 'FilesFailed', 'FilesMultiMember', 'FilesAltered'),
      ),
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
      graph('Records audited', counts('RecordsAudited'), counts('RecordsRejected', 'UnknownOperations')),
    );
    dashboard.addWidgets(
      graph('Seconds from event to write', [
        ingestMetric(auditTable, 'IngestLagSeconds', Stats.p(50)),
        ingestMetric(auditTable, 'IngestLagSeconds', Stats.MAXIMUM),
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
      graph(
        'Ingest function',
        [ingestFunction.metricInvocations(), ingestFunction.metricErrors(), ingestFunction.metricThrottles()],
        [ingestFunction.metricDuration({ statistic: Stats.p(99) })],
      ),
    );
    dashboard.addWidgets(
      graph('Throttled writes', writeThrottlesByIndex(auditTable)),
      graph('Write units', tableAndIndexMetrics(auditTable, 'ConsumedWriteCapacityUnits')),
      graph('Read units', tableAndIndexMetrics(auditTable, 'ConsumedReadCapacityUnits')),
    );
  }
}
