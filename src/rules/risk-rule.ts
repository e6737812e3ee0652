import type { RiskLevel } from '../audit/audit-record';
import type { ClassifiedCall } from '../audit/classify';

/** Calls that a rule is to pass over. Each given part must match. */
export interface RiskException {
  /** Id of the rule. */
  readonly rule: string;
  /** Stable principal id. A trailing `*` matches any suffix. Default: every principal. */
  readonly principal?: string | undefined;
  /** Affected resource. A trailing `*` matches any suffix. Default: every resource. */
  readonly resource?: string | undefined;
}

/** What the operator says about the accounts, from the settings. */
export interface RiskSettings {
  /** Principals that may change items, as stable ids or `userIdentity.arn` values. Absent: both item rules are off. */
  readonly allowedPrincipals?: readonly string[] | undefined;
  /** Decoy resources, as ARNs. No legitimate caller uses them. Absent: the decoy rule is off. */
  readonly decoyResources?: readonly string[] | undefined;
  /** Accounts that are not foreign. The account of an event never is. */
  readonly ownAccounts?: readonly string[] | undefined;
  /** The operator's organization. Only judges `aws:PrincipalOrgID` and `aws:SourceOrgID` in resource policies. */
  readonly organizationId?: string | undefined;
  /** Resources that the audit itself needs, as ARNs. A trailing `*` matches any suffix. */
  readonly guardedResources?: readonly string[] | undefined;
  readonly riskExceptions?: readonly RiskException[] | undefined;
}

/** The input of a rule's condition. */
export interface Call extends ClassifiedCall {
  readonly settings: RiskSettings;
}

/** Event sources that rules tell apart. `guard`: the other services of which some calls are audited. */
export type RuleFamily = 'dynamodb' | 'dax' | 'guard';

/** A rule on a single event. */
export interface RiskRule {
  readonly id: string;
  readonly level: RiskLevel;
  /** A few words for lists. */
  readonly title: string;
  /** Techniques and tactics of MITRE ATT&CK, where one fits. */
  readonly mitre?: readonly string[];
  /** Event sources that the rule applies to: DynamoDB and its streams, DAX, other services, or every audited source. */
  readonly source: RuleFamily | 'any';
  /** Operations that the rule applies to, as `eventName`. Default: all operations. */
  readonly eventNames?: readonly string[];
  /** Which calls match by their end. Default: only successful calls. */
  readonly outcomes?: 'any' | 'failed';
  /** Further condition. Default: every call of these operations matches. */
  readonly when?: (call: Call) => boolean;
  /** When the rule matches, for the list of rules. One sentence. */
  readonly matches: string;
  /** What this call did, for a person. One sentence without a period. */
  readonly describe: (call: Call) => string;
}
