import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { METRIC_NAMESPACE, type MetricName, TABLE_DIMENSION } from '../src/metrics';
import { INDEXES } from '../src/store/indexes';

const PERIOD = Duration.minutes(5);

/** A metric of the ingest function, by the name it emits it under. */
export const ingestMetric = (
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
    label: metricName,
  });

/** A metric that DynamoDB keeps of the audit table, and of each of its indexes. */
export const tableAndIndexMetrics = (auditTable: TableV2, metricName: string): Record<string, Metric> => {
  const of = (label: string, dimensions: Record<string, string>) =>
    new Metric({
      namespace: 'AWS/DynamoDB',
      metricName,
      dimensionsMap: { TableName: auditTable.tableName, ...dimensions },
      statistic: Stats.SUM,
      period: PERIOD,
      label,
    });
  return {
    table: of('table', {}),
    ...Object.fromEntries(INDEXES.map(({ name }) => [name, of(name, { GlobalSecondaryIndexName: name })])),
  };
};

/** Throttled writes of the table and all its indexes together: a hot index throttles the table. */
export const writeThrottles = (auditTable: TableV2): MathExpression => {
  const usingMetrics = tableAndIndexMetrics(auditTable, 'WriteThrottleEvents');
  return new MathExpression({
    expression:
      'SUM([' +
      Object.keys(usingMetrics)
        .map((name) => `FILL(${name}, 0)`)
        .join(', ') +
      '])',
    usingMetrics,
    period: PERIOD,
    label: 'throttled writes',
  });
};
