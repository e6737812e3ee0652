import * as z from 'zod';
import { AuditTrailError } from '../errors';
import { parseInput } from '../query/parse-input';

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
