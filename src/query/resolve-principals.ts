import { AuditTrailError } from '../errors';
import { suggestNames } from '../near-names';
import type { DirectoryEntry } from '../store/ledger/directory-item';
import { isSeen, listEntries } from './list-directory';
import {
  asGiven,
  collectMatches,
  type NameContext,
  type NameMatch,
  narrow,
  type ResolvedValues,
} from './name-matches';
import { isAccessKey, suggestFilter } from './other-filters';
import { isPrefix } from './value-forms';

const ASSUMED_ROLE = /^arn:([^:]*):sts::(\d*):assumed-role\/([^/]+)\/(.+)$/s;

const PRINCIPALS = { noun: 'principals', remedy: 'Narrow it with account, or give an ARN.' };

/**
 * The ids of principals given by id, name or prefix. A name stands for all principals of that name.
 * @throws AuditTrailError `NotFound` for a name that was never seen, with similar names; `Ambiguous` for
 *   more than 20 principals; `InvalidArgument` for what is a session, not a principal
 */
export async function resolvePrincipals(
  asked: readonly string[],
  context: NameContext,
): Promise<ResolvedValues> {
  const { store, signal } = context;
  const areIds = await Promise.all(
    asked.map(
      async (value) =>
        !isPrefix(value) &&
        ((value.startsWith('arn:') && !ASSUMED_ROLE.test(value)) ||
          isSeen(store, 'principals', value, signal)),
    ),
  );
  asked.filter((_, index) => !areIds[index]).forEach(refuseOtherKinds);
  // Names are not a key of the directory, so one reading of it serves all of them.
  const known = areIds.every(Boolean) ? [] : await listEntries(store, { kind: 'principals' }, signal);
  const matches = await Promise.all(
    asked.map((value, index) => (areIds[index] ? asGiven(value) : findPrincipals(value, known, context))),
  );
  return collectMatches(matches, PRINCIPALS);
}

async function findPrincipals(
  name: string,
  known: readonly DirectoryEntry[],
  context: NameContext,
): Promise<NameMatch> {
  const start = name.slice(0, -1);
  const isMatch = isPrefix(name)
    ? (entry: DirectoryEntry) => entry.value.startsWith(start) || toName(entry).startsWith(start)
    : (entry: DirectoryEntry) => toName(entry) === name;
  const found = known.filter(isMatch).map(({ value }) => value);
  if (found.length === 0) throw await neverSeen(name, known, context);
  return { name, values: narrow(found, { ...context, regions: undefined }), isNoted: true };
}

/**
 * Refuses what people take for a principal.
 * @throws AuditTrailError `InvalidArgument`, naming the filter to use instead
 */
function refuseOtherKinds(value: string): void {
  const [, partition, account, role, session] = ASSUMED_ROLE.exec(value) ?? [];
  if (session !== undefined) {
    throw new AuditTrailError(
      'InvalidArgument',
      `principal must be a role, not a session of it, but is ${JSON.stringify(value)}. ` +
        `Use the role's name "${role}" or its ARN (arn:${partition}:iam::${account}:role/…/${role}) as principal, ` +
        `and "${session}" as session.`,
    );
  }
  if (isAccessKey(value)) {
    throw new AuditTrailError(
      'InvalidArgument',
      `principal must be a name or an ARN, but "${value}" is an access key ID. Use the filter accessKey.`,
    );
  }
}

/** The name that CloudTrail gives, or the last part of an ARN. */
const toName = ({ name, value }: DirectoryEntry): string => name ?? value.slice(value.lastIndexOf('/') + 1);

async function neverSeen(
  name: string,
  known: readonly DirectoryEntry[],
  { store, signal }: NameContext,
): Promise<AuditTrailError> {
  const near = suggestNames(name, known.map(toName));
  const what = isPrefix(name)
    ? `No principal whose name or ID begins with ${JSON.stringify(name.slice(0, -1))}`
    : `No principal named ${JSON.stringify(name)}`;
  const other = near === '' && !isPrefix(name) ? await suggestFilter(store, 'principal', name, signal) : '';
  return new AuditTrailError('NotFound', `${what} has been seen.${near}${other}`);
}
