/** What programs import as `dynamodb-audit-trail/data-folder`: apart from the client, which needs no DuckDB. */
export { AuditTrailError, type ErrorCode } from './errors';
export { type LocalAudit, type OpenLocalAuditOptions, openLocalAudit } from './local/open-local-audit';
