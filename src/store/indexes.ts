import { type AuditRecord, RISK_LEVELS } from '../audit/audit-record';

/**
 * The audit table's indexes. The CDK table, the item builder, the query planner and the
 * documentation all derive from this one table; nothing else may name an index.
 */
export interface IndexDefinition {
  /** Name of the index and of its partition key attribute. */
  readonly name: IndexName;
  /** What the partition key holds, for people. */
  readonly holds: string;
  /** The key values under which a record enters: more than one only in `resource`. */
  readonly valuesOf: (record: AuditRecord) => readonly string[];
  /** Which data-plane records enter: all, by setting only, or those `valuesOf` gives a value for. */
  readonly dataEvents: 'always' | 'setting' | 'sparse';
}

export const INDEX_NAMES = [
  'resource',
  'principal',
  'action',
  'feed',
  'failure',
  'risk',
  'credential',
  'address',
] as const;
export type IndexName = (typeof INDEX_NAMES)[number];

/** Sort key of every index: `eventTime#` + 16 hex digits that the event id determines. */
export const OCCURRED = 'occurred';

/** What every index projects beside the keys. One map, so that a projection never has to change. */
export const PROJECTED_ATTRIBUTES = ['summary', 'expiresAt'] as const;

/** The partition key value of the `feed` index. */
export const FEED = 'all';

/** Number of partitions of the traffic lane of one key value. */
export const TRAFFIC_SHARDS = 8;

const present = (value: string | undefined): readonly string[] => (value ? [value] : []);

export const INDEXES: readonly IndexDefinition[] = [
  {
    name: 'resource',
    holds: 'ARN of an affected resource',
    valuesOf: (record) => record.resources,
    dataEvents: 'always',
  },
  {
    name: 'principal',
    holds: 'stable principal id',
    valuesOf: (record) => present(record.principal.id),
    dataEvents: 'always',
  },
  {
    name: 'action',
    holds: 'service:eventName',
    valuesOf: (record) => [`${record.service}:${record.eventName}`],
    dataEvents: 'setting',
  },
  {
    name: 'feed',
    holds: 'everything that is not routine',
    valuesOf: () => [FEED],
    dataEvents: 'setting',
  },
  {
    name: 'failure',
    holds: 'error code',
    valuesOf: (record) => present(record.errorCode),
    dataEvents: 'sparse',
  },
  {
    name: 'risk',
    holds: `risk level: ${RISK_LEVELS.join(', ')}`,
    valuesOf: (record) => present(record.risk?.level),
    dataEvents: 'sparse',
  },
  {
    name: 'credential',
    holds: 'access key id',
    valuesOf: (record) => present(record.accessKeyId),
    dataEvents: 'setting',
  },
  {
    name: 'address',
    holds: 'source IP address or calling service',
    valuesOf: (record) => present(record.sourceIp),
    dataEvents: 'setting',
  },
];
