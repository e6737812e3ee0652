import type { RiskRule } from './risk-rule';
import { ACCESS_RULES } from './tables/access-rules';
import { CHANGE_RULES } from './tables/change-rules';
import { LEAVING_RULES } from './tables/leaving-rules';
import { RECOVERY_RULES } from './tables/recovery-rules';

/** The rules on single events. A record lists its matching rules in this order. */
export const RISK_RULES: readonly RiskRule[] = [
  ...LEAVING_RULES,
  ...RECOVERY_RULES,
  ...ACCESS_RULES,
  ...CHANGE_RULES,
];

/** Ids of all rules, for filters and settings. */
export const RULE_IDS: readonly string[] = RISK_RULES.map(({ id }) => id);
