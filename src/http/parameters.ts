import * as z from 'zod';
import { AuditTrailError } from '../errors';
import { activitySchema } from '../query/activity-query';
import { ALL_DIMENSION_NAMES, INTERVAL_NAMES } from '../query/dimensions';
import { fileQuerySchema } from '../query/file-query';
import { itemQuestionSchema } from '../query/item-history';
import {
  DEFAULT_AROUND_MINUTES,
  DEFAULT_LATENESS_MINUTES,
  DEFAULT_LIST_PAGE,
  DEFAULT_PAGE,
  DEFAULT_SILENT_HOURS,
  MAXIMUM_ACTIVITY_PAGE,
  MAXIMUM_AROUND_MINUTES,
  MAXIMUM_LATENESS_MINUTES,
  MAXIMUM_LIST_PAGE,
  MAXIMUM_PAGE,
  MAXIMUM_SILENT_HOURS,
} from '../query/limits';
import { parseInput } from '../query/parse-input';
import { querySchema } from '../query/query';

/** A key is personal data, which must not be in a URL. */
const { order, key: _notInUrls, ...filters } = querySchema.shape;

const nextToken = z.string().min(1).max(4_096).optional().describe('`nextToken` of the previous page.');

const lateness = z
  .int()
  .min(1)
  .max(MAXIMUM_LATENESS_MINUTES)
  .default(DEFAULT_LATENESS_MINUTES)
  .describe(
    'Minutes that CloudTrail may take to deliver an event. If a longer time was measured, that one counts.',
  );

export const eventsParameters = z.strictObject({
  ...filters,
  order,
  limit: z.int().min(1).max(MAXIMUM_PAGE).default(DEFAULT_PAGE).describe('Maximum number of records.'),
  lateness,
  nextToken,
});

export const summaryParameters = z.strictObject({
  ...filters,
  by: z.enum(ALL_DIMENSION_NAMES).describe('Property to count by.'),
  lateness,
  nextToken,
  interval: z
    .enum(INTERVAL_NAMES)
    .optional()
    .describe(
      'Length of a bucket. Default: the shortest that makes at most 100 buckets; `1d` without `since`.',
    ),
});

export const activityParameters = z.strictObject({
  ...activitySchema.shape,
  limit: z
    .int()
    .min(1)
    .max(MAXIMUM_ACTIVITY_PAGE)
    .default(DEFAULT_PAGE)
    .describe('Maximum number of groups.'),
  lateness,
  // The last group of the page before is part of it.
  nextToken: z.string().min(1).max(8_192).optional().describe('`nextToken` of the previous page.'),
});

export const itemParameters = z.strictObject({
  ...itemQuestionSchema.shape,
  limit: z
    .int()
    .min(1)
    .max(MAXIMUM_PAGE)
    .default(DEFAULT_PAGE)
    .describe('Maximum number of records of calls that named the item.'),
  lateness,
  nextToken,
});

export const listParameters = z.strictObject({
  limit: z
    .int()
    .min(1)
    .max(MAXIMUM_LIST_PAGE)
    .default(DEFAULT_LIST_PAGE)
    .describe('Maximum number of entries.'),
  nextToken,
});

export const filesParameters = z.strictObject({
  ...fileQuerySchema.shape,
  limit: z
    .int()
    .min(1)
    .max(MAXIMUM_PAGE)
    .default(DEFAULT_PAGE)
    .describe('Maximum number of records. All contents of the last file are on the page, even beyond it.'),
  // The key of an object or the path of a file is part of it.
  nextToken: z.string().min(1).max(8_192).optional().describe('`nextToken` of the previous page.'),
});

export const statusParameters = z.strictObject({
  silentHours: z
    .int()
    .min(1)
    .max(MAXIMUM_SILENT_HOURS)
    .default(DEFAULT_SILENT_HOURS)
    .describe('Hours without a delivery, while other places have some, that make a place silent.'),
});

export const originalParameters = z.strictObject({
  contentHash: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('Content hash of the variant. Required if there are several.'),
});

export const aroundParameters = z.strictObject({
  minutes: z
    .int()
    .min(1)
    .max(MAXIMUM_AROUND_MINUTES)
    .default(DEFAULT_AROUND_MINUTES)
    .describe('Minutes to search before the event, and after it.'),
});

export const noParameters = z.strictObject({});

type JsonType = 'array' | 'boolean' | 'integer' | 'string';

/** The JSON Schema of each parameter, for the parser below and the OpenAPI document. */
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
 * Creates a parser of query strings. A parameter that takes a list can be repeated, any other cannot.
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
        throw new AuditTrailError(
          'InvalidArgument',
          `${name} can be given once, but is given ${texts.length} times.`,
        );
      }
      return [name, parsedValue(texts[0] ?? '', type)];
    });
    return parseInput(schema, Object.fromEntries(given));
  };
}

/** Text that is not of the type stays text, so that the schema rejects it with the parameter's name. */
function parsedValue(text: string, type: JsonType | undefined): unknown {
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if (type === 'integer' && /^\d{1,15}$/.test(text)) return Number(text);
  return text;
}
