import * as z from 'zod';
import { activityPageSchema } from './activity-schema';
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
import { facetsSchema, histogramSchema } from './count-schemas';
import { coverageSchema } from './coverage-schemas';
import { deliveriesSchema } from './delivery-answer-schemas';
import { aroundSchema, comparisonSchema, diffSchema } from './event-answer-schemas';
import { filesSchema, statusSchema } from './file-answer-schemas';
import { itemHistorySchema, namedItemsSchema } from './item-answer-schemas';
import { OPERATIONS, type Operation } from './operations';
import { parameterSchemas } from './parse-parameters';
import { policySchema } from './policy-schemas';
import { PROBLEM_STATUSES } from './problems';

const json = (schema: unknown, type = 'application/json') => ({ content: { [type]: { schema } } });
const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** Schemas by the id in their metadata, with references between them. */
function components(): Record<string, unknown> {
  const registry = z.registry<{ id: string }>();
  for (const schema of [
    recordSchema,
    detailedRecordSchema,
    coverageSchema,
    pageSchema,
    variantsSchema,
    aroundSchema,
    diffSchema,
    comparisonSchema,
    listSchema,
    summarySchema,
    histogramSchema,
    facetsSchema,
    activityPageSchema,
    filesSchema,
    deliveriesSchema,
    itemHistorySchema,
    namedItemsSchema,
    policySchema,
    statusSchema,
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

function bodySchema(schema: z.ZodObject): unknown {
  const { $schema, ...body } = z.toJSONSchema(schema, { io: 'input' });
  return body;
}

/** The description of the API (OpenAPI 3.1). */
export function openApiDocument(): Record<string, unknown> {
  return {
    openapi: '3.1.0',
    info: {
      title: 'dynamodb-audit-trail',
      version: '1',
      description:
        'Who did what to DynamoDB, DynamoDB Streams and DAX. Repeat a parameter to match any of several ' +
        'values; a record must match all parameters. Unknown parameters are rejected. Limits: 20 values ' +
        'per filter and 1,000 records per page. A page or summary stops after ten seconds or, in DynamoDB, ' +
        'about 20,000 entries; its token or `complete` then says that there is more.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: Object.fromEntries(
      Object.entries<Operation>(OPERATIONS).map(([id, operation]) => [
        operation.path,
        { [operation.method ?? 'get']: describe(id, operation) },
      ]),
    ),
    components: {
      schemas: components(),
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'On one machine: the token that `ddb-audit serve` prints.',
        },
        sigv4: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: 'In AWS: Signature Version 4 for the service `lambda`.',
        },
      },
    },
    security: [{ bearer: [] }, { sigv4: [] }],
  };
}

function describe(id: string, { method, path, summary, parameters, answer }: Operation) {
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
    parameters: [...pathParameters, ...(method === 'post' ? [] : queryParameters)],
    ...(method === 'post' && { requestBody: { required: true, ...json(bodySchema(parameters)) } }),
    responses: {
      200: { description: 'The answer.', ...json(name ? reference(name) : { type: 'object' }) },
      ...Object.fromEntries(
        PROBLEM_STATUSES.map((status) => [
          status,
          { description: 'The problem.', ...json(reference('Problem'), 'application/problem+json') },
        ]),
      ),
    },
  };
}
