import * as z from 'zod';
import {
  detailedRecordSchema,
  healthSchema,
  listSchema,
  pageSchema,
  problemSchema,
  recordSchema,
  summarySchema,
  variantsSchema,
} from './answer-schemas';
import {
  eventsParameters,
  listParameters,
  noParameters,
  originalParameters,
  parameterSchemas,
  summaryParameters,
} from './parameters';
import { PROBLEM_STATUSES } from './problems';

/** What a path answers, for its description: the same schemas check its parameters. */
interface Operation {
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  readonly parameters: z.ZodObject;
  /** The schema of the answer; the JSON of an event where there is none. */
  readonly answer?: z.ZodType;
}

const OPERATIONS: readonly Operation[] = [
  {
    path: '/events',
    id: 'searchEvents',
    summary: 'Records that answer a question, in order, page by page.',
    parameters: eventsParameters,
    answer: pageSchema,
  },
  {
    path: '/events/{eventId}',
    id: 'getEvent',
    summary: 'An event, with every variant that came under its id.',
    parameters: noParameters,
    answer: variantsSchema,
  },
  {
    path: '/events/{eventId}/original',
    id: 'getOriginal',
    summary: 'The exact bytes of an event as they stood in its log file.',
    parameters: originalParameters,
  },
  {
    path: '/resources',
    id: 'listResources',
    summary: 'Every resource that was seen.',
    parameters: listParameters,
    answer: listSchema,
  },
  {
    path: '/principals',
    id: 'listPrincipals',
    summary: 'Every principal that was seen.',
    parameters: listParameters,
    answer: listSchema,
  },
  {
    path: '/actions',
    id: 'listActions',
    summary: 'Every operation that was seen.',
    parameters: listParameters,
    answer: listSchema,
  },
  {
    path: '/summary',
    id: 'summarizeEvents',
    summary: 'How many records answer a question, over time, by one property.',
    parameters: summaryParameters,
    answer: summarySchema,
  },
  {
    path: '/health',
    id: 'getHealth',
    summary: 'Whether the API is up. Touches no table.',
    parameters: noParameters,
    answer: healthSchema,
  },
];

const json = (schema: unknown, type = 'application/json') => ({ content: { [type]: { schema } } });
const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** Schemas by the name that their metadata gives them, referring to each other. */
function components(): Record<string, unknown> {
  const registry = z.registry<{ id: string }>();
  for (const schema of [
    recordSchema,
    detailedRecordSchema,
    pageSchema,
    variantsSchema,
    listSchema,
    summarySchema,
    healthSchema,
    problemSchema,
  ]) {
    registry.add(schema, { id: schema.meta()?.id as string });
  }
  const { schemas } = z.toJSONSchema(registry, { uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema, $id, id, ...schema }]) => [name, schema]),
  );
}

/** Describes the API (OpenAPI 3.1). */
export function openApiDocument(): Record<string, unknown> {
  return {
    openapi: '3.1.0',
    info: {
      title: 'dynamodb-audit-trail',
      version: '1',
      description:
        'Who did what to DynamoDB, DynamoDB Streams and DAX. A parameter given several times means any of ' +
        'its values; different parameters must all hold. Parameters that are not listed are refused. ' +
        'Limits: 20 values a filter, 1,000 records a page; a page or summary reads at most about 20,000 ' +
        'entries or ten seconds and says so if there is more.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: Object.fromEntries(OPERATIONS.map((operation) => [operation.path, { get: describe(operation) }])),
    components: {
      schemas: components(),
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'On one machine: the token printed at start.',
        },
        sigv4: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: 'In AWS: signed with Signature Version 4 for the service `lambda`.',
        },
      },
    },
    security: [{ bearer: [] }, { sigv4: [] }],
  };
}

function describe({ path, id, summary, parameters, answer }: Operation) {
  const pathParameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const queryParameters = parameterSchemas(parameters).map(
    ([name, { description, ...schema }, required]) => ({
      name,
      in: 'query',
      required,
      ...(description && { description }),
      ...(schema.type === 'array' && { style: 'form', explode: true }),
      schema,
    }),
  );
  const name = answer?.meta()?.id as string | undefined;
  return {
    operationId: id,
    summary,
    parameters: [...pathParameters, ...queryParameters],
    responses: {
      200: { description: 'The answer.', ...json(name ? reference(name) : { type: 'object' }) },
      ...Object.fromEntries(
        PROBLEM_STATUSES.map((status) => [
          status,
          { description: 'What is wrong.', ...json(reference('Problem'), 'application/problem+json') },
        ]),
      ),
    },
  };
}
