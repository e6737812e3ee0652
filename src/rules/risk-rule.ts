import type { RiskLevel } from '../audit/audit-record';
import type { ClassifiedCall } from '../audit/classify';

/** Optional lists from the settings. A rule that needs a list never matches without it. */
export interface RiskLists {
  /** Principals that may change items, as stable ids or `userIdentity.arn` values. */
  readonly allowedPrincipals?: readonly string[] | undefined;
  /** Decoy resources, as ARNs. No legitimate caller uses them. */
  readonly decoyResources?: readonly string[] | undefined;
}

/** The input of a rule's condition. */
export interface Call extends ClassifiedCall {
  readonly lists: RiskLists;
}

/** A rule on a single event. */
export interface RiskRule {
  readonly id: string;
  readonly level: RiskLevel;
  /** Event sources that the rule applies to: DynamoDB and its streams, DAX, or every audited source. */
  readonly source: 'dynamodb' | 'dax' | 'any';
  /** Operations that the rule applies to, as `eventName`. Default: all operations. */
  readonly eventNames?: readonly string[];
  /** True if failed calls match too. Default: only successful calls match. */
  readonly evenIfFailed?: true;
  /** Further condition. Default: every call of these operations matches. */
  readonly when?: (call: Call) => boolean;
}
