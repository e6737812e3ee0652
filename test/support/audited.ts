import type { AuditedEvent, AuditRecord } from '../../src/audit/audit-record';
import { auditEvent } from '../../src/audit/classify';
import { riskAssessor } from '../../src/rules/assess-risk';
import type { RiskLists } from '../../src/rules/risk-rule';
import { type CloudTrailEvent, eventBytes } from './events';

/** What an event means that must be auditable, after the way through JSON that every event takes. */
export function toAuditedEvent(event: CloudTrailEvent, lists: RiskLists = {}): AuditedEvent {
  const original = eventBytes(event);
  const audited = auditEvent(JSON.parse(original.toString()), original, { assessRisk: riskAssessor(lists) });
  if (audited.kind === 'rejected') throw new Error(`Rejected: ${audited.reason}`);
  return audited.event;
}

export const toRecord = (event: CloudTrailEvent, lists?: RiskLists): AuditRecord =>
  toAuditedEvent(event, lists).record;
