import type { AuditedEvent, AuditRecord } from '../../src/audit/audit-record';
import { auditEvent } from '../../src/audit/classify';
import { riskAssessor } from '../../src/rules/assess-risk';
import type { RiskSettings } from '../../src/rules/risk-rule';
import { type CloudTrailEvent, eventBytes } from './events';

/** What an event means that must be auditable, after the way through JSON that every event takes. */
export function toAuditedEvent(event: CloudTrailEvent, settings: RiskSettings = {}): AuditedEvent {
  const original = eventBytes(event);
  const audited = auditEvent(JSON.parse(original.toString()), original, {
    assessRisk: riskAssessor(settings),
  });
  if (audited.kind === 'rejected') throw new Error(`Rejected: ${audited.reason}`);
  return audited.event;
}

export const toRecord = (event: CloudTrailEvent, settings?: RiskSettings): AuditRecord =>
  toAuditedEvent(event, settings).record;
