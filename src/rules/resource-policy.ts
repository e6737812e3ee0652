import { parseArn } from '../audit/arn';
import { isObject } from '../audit/json';

const ACCOUNT_ID = /^\d{12}$/;

/**
 * Checks whether a resource policy, as JSON text or parsed, allows anything to everyone or to a
 * principal of another account. A value that is not a policy allows nothing. Services, federated
 * users and ids of deleted principals do not count as accounts.
 */
export function allowsOutsiders(policy: unknown, ownAccount: string | undefined): boolean {
  const document = typeof policy === 'string' ? parsePolicy(policy) : policy;
  if (!isObject(document)) return false;
  return toList(document.Statement).some(
    (statement) =>
      isObject(statement) &&
      statement.Effect === 'Allow' &&
      // A NotPrincipal grant still covers everyone else, so treat it as public.
      (statement.NotPrincipal !== undefined || toList(toAwsPrincipals(statement.Principal)).some(isOutsider)),
  );

  function isOutsider(principal: unknown): boolean {
    if (typeof principal !== 'string') return false;
    if (principal === '*') return true;
    const account = ACCOUNT_ID.test(principal) ? principal : parseArn(principal)?.account;
    return account !== undefined && account !== '' && ownAccount !== undefined && account !== ownAccount;
  }
}

/** `"Principal": "*"` and `"Principal": {"AWS": "*"}` mean the same. */
const toAwsPrincipals = (principal: unknown): unknown => (isObject(principal) ? principal.AWS : principal);

const toList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** CloudTrail may truncate or redact a policy. The event is still valid, so the result is undefined. */
function parsePolicy(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
