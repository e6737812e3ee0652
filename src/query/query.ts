import { createHash } from 'node:crypto';
import * as z from 'zod';
import { ACCESSES, OUTCOMES, PLANES, RISK_LEVELS, SERVICES } from '../audit/audit-record';
import { AuditTrailError } from '../errors';
import { parseTime, TIME_FORMS } from './time';

/** Values one filter may name: each is up to nine partitions to read, or one operand of an expression. */
export const MAXIMUM_VALUES = 20;
/** Longest value; a DynamoDB partition key holds 2,048 bytes. */
const MAXIMUM_LENGTH = 2_000;

const values = (what: string) =>
  z
    .array(z.string().min(1).max(MAXIMUM_LENGTH))
    .min(1)
    .max(MAXIMUM_VALUES)
    .readonly()
    .optional()
    .describe(what);
const oneOf = <const T extends readonly string[]>(allowed: T, what: string) =>
  z.array(z.enum(allowed)).min(1).max(MAXIMUM_VALUES).readonly().optional().describe(what);
const time = (what: string) => z.string().min(1).max(64).optional().describe(`${what}: ${TIME_FORMS}.`);

/**
 * What can be asked. The one source for the client's type, the HTTP parameters and their description.
 * Several values of a filter are alternatives; several filters must all hold.
 */
export const querySchema = z.strictObject({
  resource: values('ARN of an affected resource, or the stable name of a DAX parameter or subnet group.'),
  table: values('Table name, resolved to its ARN through what was seen, or a table ARN.'),
  related: z
    .boolean()
    .optional()
    .describe(
      'Also what belongs to the named tables: indexes, streams, backups, exports, imports, global tables ' +
        'of the same name, and tables restored from them. Needs `table` or `resource`.',
    ),
  principal: values('Stable principal id: the role or user ARN, not the session.'),
  session: values('Role session name, or the source identity behind it.'),
  action: values('Operation, as DeleteTable (of any service) or dynamodb:DeleteTable.'),
  service: oneOf(SERVICES, 'API family.'),
  plane: oneOf(PLANES, '`control`: calls that manage resources. `data`: calls that read or write items.'),
  access: oneOf(ACCESSES, 'Kind of access, in the words of the IAM access levels.'),
  category: values('Group of operations, as backup or item.'),
  outcome: oneOf(OUTCOMES, 'How the call ended.'),
  errorCode: values('Error code, as AccessDenied.'),
  risk: z.enum(RISK_LEVELS).optional().describe('This risk level or a higher one.'),
  accessKey: values('Access key id.'),
  sourceIp: values('Source address, or the AWS service that called.'),
  accountId: values('Account that received the event.'),
  region: values('AWS Region.'),
  since: time('Earliest event time, inclusive'),
  until: time('Latest event time, exclusive'),
  order: z.enum(['asc', 'desc']).default('desc').describe('`desc`: newest first. `asc`: oldest first.'),
  partial: z
    .boolean()
    .optional()
    .describe('Answer with what the indexes of this deployment hold where none holds everything asked for.'),
});

/** A question as it is asked. */
export type AuditQuery = z.input<typeof querySchema>;
/** A question that was checked, defaults filled in. */
export type CheckedQuery = z.output<typeof querySchema>;

/**
 * Checks a question.
 * @throws AuditTrailError `InvalidArgument`, naming each wrong filter, its value and what is allowed
 */
export function parseQuery(input: unknown): CheckedQuery {
  const query = checked(querySchema, input);
  if (query.related && !query.table && !query.resource) {
    throw new AuditTrailError('InvalidArgument', 'related needs a table or a resource to start from.');
  }
  return query;
}

/**
 * Parses outside input by a schema.
 * @throws AuditTrailError `InvalidArgument`, naming each wrong part, its value and what is allowed
 */
export function checked<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const parsed = schema.safeParse(input, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new AuditTrailError('InvalidArgument', parsed.error.issues.map(describeIssue).join('\n'), {
    cause: parsed.error,
  });
}

function describeIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `${issue.keys.join(', ')}: no such parameter.`;
  const given = JSON.stringify(issue.input) ?? String(issue.input);
  const shown = given.length > 200 ? `${given.slice(0, 200)}…` : given;
  return `${issue.path.map(String).join('.') || 'query'}: ${issue.message}, given ${shown}.`;
}

export interface TimeRange {
  /** Inclusive, in the form of `eventTime`. */
  readonly since?: string;
  /** Exclusive, in the form of `eventTime`. */
  readonly until?: string;
}

/**
 * The time range a question means at `now` (epoch milliseconds). Equal bounds mean an empty range.
 * @throws AuditTrailError `InvalidArgument` for what is not a time, or a start after the end
 */
export function timeRange(query: Pick<CheckedQuery, 'since' | 'until'>, now: number): TimeRange {
  const since = query.since === undefined ? undefined : parseTime(query.since, now);
  const until = query.until === undefined ? undefined : parseTime(query.until, now);
  if (since !== undefined && until !== undefined && since > until) {
    throw new AuditTrailError(
      'InvalidArgument',
      `since ${query.since} (${since}) is later than until ${query.until} (${until}).`,
    );
  }
  return { ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
}

/** The same for the same question, however its filters and values are ordered. */
export function fingerprint(query: CheckedQuery): string {
  const canonical = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== false)
    .map(([name, value]) => [name, Array.isArray(value) ? [...new Set(value)].sort() : value])
    .sort(([one], [other]) => (String(one) < String(other) ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(canonical)).digest('base64url').slice(0, 16);
}
