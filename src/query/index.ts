/** Asking: what other services import as `dynamodb-audit-trail/client`. */
export type {
  Access,
  AuditRecord,
  Outcome,
  Plane,
  Principal,
  Risk,
  RiskLevel,
  Service,
} from '../audit/audit-record';
export { AuditTrailError, type ErrorCode } from '../errors';
export type { DirectoryEntry, DirectoryKind } from '../store/ledger/directory';
export {
  type AuditLog,
  type AuditLogOptions,
  createAuditLog,
  type Explanation,
  type Page,
  type PageOptions,
} from './audit-log';
export type { Summary, SummaryOptions } from './count-over-time';
export type { Dimension, Interval } from './dimensions';
export type { AuditQuery } from './query';
export type { DetailedRecord } from './read-event';
