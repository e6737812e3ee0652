/** An alarm on one metric as its template has it, intrinsics resolved. */
export interface Alarm {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  readonly Threshold: number;
  readonly ComparisonOperator: string;
  /** `ignore`: an alarm that remembers, which is no alarm by itself. */
  readonly TreatMissingData?: string;
}

interface EmbeddedMetrics {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
  readonly [member: string]: unknown;
}

/**
 * The values that CloudWatch would keep under the metric that an alarm watches: of the lines in embedded
 * metric format, those with the alarm's namespace and exactly its dimensions.
 */
export function valuesWatched(alarm: Alarm, logs: readonly string[]): number[] {
  const watched = JSON.stringify(alarm.Dimensions.map(({ Name, Value }) => [Name, Value]).sort());
  return logs
    .filter((line) => line.startsWith('{"_aws"'))
    .map((line) => JSON.parse(line) as EmbeddedMetrics)
    .flatMap((line) =>
      line._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
        Dimensions.filter(
          (names) =>
            Namespace === alarm.Namespace &&
            Metrics.some(({ Name }) => Name === alarm.MetricName) &&
            JSON.stringify(names.map((name) => [name, line[name]]).sort()) === watched,
        ).map(() => line[alarm.MetricName] as number),
      ),
    );
}

const STATISTICS: Readonly<Record<string, (values: readonly number[]) => number>> = {
  Sum: (values) => values.reduce((sum, value) => sum + value, 0),
  Maximum: (values) => Math.max(...values),
  p50: (values) => [...values].sort((one, other) => one - other)[Math.floor((values.length - 1) / 2)]!,
};

const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
};

/** Whether one data point of these values would count towards the alarm. */
export function breaches(alarm: Alarm, values: readonly number[]): boolean {
  const statistic = STATISTICS[alarm.Statistic ?? alarm.ExtendedStatistic ?? ''];
  const compare = COMPARISONS[alarm.ComparisonOperator];
  if (!statistic || !compare) throw new Error(`This alarm is not understood: ${JSON.stringify(alarm)}`);
  return values.length > 0 && compare(statistic(values), alarm.Threshold);
}
