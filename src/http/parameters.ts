import * as z from 'zod';
import { AuditTrailError } from '../errors';
import { MAXIMUM_PAGE } from '../query/audit-log';
import { DIMENSION_NAMES, INTERVAL_NAMES } from '../query/dimensions';
import { type AuditQuery, checked, querySchema } from '../query/query';

const { accountId, errorCode, order, ...filters } = querySchema.shape;

/** The filters of a query under the names of the command line's flags. */
const filterParameters = { ...filters, account: accountId, error: errorCode };

const nextToken = z.string().min(1).max(4_096).optional().describe('From the page before.');

export const eventsParameters = z.strictObject({
  ...filterParameters,
  order,
  limit: z.int().min(1).max(MAXIMUM_PAGE).default(50).describe('Most records of the page.'),
  nextToken,
});

export const summaryParameters = z.strictObject({
  ...filterParameters,
  by: z.enum(DIMENSION_NAMES).describe('What to count by.'),
  interval: z
    .enum(INTERVAL_NAMES)
    .optional()
    .describe('Length of a bucket. By default the shortest that makes at most 100; a day without since.'),
});

export const listParameters = z.strictObject({
  limit: z.int().min(1).max(10_000).default(1_000).describe('Most entries of the page.'),
  nextToken,
});

export const originalParameters = z.strictObject({
  contentHash: z.string().min(1).max(64).optional().describe('Which variant, where there are several.'),
});

export const noParameters = z.strictObject({});

/** A query from the filters of `eventsParameters` or `summaryParameters`. */
export function parseQueryParameters({
  account,
  error,
  ...query
}: Omit<z.output<typeof eventsParameters>, 'limit' | 'nextToken' | 'order'> & {
  order?: 'asc' | 'desc';
}): AuditQuery {
  return { ...query, ...(account && { accountId: account }), ...(error && { errorCode: error }) };
}

type JsonType = 'array' | 'boolean' | 'integer' | 'string';

/** The JSON Schema of each parameter, which both the parser below and the OpenAPI document go by. */
export function parameterSchemas(
  schema: z.ZodObject,
): [name: string, schema: JsonSchema, required: boolean][] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' }) as JsonSchema;
  return Object.entries(properties).map(([name, property]) => [name, property, required.includes(name)]);
}

export interface JsonSchema {
  readonly type?: JsonType;
  readonly description?: string;
  readonly properties?: Record<string, JsonSchema>;
  readonly required?: readonly string[];
}

/**
 * Makes a parser of query strings. A parameter given several times is a list; one that takes a single
 * value may come once.
 * @throws AuditTrailError `InvalidArgument`, naming each parameter, its value and what is allowed
 */
export function parameterParser<T extends z.ZodObject>(
  schema: T,
): (parameters: URLSearchParams) => z.output<T> {
  const types = new Map(parameterSchemas(schema).map(([name, { type }]) => [name, type]));
  return (parameters) => {
    const given = [...new Set(parameters.keys())].map((name) => {
      const type = types.get(name);
      const texts = parameters.getAll(name);
      if (type === 'array') return [name, texts];
      if (texts.length > 1) {
        throw new AuditTrailError('InvalidArgument', `${name}: allowed once, given ${texts.length} times.`);
      }
      return [name, parsedValue(texts[0] ?? '', type)];
    });
    return checked(schema, Object.fromEntries(given));
  };
}

/** What is no such value stays text, for the schema to refuse by name. */
function parsedValue(text: string, type: JsonType | undefined): unknown {
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if (type === 'integer' && /^\d{1,15}$/.test(text)) return Number(text);
  return text;
}
