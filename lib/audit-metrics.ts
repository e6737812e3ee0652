import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { INDEX_DIMENSION, METRIC_NAMESPACE, type MetricName, TABLE_DIMENSION } from '../src/settings/metrics';
import { INDEXES } from '../src/store/indexes';

const PERIOD = Duration.minutes(5);

/** A metric of the functions. */
export const auditMetric = (
  auditTable: TableV2,
  metricName: MetricName,
  statistic: string = Stats.SUM,
  period: Duration = PERIOD,
): Metric =>
  new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { [TABLE_DIMENSION]: auditTable.tableName },
    statistic,
    period,
  });

/** A DynamoDB metric of the audit table and of each index. */
export const tableAndIndexMetrics = (auditTable: TableV2, metricName: string): Metric[] => {
  const metric = (label: string, dimensions: Record<string, string>) =>
    new Metric({
      namespace: 'AWS/DynamoDB',
      metricName,
      dimensionsMap: { TableName: auditTable.tableName, ...dimensions },
      statistic: Stats.SUM,
      period: PERIOD,
      label,
    });
  return [
    metric('table', {}),
    ...INDEXES.map(({ name }) => metric(name, { GlobalSecondaryIndexName: name })),
  ];
};

/** Throttled writes of the table and of each index, as counted by the ingest function. */
export const writeThrottlesByIndex = (auditTable: TableV2): Metric[] =>
  ['table', ...INDEXES.map(({ name }) => name)].map((index) =>
    auditMetric(auditTable, 'WriteThrottles').with({
      dimensionsMap: { [TABLE_DIMENSION]: auditTable.tableName, [INDEX_DIMENSION]: index },
      label: index,
    }),
  );
