import { TABLE_ARN } from '../audit/arn';
import type { AuditRecord } from '../audit/audit-record';
import { isOldName, OLD_NAMES, type OldName, RENAMED_FILTERS } from './renamed-filters';

/** Properties that records can be counted by, with the values that one record counts for. */
export const DIMENSIONS = {
  action: (record: AuditRecord) => [record.eventName],
  principal: (record: AuditRecord) => [record.principal.id],
  table: (record: AuditRecord) => record.resources.filter((resource) => TABLE_ARN.test(resource)),
  resource: (record: AuditRecord) => record.resources,
  service: (record: AuditRecord) => [record.service],
  plane: (record: AuditRecord) => [record.plane],
  access: (record: AuditRecord) => [record.access],
  category: (record: AuditRecord) => present(record.category),
  outcome: (record: AuditRecord) => [record.outcome],
  error: (record: AuditRecord) => present(record.errorCode),
  risk: (record: AuditRecord) => present(record.risk?.level),
  rule: (record: AuditRecord) => record.risk?.rules ?? [],
  principalType: (record: AuditRecord) => [record.principal.type],
  session: ({ principal }: AuditRecord) => [
    ...new Set(
      [principal.session, principal.sourceIdentity, principal.onBehalfOf].flatMap((one) => present(one)),
    ),
  ],
  mfa: (record: AuditRecord) => [record.principal.mfa ? 'yes' : 'no'],
  accessKey: (record: AuditRecord) => present(record.accessKeyId),
  sourceIp: (record: AuditRecord) => present(record.sourceIp),
  account: (record: AuditRecord) => present(record.accountId),
  eventRegion: (record: AuditRecord) => present(record.region),
} as const satisfies Record<string, (record: AuditRecord) => readonly string[]>;
export type Dimension = keyof typeof DIMENSIONS;
export const DIMENSION_NAMES = Object.keys(DIMENSIONS) as [Dimension, ...Dimension[]];

/** A dimension by its name, or by the name that it had in earlier versions. */
export type DimensionName = Dimension | OldName;
export const ALL_DIMENSION_NAMES = [...DIMENSION_NAMES, ...OLD_NAMES] as [DimensionName, ...DimensionName[]];

/** The dimension that a name stands for. */
export const toDimension = (name: DimensionName): Dimension =>
  isOldName(name) ? RENAMED_FILTERS[name] : name;

const present = (value: string | undefined) => (value === undefined ? [] : [value]);

/** Bucket lengths in seconds. A bucket starts at a multiple of its length, in UTC. */
export const INTERVALS = {
  '1m': 60,
  '5m': 300,
  '15m': 900,
  '1h': 3_600,
  '6h': 21_600,
  '1d': 86_400,
} as const;
export type Interval = keyof typeof INTERVALS;
export const INTERVAL_NAMES = Object.keys(INTERVALS) as [Interval, ...Interval[]];
