/**
 * The metrics of the ingest function: one table for the function that emits them, the alarms and
 * dashboard that watch them, and the runbook that explains them.
 *
 * Every metric carries the dimension `AuditTable` (the audit table's name), so two audit trails of one
 * account stay apart. `WriteThrottles` is emitted under `AuditTable` alone and under `AuditTable` + `Index`.
 */
export const METRIC_NAMESPACE = 'DynamoDbAuditTrail';

/** Dimension of every metric: the name of the audit table. */
export const TABLE_DIMENSION = 'AuditTable';

/** Second dimension of `WriteThrottles`: the name of an index, or `table` for the table itself. */
export const INDEX_DIMENSION = 'Index';

export interface MetricDefinition {
  /** CloudWatch's word for the unit. */
  readonly unit: 'Count' | 'Seconds';
  /** What one data point says, for people. */
  readonly meaning: string;
}

export const METRICS = {
  FilesRead: { unit: 'Count', meaning: 'Log files read whole, their events written.' },
  FilesSkipped: {
    unit: 'Count',
    meaning: 'Objects that are not log files of events: digests, Insights, foreign.',
  },
  FilesFailed: { unit: 'Count', meaning: 'Log files that could not be read or written whole.' },
  RecordsRead: { unit: 'Count', meaning: 'Records in the files read; always the sum of the next five.' },
  RecordsOtherServices: { unit: 'Count', meaning: 'Records of services that are not audited.' },
  RecordsExcluded: {
    unit: 'Count',
    meaning: 'Records left out by a filter, by age, or as the own traffic of the audit.',
  },
  RecordsDuplicates: { unit: 'Count', meaning: 'Records whose event id was already met in the same file.' },
  RecordsAudited: { unit: 'Count', meaning: 'Records written to the audit table.' },
  RecordsRejected: { unit: 'Count', meaning: 'Records set aside as malformed.' },
  UnknownOperations: {
    unit: 'Count',
    meaning: 'Audited records whose operation is not in the operations table.',
  },
  IngestLagSeconds: { unit: 'Seconds', meaning: 'Time from eventTime to the write of the record.' },
  WriteThrottles: { unit: 'Count', meaning: 'Writes that DynamoDB throttled, by table or index.' },
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof METRICS;
