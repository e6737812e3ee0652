import type { AuditRecord } from './audit-record';

/** A record as JSON shows it. */
export type JsonRecord<R extends AuditRecord = AuditRecord> = Omit<R, 'resources'> &
  Partial<Pick<R, 'resources'>>;

/** Where an event has nothing to say a field is absent; that goes for an empty list of resources too. */
export function jsonRecord<R extends AuditRecord>(record: R): JsonRecord<R> {
  if (record.resources.length > 0) return record;
  const { resources: _none, ...said } = record;
  return said;
}
