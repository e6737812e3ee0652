import type { AuditRecord } from './audit-record';

/** A record in its JSON form. */
export type JsonRecord<R extends AuditRecord = AuditRecord> = Omit<R, 'resources'> &
  Partial<Pick<R, 'resources'>>;

/** Converts a record to its JSON form, which omits an empty list of resources like any other empty field. */
export function jsonRecord<R extends AuditRecord>(record: R): JsonRecord<R> {
  if (record.resources.length > 0) return record;
  const { resources: _none, ...said } = record;
  return said;
}
