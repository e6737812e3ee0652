import type { AuditRecord, RiskLevel } from '../audit/audit-record';
import { parseStatements } from '../audit/classify';
import { findOperation } from '../audit/find-operation';
import { type JsonObject, toObject } from '../audit/json';
import type { Call, RiskRule, RiskSettings } from './risk-rule';
import { RISK_RULES } from './risk-rules';

/** One matching rule of a record, for a person. */
export interface RiskReason {
  readonly rule: string;
  readonly level: RiskLevel;
  readonly title: string;
  /** What the call did. */
  readonly words: string;
  /** Techniques and tactics of MITRE ATT&CK. */
  readonly mitre?: readonly string[];
}

const BY_ID = new Map<string, RiskRule>(RISK_RULES.map((rule) => [rule.id, rule]));

/**
 * Says in words why a record is risky. Rules that a later or earlier version made, and that this one does
 * not know, are left out.
 * @param event the original event, parsed: the words name what it says
 */
export function explainRisk(
  record: AuditRecord,
  event: JsonObject,
  settings: RiskSettings = {},
): RiskReason[] {
  const operation = findOperation(record.eventSource, record.eventName);
  const call: Call = {
    event,
    request: toObject(event.requestParameters),
    record,
    statements: operation === undefined ? [] : parseStatements(event, operation),
    settings,
  };
  return (record.risk?.rules ?? []).flatMap((id) => {
    const rule = BY_ID.get(id);
    if (rule === undefined) return [];
    const { level, title, mitre } = rule;
    return [{ rule: id, level, title, words: rule.describe(call), ...(mitre && { mitre }) }];
  });
}
