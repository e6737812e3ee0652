import { isIP } from 'node:net';
import { parseArn } from '../audit/arn';
import { toText, valueAt } from '../audit/json';
import type { Verb } from '../audit/partiql';
import type { Call } from './risk-rule';

/** Operations that carry PartiQL statements. */
export const PARTIQL = ['ExecuteStatement', 'BatchExecuteStatement', 'ExecuteTransaction'];

/** A condition that holds if the request has this value at a dotted path. */
export const requests =
  (path: string, value: unknown) =>
  ({ request }: Call): boolean =>
    valueAt(request, ...path.split('.')) === value;

/** True if an IAM user lists or describes resources from outside AWS and is denied. */
export function isDeniedRecon({ event, record }: Call): boolean {
  return (
    (record.errorCode === 'AccessDenied' || record.errorCode === 'AccessDeniedException') &&
    /^(List|Describe|Get)/.test(record.eventName) &&
    record.principal.type === 'IAMUser' &&
    !(toText(event.userAgent) ?? '').startsWith('aws-internal/3') &&
    isIP(record.sourceIp ?? '') !== 0
  );
}

/** True if `allowedPrincipals` is set and the caller is not in it. */
export function isUnexpectedWriter({ event, record, lists }: Call): boolean {
  if (lists.allowedPrincipals === undefined) return false;
  const arn = valueAt(event.userIdentity, 'arn');
  return !lists.allowedPrincipals.some((allowed) => allowed === record.principal.id || allowed === arn);
}

/**
 * True if a call runs a PartiQL statement with one of these verbs. Operations other than PartiQL are
 * selected by name. A statement that cannot be read may do anything.
 */
export function mayBe({ record, statements }: Call, verbs: readonly Verb[]): boolean {
  if (!PARTIQL.includes(record.eventName)) return true;
  if (statements.length === 0) return true;
  return statements.some(({ verb }) => verb === undefined || verbs.includes(verb));
}

/** True if a restore targets another table name or Region, which leaves a full copy of the data there. */
export function isRestoredElsewhere({ request, record }: Call): boolean {
  const target = toText(request.targetTableName);
  if (target === undefined) return false;
  const source = parseArn(toText(request.sourceTableArn) ?? toText(request.backupArn) ?? '');
  const sourceName = toText(request.sourceTableName) ?? source?.resource.split('/')[1];
  return (
    target !== sourceName || (source !== undefined && source.region !== (record.region ?? source.region))
  );
}

/** True if the root user called. Old console events have `invokedBy` set to the sign-in service. */
export function isRootInPerson({ event, record }: Call): boolean {
  const invokedBy = toText(valueAt(event.userIdentity, 'invokedBy'));
  return (
    record.principal.type === 'Root' && (invokedBy === undefined || invokedBy === 'signin.amazonaws.com')
  );
}
