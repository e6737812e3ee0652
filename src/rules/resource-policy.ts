import { isObject, type JsonObject } from '../audit/json';
import { accountIn } from './accounts';
import { readBounds, toList } from './policy-conditions';

/** What a resource policy gives to whom. */
export interface PolicyFindings {
  /** CloudTrail hid, cut or left out the policy: nothing is known. */
  readonly isUnreadable: boolean;
  /** Anyone may call. */
  readonly isPublic: boolean;
  /** Accounts that are not ours and may call. */
  readonly foreignAccounts: readonly string[];
  /** Organizations that may call and are not known to be ours. */
  readonly unknownOrganizations: readonly string[];
  /** Organizations that may call and are not ours. */
  readonly foreignOrganizations: readonly string[];
  /** Services that copy data, and the foreign account they may copy for; `any` where none is required. */
  readonly copyingServices: readonly { readonly service: string; readonly account: string | 'any' }[];
  /** A statement denies every principal every call. */
  readonly locksEveryoneOut: boolean;
}

/** Who counts as ours. */
export interface PolicyOwner {
  readonly isForeign: (account: string) => boolean;
  readonly organizationId: string | undefined;
}

/** Services that copy a table to the account they work for. */
const COPYING_SERVICES = [
  'replication.dynamodb.amazonaws.com',
  'redshift.amazonaws.com',
  'glue.amazonaws.com',
];

const UNREADABLE: PolicyFindings = {
  isUnreadable: true,
  isPublic: false,
  foreignAccounts: [],
  unknownOrganizations: [],
  foreignOrganizations: [],
  copyingServices: [],
  locksEveryoneOut: false,
};

/**
 * Reads a resource policy, as JSON text or parsed. Federated users and ids of deleted principals belong to
 * no account that a policy names, so they are not judged.
 */
export function analyzePolicy(policy: unknown, owner: PolicyOwner): PolicyFindings {
  const document = typeof policy === 'string' ? parsePolicy(policy) : policy;
  const statements = isObject(document) ? toList(document.Statement).filter(isObject) : [];
  if (statements.length === 0) return UNREADABLE;
  const granted = statements.filter(({ Effect }) => Effect === 'Allow').map((one) => readGrant(one, owner));
  const all = <T>(part: (grant: Grant) => readonly T[]): T[] => [...new Set(granted.flatMap(part))];
  const organizations = all(({ organizations }) => organizations);
  const { organizationId } = owner;
  return {
    isUnreadable: false,
    isPublic: granted.some(({ isPublic }) => isPublic),
    foreignAccounts: all(({ accounts }) => accounts).filter(owner.isForeign),
    unknownOrganizations: organizationId === undefined ? organizations : [],
    foreignOrganizations:
      organizationId === undefined ? [] : organizations.filter((id) => id !== organizationId),
    copyingServices: granted.flatMap(({ services }) => services),
    locksEveryoneOut: statements.some(deniesEveryone),
  };
}

interface Grant {
  readonly isPublic: boolean;
  readonly accounts: readonly string[];
  readonly organizations: readonly string[];
  readonly services: PolicyFindings['copyingServices'];
}

function readGrant(statement: JsonObject, owner: PolicyOwner): Grant {
  const bounds = readBounds(statement.Condition);
  const named = accountsAndIds(statement);
  const isEveryone = coversEveryone(statement);
  const isBounded = bounds.accounts.length > 0 || bounds.organizations.length > 0 || bounds.network;
  const services = namedServices(statement).flatMap((service) => {
    const foreign = bounds.accounts.filter(owner.isForeign);
    if (foreign.length > 0) return foreign.map((account) => ({ service, account }));
    return COPYING_SERVICES.includes(service) && !isBounded ? [{ service, account: 'any' as const }] : [];
  });
  return {
    isPublic: isEveryone && !isBounded,
    accounts: [
      ...named.flatMap((principal) => accountIn(principal) ?? []),
      ...(isEveryone ? bounds.accounts : []),
    ],
    organizations: isEveryone && bounds.accounts.length === 0 ? bounds.organizations : [],
    services,
  };
}

/** `"Principal": "*"` and `"Principal": {"AWS": "*"}` mean the same. */
const accountsAndIds = ({ Principal }: JsonObject): readonly unknown[] =>
  toList(isObject(Principal) ? Principal.AWS : Principal);

const namedServices = ({ Principal }: JsonObject): readonly string[] =>
  toList(isObject(Principal) ? Principal.Service : undefined).filter(
    (one): one is string => typeof one === 'string',
  );

/** A NotPrincipal grant still covers everyone else, so treat it as public. */
const coversEveryone = (statement: JsonObject): boolean =>
  statement.NotPrincipal !== undefined || accountsAndIds(statement).includes('*');

const deniesEveryone = (statement: JsonObject): boolean =>
  statement.Effect === 'Deny' &&
  statement.NotPrincipal === undefined &&
  accountsAndIds(statement).includes('*') &&
  (statement.Condition === undefined || Object.keys(statement.Condition ?? {}).length === 0) &&
  toList(statement.Action).some(
    // IAM does not mind the case of actions.
    (action) => typeof action === 'string' && ['*', 'dynamodb:*'].includes(action.toLowerCase()),
  );

/** CloudTrail may truncate or redact a policy. The event is still valid, so the result is undefined. */
function parsePolicy(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
