import { parseArn } from '../audit/arn';
import { isObject } from '../audit/json';

const ACCOUNT_ID = /^\d{12}$/;

/**
 * Whether a resource policy, as JSON text or parsed, allows anything to everyone or to a principal
 * of another account. What cannot be read as a policy allows nothing; services, federations and
 * ids of deleted principals are not accounts.
 */
export function allowsOutsiders(policy: unknown, ownAccount: string | undefined): boolean {
  const document = typeof policy === 'string' ? parsed(policy) : policy;
  if (!isObject(document)) return false;
  return toList(document.Statement).some(
    (statement) =>
      isObject(statement) &&
      statement.Effect === 'Allow' &&
      // Everyone but some is everyone.
      (statement.NotPrincipal !== undefined || toList(awsPrincipals(statement.Principal)).some(isOutsider)),
  );

  function isOutsider(principal: unknown): boolean {
    if (typeof principal !== 'string') return false;
    if (principal === '*') return true;
    const account = ACCOUNT_ID.test(principal) ? principal : parseArn(principal)?.account;
    return account !== undefined && account !== '' && ownAccount !== undefined && account !== ownAccount;
  }
}

/** `"Principal": "*"` and `"Principal": {"AWS": "*"}` mean the same. */
const awsPrincipals = (principal: unknown): unknown => (isObject(principal) ? principal.AWS : principal);

const toList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** A policy that CloudTrail cut off or hid says nothing: that is no failure of the event. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
