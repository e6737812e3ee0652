import { parseArn } from '../audit/arn';
import { toObject, toText } from '../audit/json';
import type { Call } from './risk-rule';

const ACCOUNT_ID = /^\d{12}$/;

/** The account that an account id, or an ARN, names; undefined for anything else. */
export function accountIn(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const account = ACCOUNT_ID.test(value) ? value : parseArn(value)?.account;
  return account !== undefined && ACCOUNT_ID.test(account) ? account : undefined;
}

/** The account that received the event; for an event that does not say, that of its first resource. */
export const homeAccount = ({ record }: Call): string | undefined =>
  record.accountId ?? accountIn(record.resources[0]);

/**
 * True if an account is neither the event's own nor one of `ownAccounts`. What was seen before decides
 * nothing: an attacker's account would become familiar.
 */
export function isForeignAccount(account: string | undefined, call: Call): account is string {
  if (account === undefined || account === call.record.accountId) return false;
  const home = homeAccount(call);
  if (home === undefined || account === home || !ACCOUNT_ID.test(account)) return false;
  return !(call.settings.ownAccounts ?? []).includes(account);
}

/** The account whose principal made the call; undefined for AWS services. */
export function callerAccount({ event, record }: Call): string | undefined {
  if (record.principal.type === 'AWSService') return undefined;
  return toText(toObject(event.userIdentity).accountId) ?? accountIn(record.principal.id);
}

/** The service that made the call for someone, from `userIdentity.invokedBy`. */
export const invokingService = ({ event }: Call): string | undefined =>
  toText(toObject(event.userIdentity).invokedBy);
