import { resourceName } from '../audit/resource-name';
import { AuditTrailError } from '../errors';
import { suggestNames } from '../near-names';
import { listNames, listSuggestions } from './list-directory';
import {
  asGiven,
  collectMatches,
  type NameContext,
  type NameMatch,
  narrow,
  type ResolvedValues,
} from './name-matches';
import { isPrefix } from './value-forms';

const TABLES = {
  noun: 'tables',
  remedy: 'Narrow it with account or eventRegion, or give an ARN.',
};
const RESOURCES = { noun: 'resources', remedy: 'Give a longer prefix, or an ARN.' };

/**
 * The ARNs of tables given by name, ARN or prefix. A name stands for all tables of that name.
 * @throws AuditTrailError `NotFound` for a table that was never seen, with similar names; `Ambiguous` for
 *   more than 20 tables
 */
export async function resolveTables(asked: readonly string[], context: NameContext): Promise<ResolvedValues> {
  return collectMatches(await Promise.all(asked.map((name) => findTables(name, context))), TABLES);
}

/** The resources given by ARN, name or prefix. Throws as `resolveTables` does. */
export async function resolveResourcePrefixes(
  asked: readonly string[],
  context: NameContext,
): Promise<ResolvedValues> {
  const matches = asked.map(async (value) => {
    if (!isPrefix(value)) return asGiven(value);
    const values = await listByPrefix(value.slice(0, -1), context);
    if (values.length === 0) throw neverSeen('resource', value, await listAll(context));
    return { name: value, values, isNoted: true };
  });
  return collectMatches(await Promise.all(matches), RESOURCES);
}

async function findTables(name: string, context: NameContext): Promise<NameMatch> {
  const isArn = name.startsWith('arn:');
  if (isArn && !isPrefix(name)) return asGiven(name);
  const { store, signal } = context;
  const start = name.slice(0, -1);
  const listed = !isPrefix(name)
    ? await listNames(store, { kind: 'resources', table: name }, signal)
    : isArn
      ? await listByPrefix(start, context)
      : await listNames(store, { kind: 'resources', prefix: start }, signal);
  const tables = listed.filter(isTable);
  if (tables.length === 0) {
    const known = (await listAll(context)).filter(isTable);
    throw neverSeen('table', name, isArn ? known : known.map((value) => resourceName(value).name));
  }
  const values = narrow(tables, context);
  return { name, values, isNoted: tables.length > 1 || isPrefix(name) };
}

const isTable = (resource: string): boolean => resourceName(resource).type === 'table';

const listAll = ({ store, signal }: NameContext) => listSuggestions(store, 'resources', signal);

/** Resources whose ARN begins with a text. The directory orders them by the table they belong to. */
async function listByPrefix(start: string, { store, signal }: NameContext): Promise<string[]> {
  const [, prefix, inside] = /:table\/([^/]+)(\/?)/.exec(start) ?? [];
  const only = prefix === undefined ? {} : inside ? { table: prefix } : { prefix };
  const listed = await listNames(store, { kind: 'resources', ...only }, signal);
  return listed.filter((value) => value.startsWith(start));
}

function neverSeen(what: string, name: string, known: readonly string[]): AuditTrailError {
  const asked = isPrefix(name)
    ? `whose name begins with ${JSON.stringify(name.slice(0, -1))}`
    : `named ${JSON.stringify(name)}`;
  return new AuditTrailError('NotFound', `No ${what} ${asked} has been seen.${suggestNames(name, known)}`);
}
