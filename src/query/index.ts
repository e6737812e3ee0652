/** What other services import as `dynamodb-audit-trail/client`. */
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
export type { DirectoryEntry, DirectoryKind } from '../store/ledger/directory-item';
export type { AbortOptions, AuditLog, Explanation, Page, PageOptions, Searched } from './audit-log';
export type { ReadCost } from './audit-store';
export { type AuditLogOptions, createAuditLog } from './create-audit-log';
export type { Dimension, Interval } from './dimensions';
export type { DetailedRecord } from './event-record';
export type { ListPage } from './list-directory';
export type { AuditQuery } from './query';
export type { Summary, SummaryOptions } from './summary';
