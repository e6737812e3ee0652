import { createHash } from 'node:crypto';
import * as z from 'zod';
import { ACCESSES, OUTCOMES, PLANES, RISK_LEVELS, SERVICES } from '../audit/audit-record';
import { CATEGORIES } from '../audit/categories';
import { AuditTrailError } from '../errors';
import { RULE_IDS } from '../rules/risk-rules';
import { toTime } from '../time';
import { itemKeySchema, KEY_FORM } from './item-key';
import { parseInput } from './parse-input';
import { type Renamed, renameFilters } from './renamed-filters';
import { parseTime, TIME_FORMS } from './time';
import type { TimeRange } from './time-range';
import { checkTimeZone } from './time-zone';

/** Maximum number of values of a filter: each is up to nine partitions to read. */
export const MAXIMUM_VALUES = 20;
/** Maximum length of a value; a DynamoDB partition key holds 2,048 bytes. */
const MAXIMUM_LENGTH = 2_000;

const values = (description: string) =>
  z
    .array(z.string().min(1).max(MAXIMUM_LENGTH))
    .min(1)
    .max(MAXIMUM_VALUES)
    .readonly()
    .optional()
    .describe(description);
const oneOf = <const T extends readonly string[]>(allowed: T, description: string) =>
  z.array(z.enum(allowed)).min(1).max(MAXIMUM_VALUES).readonly().optional().describe(description);
const time = (description: string) =>
  z.string().min(1).max(64).optional().describe(`${description}: ${TIME_FORMS}.`);

const renamed = (name: string) => values(`Old name of \`${name}\`.`).meta({ deprecated: true });

/**
 * The filters of a query. The client's type, the HTTP parameters and their descriptions derive from it.
 * The values of a filter are alternatives; all filters must match.
 */
export const querySchema = z.strictObject({
  resource: values(
    'ARN of an affected resource, or the name of a DAX parameter group or subnet group. A prefix that ends ' +
      'in `*` means all resources that begin with it; at most 20.',
  ),
  table: values(
    'Table name, table ARN, or a prefix of either that ends in `*`. A name means all tables of that name, ' +
      'in the given accounts and Regions if there are any; at most 20.',
  ),
  related: z
    .boolean()
    .optional()
    .describe(
      'Include what belongs to the named tables: indexes, streams, backups, exports, imports, global ' +
        'tables of the same name, and tables restored from them. Requires `table` or `resource`.',
    ),
  exact: z
    .boolean()
    .optional()
    .describe(
      'Only calls that name the tables themselves, not those that name only an index, stream, backup or ' +
        'export of them. Requires `table` or `resource`. Default: false.',
    ),
  key: itemKeySchema.optional().describe(`${KEY_FORM} Only calls that name this item. Requires \`table\`.`),
  principal: values(
    'Principal id (the ARN of the user or role, without the session), name, or a prefix of either that ends in ' +
      '`*`. A name means all principals of that name, in the given accounts if there are any; at most 20.',
  ),
  principalType: values(
    'Type of the principal, as CloudTrail writes it: IAMUser, AssumedRole, Root, AWSService.',
  ),
  session: values('Role session name, source identity, or IAM Identity Center user id.'),
  mfa: z
    .enum(['yes', 'no'])
    .optional()
    .describe('`yes`: the session was authenticated with MFA. `no`: it was not, or CloudTrail does not say.'),
  action: values(
    'Operation, such as DeleteTable (any service) or dynamodb:DeleteTable, or a prefix such as Delete*.',
  ),
  service: oneOf(SERVICES, 'API family.'),
  plane: oneOf(PLANES, '`control`: calls that manage resources. `data`: calls that read or write items.'),
  access: oneOf(ACCESSES, 'IAM access level of the operation.'),
  category: oneOf(CATEGORIES, 'Group of operations.'),
  outcome: oneOf(OUTCOMES, 'Result of the call.'),
  error: values('Error code, such as AccessDenied.'),
  risk: z.enum(RISK_LEVELS).optional().describe('Minimum risk level.'),
  rule: oneOf(RULE_IDS, 'Risk rule that matches, by its id. docs/risks.md lists them.'),
  accessKey: values('Access key id.'),
  sourceIp: values('Source IP address, network in CIDR notation, or the AWS service that made the call.'),
  account: values('Account that received the event.'),
  eventRegion: values('AWS Region of the event.'),
  exclude: values(
    'Values to leave out, each `FILTER=VALUE`, such as `action=GetItem`. A record is left out if it has one of them.',
  ),
  since: time('Earliest event time, inclusive'),
  until: time('Latest event time, exclusive'),
  timeZone: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe(
      'IANA time zone of `since` and `until` without an offset, such as Europe/Berlin. Default: UTC.',
    ),
  order: z.enum(['asc', 'desc']).default('desc').describe('`desc`: newest first. `asc`: oldest first.'),
  partial: z
    .boolean()
    .optional()
    .describe(
      'Return partial results when indexes and activity entries do not find the whole answer. Default: false.',
    ),
  altered: z
    .boolean()
    .optional()
    .describe(
      'Show what log files have now that changed after they were ingested, where calls are read from log files. Default: false.',
    ),
  errorCode: renamed('error'),
  accountId: renamed('account'),
  region: renamed('eventRegion'),
});

/** A query as given. */
export type AuditQuery = z.input<typeof querySchema>;
/** A query that was checked, with defaults filled in and filters by their new names. */
export type ParsedQuery = Renamed<z.output<typeof querySchema>>['query'];

/**
 * Checks a query.
 * @returns the query, and a notice for each filter given by an old name
 * @throws AuditTrailError `InvalidArgument`, naming each wrong filter, its value and what is allowed
 */
export function parseQuery(input: unknown): Renamed<z.output<typeof querySchema>> {
  const renamed = renameFilters(parseInput(querySchema, input));
  const { related, exact, table, resource, key, timeZone } = renamed.query;
  if (key && !table)
    throw new AuditTrailError(
      'InvalidArgument',
      'table is missing: a query with key must name the table of the item.',
    );
  if ((related || exact) && !table && !resource) {
    throw new AuditTrailError(
      'InvalidArgument',
      `${related ? 'related' : 'exact'} requires table or resource.`,
    );
  }
  if (timeZone !== undefined) checkTimeZone(timeZone);
  return renamed;
}

/**
 * Fixes the time range of a query at `now` (epoch milliseconds). Equal bounds are an empty range.
 * @throws AuditTrailError `InvalidArgument` for a value that is not a time, or a start after the end
 */
export function parseTimeRange(
  { timeZone, ...query }: Pick<ParsedQuery, 'since' | 'until' | 'timeZone'>,
  now: number,
): TimeRange {
  const since = query.since === undefined ? undefined : parseTime(query.since, now, timeZone);
  const until = query.until === undefined ? undefined : parseTime(query.until, now, timeZone);
  if (since !== undefined && until !== undefined && since > until) {
    throw new AuditTrailError(
      'InvalidArgument',
      `since must not be later than until, but since is ${query.since} (${since}) and until is ${query.until} (${until}).`,
    );
  }
  return { ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
}

/** Says that a time range begins later than `now` (epoch milliseconds), so that nobody takes an empty answer for more than it is. */
export function noticeFuture({ since }: TimeRange, now: number): readonly string[] {
  if (since === undefined || Date.parse(since) <= now) return [];
  return [`since is ${since}, which is later than now (${toTime(now)}): no call can match yet.`];
}

/** A hash that is equal for queries with the same filters and values, in whatever order. */
export function fingerprint(query: Readonly<Record<string, unknown>>): string {
  const canonical = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== false)
    .map(([name, value]) => [name, toCanonical(value)])
    .sort(([one], [other]) => (String(one) < String(other) ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(canonical)).digest('base64url').slice(0, 16);
}

/** Values in an order of their own, each once. */
function toCanonical(value: unknown): unknown {
  if (Array.isArray(value)) return [...new Set(value)].sort();
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
}
