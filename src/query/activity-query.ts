import * as z from 'zod';
import { TABLE_ARN } from '../audit/arn';
import { AuditTrailError } from '../errors';
import type { ResolvedActivity } from './activity-reading';
import { type ActivityPlace, decodeActivityToken, encodeActivityToken } from './activity-token';
import type { AuditStore } from './audit-store';
import { parseInput } from './parse-input';
import { fingerprint, noticeFuture, parseTimeRange, querySchema } from './query';
import { resolveNames } from './resolve-names';
import { type NamedQuery, toResolvedQuery } from './resolved-query';
import { checkTimeZone } from './time-zone';
import { checkForms } from './value-forms';

const { table, principal, action, outcome, account, eventRegion, since, until, timeZone } = querySchema.shape;

/**
 * The filters of a question about activity. The client's type, the HTTP parameters and their descriptions derive from
 * it. The values of a filter are alternatives; all filters must match.
 */
export const activitySchema = z.strictObject({
  table: table.describe(
    'Table name, table ARN, or a prefix of either that ends in `*`. A name means all tables of that name, in the ' +
      'given accounts and Regions if there are any; at most 20. Default: all tables.',
  ),
  principal,
  action,
  outcome,
  account: account.describe('Account of the table.'),
  eventRegion: eventRegion.describe('AWS Region of the table.'),
  since,
  until,
  timeZone,
});

/** A question about activity as given. */
export type ActivityQuery = z.input<typeof activitySchema>;

/** A question about activity that is ready for a store, and its place in a sequence of pages. */
export interface ResolvedActivityPage {
  readonly query: ResolvedActivity;
  /** The filters with their names resolved. */
  readonly named: NamedQuery;
  /** Where the page begins. Absent for the first page. */
  readonly place?: ActivityPlace;
  /** What the caller should know about the query, such as what a name stands for. */
  readonly notices: readonly string[];
  /** Writes the token of a page of this query that begins at a place. */
  toToken(place: ActivityPlace): string;
}

/**
 * Checks a question about activity, and resolves its names and times.
 * @param token `nextToken` of an earlier page of the same question
 * @throws AuditTrailError `InvalidArgument`, `InvalidCursor`, `NotFound`, `Ambiguous`
 */
export async function resolveActivity(
  store: AuditStore,
  asked: ActivityQuery,
  token?: string,
  signal?: AbortSignal,
): Promise<ResolvedActivityPage> {
  const { account: accounts, eventRegion: regions, ...filters } = parseInput(activitySchema, asked);
  checkForms({ ...filters, account: accounts, eventRegion: regions });
  if (filters.timeZone !== undefined) checkTimeZone(filters.timeZone);
  const binding = fingerprint({ ...filters, accounts, regions });
  const page = token === undefined ? undefined : decodeActivityToken(token, binding);
  const now = Date.now();
  const range = page?.range ?? parseTimeRange({ timeZone: 'UTC', ...filters }, now);
  const names = await resolveNames(filters, { store, signal, accounts, regions });
  const named: NamedQuery = { ...filters, ...names.filters, order: 'desc', plane: ['data'], partial: true };
  const tables = named.table;
  tables?.forEach(checkTable);
  return {
    query: {
      records: toResolvedQuery(named, tables ? [[...tables]] : [], range),
      tables,
      accounts,
      regions,
    },
    named,
    ...(page && { place: page.place }),
    notices: [...noticeFuture(range, now), ...names.notices],
    toToken: (place) => encodeActivityToken({ range, place }, binding),
  };
}

/** Groups are of tables, so that a question for an index would get no answer. */
function checkTable(arn: string): void {
  if (TABLE_ARN.test(arn)) return;
  throw new AuditTrailError(
    'InvalidArgument',
    `table must be the name or the ARN of a table, but is ${JSON.stringify(arn)}. Activity counts calls on an index ` +
      'or a stream as calls on its table.',
  );
}
