import { isObject } from '../audit/json';
import { accountIn } from './accounts';

/** What the conditions of a policy statement bound its principals to. */
export interface ConditionBounds {
  /** Accounts of `aws:SourceAccount`, `aws:PrincipalAccount`, or in ARNs of `aws:SourceArn` and `aws:PrincipalArn`. */
  readonly accounts: readonly string[];
  /** Organizations of `aws:PrincipalOrgID`, `aws:PrincipalOrgPaths`, `aws:SourceOrgID` and `aws:SourceOrgPaths`. */
  readonly organizations: readonly string[];
  /** True if the call must come through a VPC or VPC endpoint. */
  readonly network: boolean;
}

/** Operators that a call must satisfy to get through. `…IfExists` lets calls without the key through. */
const BINDING_OPERATOR =
  /^(?:ForAnyValue:)?(?:StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)$/i;

const ACCOUNT_KEYS = /^aws:(?:SourceAccount|PrincipalAccount|SourceArn|PrincipalArn)$/i;
const ORGANIZATION_KEYS = /^aws:(?:Principal|Source)Org(?:ID|Paths)$/i;
const NETWORK_KEYS = /^aws:Source(?:Vpce|Vpc)$/i;
const ORGANIZATION_ID = /^o-[a-z0-9]+/;

export const toList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** Reads the `Condition` of a statement. A wildcard alone bounds nothing. */
export function readBounds(condition: unknown): ConditionBounds {
  const accounts = new Set<string>();
  const organizations = new Set<string>();
  let network = false;
  for (const [operator, keys] of Object.entries(isObject(condition) ? condition : {})) {
    if (!BINDING_OPERATOR.test(operator) || !isObject(keys)) continue;
    for (const [key, given] of Object.entries(keys)) {
      const values = toList(given).filter((value): value is string => typeof value === 'string');
      if (ACCOUNT_KEYS.test(key)) {
        for (const value of values) accounts.add(accountIn(value) ?? '');
      } else if (ORGANIZATION_KEYS.test(key)) {
        for (const value of values) organizations.add(ORGANIZATION_ID.exec(value)?.[0] ?? '');
      } else if (NETWORK_KEYS.test(key)) {
        network ||= values.length > 0 && values.every((value) => !value.includes('*'));
      }
    }
  }
  // One value that names no account lets any account through.
  return {
    accounts: accounts.has('') ? [] : [...accounts],
    organizations: organizations.has('') ? [] : [...organizations],
    network,
  };
}
