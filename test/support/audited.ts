import type { AuditedEvent, AuditRecord } from '../../src/audit/audit-record';
import { auditEvent, type ClassifyOptions } from '../../src/audit/classify';
import { type CloudTrailEvent, eventBytes } from './events';

/** What an event means that must be auditable, after the way through JSON that every event takes. */
export function auditedEventOf(event: CloudTrailEvent, options: ClassifyOptions = {}): AuditedEvent {
  const original = eventBytes(event);
  const audited = auditEvent(JSON.parse(original.toString()), original, options);
  if (audited.kind === 'rejected') throw new Error(`Rejected: ${audited.reason}`);
  return audited.event;
}

export const recordOf = (event: CloudTrailEvent, options?: ClassifyOptions): AuditRecord =>
  auditedEventOf(event, options).record;
