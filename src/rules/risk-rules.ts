import { ACCESS_RULES } from './access-rules';
import { CHANGE_RULES } from './change-rules';
import { GUARD_RULES } from './guard-rules';
import { LEAVING_RULES } from './leaving-rules';
import { RECOVERY_RULES } from './recovery-rules';
import type { RiskRule } from './risk-rule';

/** The rules on single events. A record lists its matching rules in this order. */
export const RISK_RULES: readonly RiskRule[] = [
  ...LEAVING_RULES,
  ...RECOVERY_RULES,
  ...ACCESS_RULES,
  ...CHANGE_RULES,
  ...GUARD_RULES,
];

/** Ids of all rules, for filters and settings. */
export const RULE_IDS: readonly string[] = RISK_RULES.map(({ id }) => id);
