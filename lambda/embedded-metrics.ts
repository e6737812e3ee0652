import { METRIC_NAMESPACE, METRICS, type MetricName, TABLE_DIMENSION } from '../src/settings/metrics';

/**
 * Formats a line in CloudWatch's embedded metric format, which becomes metrics when it is logged.
 * @param further dimensions in addition to the audit table
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedMetrics(
  auditTable: string,
  values: Partial<Record<MetricName, number>>,
  timestamp: number,
  further: Readonly<Record<string, string>> = {},
): string {
  const names = Object.keys(values) as MetricName[];
  return JSON.stringify({
    _aws: {
      Timestamp: timestamp,
      CloudWatchMetrics: [
        {
          Namespace: METRIC_NAMESPACE,
          Dimensions: [[TABLE_DIMENSION, ...Object.keys(further)]],
          Metrics: names.map((name) => ({ Name: name, Unit: METRICS[name].unit })),
        },
      ],
    },
    [TABLE_DIMENSION]: auditTable,
    ...further,
    ...values,
  });
}
