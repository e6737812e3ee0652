import type { AuditRecord } from '../../audit/audit-record';
import type { ItemSource } from '../../store/items/item-source';
import { toTime } from '../../time';
import type { Row } from './connections';

/** The columns that `toRecord` and `toSource` read. */
export const RECORD_COLUMNS = [
  'eventId',
  'epoch_ms(eventTime) AS time',
  'eventSource',
  'eventName',
  'service',
  'plane',
  'access',
  'category',
  'categories',
  'outcome',
  'errorCode',
  'accountId',
  'region',
  'sourceIp',
  'accessKeyId',
  'userAgent',
  'principalId',
  'principalType',
  'principalName',
  'session',
  'sourceIdentity',
  'onBehalfOf',
  'mfa',
  'resources',
  'impliedTables',
  'originalEventId',
  'sharedEventId',
  'cutFields',
  'riskLevel',
  'riskRules',
].join(', ');

/** The columns of a variant: those of its record, and those that `toSource` reads. */
export const VARIANT_COLUMNS = `${RECORD_COLUMNS}, contentHash, bucket, "key", truncated`;

/** @param time epoch milliseconds, as DuckDB gives them */
export const formatEventTime = (time: unknown): string => toTime(Number(time));

/** Members without those that are null. */
function present<Members extends object>(members: { [Name in keyof Members]: unknown }): Members {
  const kept: Record<string, unknown> = {};
  for (const name in members) if (members[name] !== null) kept[name] = members[name];
  return kept as Members;
}

/** The record of a row. Its file's checksum vouches for the values, which only this version writes. */
export const toRecord = (row: Row): AuditRecord =>
  present<AuditRecord>({
    eventId: row.eventId,
    eventTime: formatEventTime(row.time),
    eventSource: row.eventSource,
    eventName: row.eventName,
    service: row.service,
    plane: row.plane,
    access: row.access,
    category: row.category,
    categories: row.categories,
    outcome: row.outcome,
    errorCode: row.errorCode,
    accountId: row.accountId,
    region: row.region,
    sourceIp: row.sourceIp,
    accessKeyId: row.accessKeyId,
    userAgent: row.userAgent,
    principal: present<AuditRecord['principal']>({
      id: row.principalId,
      type: row.principalType,
      name: row.principalName,
      session: row.session,
      sourceIdentity: row.sourceIdentity,
      onBehalfOf: row.onBehalfOf,
      mfa: row.mfa,
    }),
    resources: row.resources ?? [],
    impliedTables: row.impliedTables,
    originalEventId: row.originalEventId,
    sharedEventId: row.sharedEventId,
    cutFields: row.cutFields,
    risk: row.riskLevel === null ? null : { level: row.riskLevel, rules: row.riskRules ?? [] },
  });

export const toSource = (row: Row): ItemSource => ({ bucket: String(row.bucket), key: String(row.key) });
