import { TABLE_ARN } from '../audit/arn';
import { type AuditRecord, RISK_LEVELS } from '../audit/audit-record';
import { rememberLast } from './remember-last';
import { resourceKeys } from './resource-keys';

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

/** Indexes for which the settings decide whether data-plane events enter. */
export const OPTIONAL_INDEX_NAMES = ['action', 'feed', 'credential', 'address'] as const;
export type OptionalIndexName = (typeof OPTIONAL_INDEX_NAMES)[number];

/** The settings that decide which data-plane events enter an index. */
export interface IndexSettings {
  /** Optional indexes that every data-plane event enters. */
  readonly dataEventIndexes: readonly OptionalIndexName[];
  /** Whether failures that are the application's own logic enter `failure`. */
  readonly indexApplicationFailures: boolean;
}

/**
 * Which data-plane events enter an index. Control-plane events enter every index they have a value for, and so do data-plane
 * events that name no table: activity entries, which find what an index lacks, are about tables.
 *
 * - `all`: all of them.
 * - `optional`: all of them if the settings list the index; none otherwise.
 * - `notable`: those that were denied or throttled, or are risky; all of them if the settings list the index.
 * - `failures`: all except failures that are the application's own logic. The settings can include these.
 */
export type DataEventRule = 'all' | 'optional' | 'notable' | 'failures';

/**
 * The audit table's indexes. The CDK table, the item builder, the query planner and the
 * documentation all derive from this table. Do not define an index anywhere else.
 */
export interface IndexDefinition {
  /** Name of the index and of its partition key attribute. */
  readonly name: IndexName;
  /** Description of what the partition key holds, for documents. */
  readonly holds: string;
  /** Key values under which a record enters. Only `resource` has more than one; sparse indexes may have none. */
  readonly toValues: (record: AuditRecord) => readonly string[];
  readonly dataEvents: DataEventRule;
}

/** Version of keys and lanes. Raise it when an old reader would miss items of a new writer. */
export const LAYOUT_VERSION = 1;

/** The audit table's partition key: CloudTrail's event id. */
export const EVENT_ID = 'eventId';

/** The audit table's sort key: the variant of the event, and the further resource of a link item. */
export const PART = 'part';

/** Sort key of every index: `eventTime#` + 16 hex digits that the event id determines. */
export const OCCURRED = 'occurred';

/** When DynamoDB may delete an item, in epoch seconds. Absent unless a retention is set. */
export const EXPIRES_AT = 'expiresAt';

/** Attributes that every index projects in addition to the keys. `summary` is a map, so that a projection never has to change. */
export const PROJECTED_ATTRIBUTES = ['summary', EXPIRES_AT] as const;

/** The ledger table's keys: a book (`file/…`, `directory/…`, `settings`) and an entry of it. */
export const LEDGER_KEYS = { partition: 'book', sort: 'entry' } as const;

/** The partition key value of the `feed` index. */
export const FEED = 'all';

/** Number of partitions of the traffic lane of one key value. */
export const TRAFFIC_SHARDS = 8;

/** Errors with which DynamoDB tells an application that its own condition did not hold. */
export const APPLICATION_FAILURES: readonly string[] = [
  'ConditionalCheckFailedException',
  'TransactionCanceledException',
];

const present = (value: string | undefined): readonly string[] => (value ? [value] : []);

export const INDEXES: readonly IndexDefinition[] = [
  {
    name: 'resource',
    holds: 'ARN of an affected resource',
    toValues: resourceKeys,
    dataEvents: 'all',
  },
  {
    name: 'principal',
    holds: 'stable principal id',
    toValues: (record) => present(record.principal.id),
    dataEvents: 'all',
  },
  {
    name: 'action',
    holds: 'service:eventName',
    toValues: (record) => [`${record.service}:${record.eventName}`],
    dataEvents: 'optional',
  },
  {
    name: 'feed',
    holds: 'everything that is not routine',
    toValues: () => [FEED],
    dataEvents: 'notable',
  },
  {
    name: 'failure',
    holds: 'error code',
    toValues: (record) => present(record.errorCode),
    dataEvents: 'failures',
  },
  {
    name: 'risk',
    holds: `risk level: ${RISK_LEVELS.join(', ')}`,
    toValues: (record) => present(record.risk?.level),
    dataEvents: 'all',
  },
  {
    name: 'credential',
    holds: 'access key id',
    toValues: (record) => present(record.accessKeyId),
    dataEvents: 'optional',
  },
  {
    name: 'address',
    holds: 'source IP address or calling service',
    toValues: (record) => present(record.sourceIp),
    dataEvents: 'optional',
  },
];

const listed = (name: IndexName, settings: IndexSettings): boolean =>
  (settings.dataEventIndexes as readonly IndexName[]).includes(name);

const notable = (record: AuditRecord): boolean =>
  record.risk !== undefined || record.outcome === 'denied' || record.outcome === 'throttled';

const DATA_EVENT_RULES: Record<
  DataEventRule,
  (record: AuditRecord, settings: IndexSettings, name: IndexName) => boolean
> = {
  all: () => true,
  optional: (_record, settings, name) => listed(name, settings),
  notable: (record, settings, name) => notable(record) || listed(name, settings),
  failures: (record, settings) =>
    settings.indexApplicationFailures || !APPLICATION_FAILURES.includes(record.errorCode ?? ''),
};

/** Several indexes ask this of the same record. */
const namesTable = rememberLast(({ resources }: AuditRecord): boolean =>
  resources.some((resource) => TABLE_ARN.test(resource)),
);

/** The key values under which a record enters an index of a deployment with these settings. */
export function indexValues(
  index: IndexDefinition,
  record: AuditRecord,
  settings: IndexSettings,
): readonly string[] {
  const enters =
    record.plane === 'control' ||
    DATA_EVENT_RULES[index.dataEvents](record, settings, index.name) ||
    !namesTable(record);
  return enters ? index.toValues(record) : [];
}
