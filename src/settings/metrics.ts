/**
 * The metrics of the functions, shared by the functions, the alarms and the dashboard.
 *
 * Every metric has the dimension `AuditTable` (name of the audit table), so that two audit trails in one
 * account stay separate. `WriteThrottles` is emitted under `AuditTable` alone and under `AuditTable` + `Index`.
 */
export const METRIC_NAMESPACE = 'DynamoDbAuditTrail';

/** Dimension of every metric: the name of the audit table. */
export const TABLE_DIMENSION = 'AuditTable';

/** Second dimension of `WriteThrottles`: the name of an index, or `table` for the table itself. */
export const INDEX_DIMENSION = 'Index';

/** Second dimension of `FilesRead`, emitted in addition if several buckets are watched: the name of the bucket. */
export const BUCKET_DIMENSION = 'Bucket';

export interface MetricDefinition {
  /** CloudWatch unit. */
  readonly unit: 'Count' | 'Seconds';
  /** Meaning of one data point. */
  readonly meaning: string;
}

export const METRICS = {
  FilesRead: { unit: 'Count', meaning: 'Log files read completely, with all their events written.' },
  FilesSkipped: {
    unit: 'Count',
    meaning: 'Objects that are not log files of events: digests, Insights and other objects.',
  },
  FilesFailed: { unit: 'Count', meaning: 'Log files that could not be read or written completely.' },
  FilesMultiMember: {
    unit: 'Count',
    meaning: 'Log files with more than one gzip member. CloudTrail writes exactly one.',
  },
  FilesAltered: {
    unit: 'Count',
    meaning:
      'Log files with another content than was read before, or than a digest names. All contents that were read are in the audit.',
  },
  FilesMissing: {
    unit: 'Count',
    meaning:
      'Log files that a digest names and that are no longer in S3, or log files that were not ingested although they were queued again.',
  },
  FilesUnreferenced: {
    unit: 'Count',
    meaning: 'Log files that no digest names 24 hours after their delivery.',
  },
  DigestsInvalid: { unit: 'Count', meaning: 'Digests whose signature, place or chain is not valid.' },
  PlacesUnproven: {
    unit: 'Count',
    meaning:
      'Accounts and Regions with a digest missing, a gap or an incomplete span in the last three days, counted once an hour.',
  },
  RecordsRead: {
    unit: 'Count',
    meaning:
      'Records in the files read: the sum of `RecordsOtherServices`, `RecordsExcluded`, `RecordsDuplicates`, `RecordsAudited` and `RecordsRejected`.',
  },
  RecordsOtherServices: { unit: 'Count', meaning: 'Records of services that are not audited.' },
  RecordsExcluded: {
    unit: 'Count',
    meaning: 'Records excluded by a filter, by age, or as traffic of the audit itself.',
  },
  RecordsDuplicates: { unit: 'Count', meaning: 'Records whose event ID occurred earlier in the same file.' },
  RecordsAudited: { unit: 'Count', meaning: 'Records that were audited: the sum of the next two metrics.' },
  RecordsRecorded: { unit: 'Count', meaning: 'Audited events that were written to the audit table.' },
  RecordsSummarized: {
    unit: 'Count',
    meaning:
      'Audited data events of which only activity entries were written, with `dataEventDetail: activity`.',
  },
  RecordsRejected: { unit: 'Count', meaning: 'Malformed records that were not audited.' },
  UnknownOperations: {
    unit: 'Count',
    meaning: 'Audited records whose operation is not in the operations table.',
  },
  IngestLagSeconds: { unit: 'Seconds', meaning: 'Time from eventTime to the write of the record.' },
  WriteThrottles: { unit: 'Count', meaning: 'Throttled writes, by table or index.' },
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof METRICS;
