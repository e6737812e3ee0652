import { isIP } from 'node:net';
import { parseArn } from '../audit/arn';
import { toText, valueAt, valuesAt } from '../audit/json';
import type { Verb } from '../audit/partiql';
import { HOUR_MS } from '../time';
import { invokingService, isForeignAccount } from './accounts';
import { analyzePolicy, type PolicyFindings } from './resource-policy';
import type { Call } from './risk-rule';

/** Operations that carry PartiQL statements. */
export const PARTIQL = ['ExecuteStatement', 'BatchExecuteStatement', 'ExecuteTransaction'];

/** A condition that holds if the request has this value at a dotted path. */
export const requests =
  (path: string, value: unknown) =>
  ({ request }: Call): boolean =>
    valueAt(request, ...path.split('.')) === value;

/** A condition that holds if an element of a list of the request has this member. */
export const requestsAny =
  (list: string, member: string) =>
  ({ request }: Call): boolean =>
    valuesAt(request, [list, member]).some((value) => value !== undefined && value !== null);

/** True if a user or role of ours called from an address outside AWS, and was denied. */
export function isDeniedCaller({ event, record }: Call): boolean {
  return (
    record.outcome === 'denied' &&
    record.principal.type !== 'AWSService' &&
    !(toText(event.userAgent) ?? '').startsWith('aws-internal/3') &&
    isIP(record.sourceIp ?? '') !== 0
  );
}

/** Operations that tell what there is, or read items. */
export const LOOKS_AROUND = /^(?:List|Describe|Get|BatchGet|TransactGet|Query|Scan)/;

/** True if `allowedPrincipals` is set and the caller is not in it. */
export function isUnexpectedWriter({ event, record, settings }: Call): boolean {
  if (settings.allowedPrincipals === undefined) return false;
  const arn = valueAt(event.userIdentity, 'arn');
  return !settings.allowedPrincipals.some((allowed) => allowed === record.principal.id || allowed === arn);
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
export function isRestoredElsewhere(call: Call): boolean {
  const { request, record } = call;
  const target = toText(request.targetTableName);
  if (target === undefined || invokingService(call) === 'backup.amazonaws.com') return false;
  const source = parseArn(toText(request.sourceTableArn) ?? toText(request.backupArn) ?? '');
  const sourceName = toText(request.sourceTableName) ?? source?.resource.split('/')[1];
  return (
    target !== sourceName || (source !== undefined && source.region !== (record.region ?? source.region))
  );
}

/** True if the root user called. Old console events have `invokedBy` set to the sign-in service. */
export function isRootInPerson(call: Call): boolean {
  const service = invokingService(call);
  return (
    call.record.principal.type === 'Root' && (service === undefined || service === 'signin.amazonaws.com')
  );
}

/** The policy that a call sets; undefined if it sets none. CreateTable may come without one. */
export function policyFindings(call: Call): PolicyFindings | undefined {
  const { request, record, settings } = call;
  const isCreated = record.eventName === 'CreateTable';
  const policy = isCreated ? request.resourcePolicy : request.policy;
  if (isCreated && (policy === undefined || policy === null)) return undefined;
  const table = parseArn(record.resources[0] ?? '')?.account;
  return analyzePolicy(policy, {
    isForeign: (account) => account !== table && isForeignAccount(account, call),
    organizationId: settings.organizationId,
  });
}

/**
 * True if point-in-time recovery was only now switched on: a window of less than 35 days shortens nothing
 * then. The earliest restorable time in the answer is about the time of the call.
 */
export function isPitrNew({ event, record }: Call): boolean {
  const earliest = valueAt(
    event.responseElements,
    'continuousBackupsDescription',
    'pointInTimeRecoveryDescription',
    'earliestRestorableDateTime',
  );
  if (earliest === undefined || earliest === null) return false;
  return toEpochMilliseconds(earliest) >= Date.parse(record.eventTime) - HOUR_MS;
}

/** CloudTrail writes times of answers as ISO 8601, epoch seconds, or `May 1, 2015 7:24:55 AM` in UTC. */
function toEpochMilliseconds(time: unknown): number {
  if (typeof time === 'number') return time * 1_000;
  if (typeof time !== 'string') return Number.NaN;
  return Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(time) ? time : `${time} UTC`);
}
