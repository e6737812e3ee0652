import type { AuditRecord, RiskLevel } from '../audit/audit-record';
import { parseStatements } from '../audit/classify';
import { findOperation } from '../audit/find-operation';
import { type JsonObject, toObject } from '../audit/json';
import type { Call, RiskRule, RiskSettings } from './risk-rule';
import { RISK_RULES } from './risk-rules';

/** One matching rule of a record, for a person. */
export interface RiskReason {
  /** Id of the rule. */
  readonly rule: string;
  /** Absent for a rule that this version does not know. */
  readonly level?: RiskLevel;
  /** A few words about the rule. For a rule that this version does not know: its id. */
  readonly title: string;
  /** What the call did. Absent if the original event is not at hand. */
  readonly words?: string;
  /** Ids of techniques and tactics of MITRE ATT&CK. */
  readonly mitre?: readonly string[];
}

const BY_ID = new Map<string, RiskRule>(RISK_RULES.map((rule) => [rule.id, rule]));

/**
 * Says in words why a record is risky. A rule of another version, which this one does not know, is shown by
 * its id.
 * @param event the original event, parsed: the words name what it says. Without it there are only titles.
 * @returns one reason for each rule of the record, in their order
 */
export function explainRisk(
  record: AuditRecord,
  event: JsonObject | undefined,
  settings: RiskSettings = {},
): RiskReason[] {
  const call = event && toCall(record, event, settings);
  return (record.risk?.rules ?? []).map((id) => {
    const rule = BY_ID.get(id);
    if (rule === undefined) return { rule: id, title: id };
    const { level, title, mitre } = rule;
    return { rule: id, level, title, ...(call && { words: rule.describe(call) }), ...(mitre && { mitre }) };
  });
}

function toCall(record: AuditRecord, event: JsonObject, settings: RiskSettings): Call {
  const operation = findOperation(record.eventSource, record.eventName);
  return {
    event,
    request: toObject(event.requestParameters),
    record,
    statements: operation === undefined ? [] : parseStatements(event, operation),
    settings,
  };
}
