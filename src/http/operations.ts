import type * as z from 'zod';
import { deliveriesQuerySchema } from '../query/deliveries-query';
import { activityPageSchema } from './activity-schema';
import { healthSchema, listSchema, pageSchema, summarySchema, variantsSchema } from './answer-schemas';
import { namedItemsParameters, policyParameters } from './call-parameters';
import { facetsSchema, histogramSchema } from './count-schemas';
import { deliveriesSchema } from './delivery-answer-schemas';
import { aroundSchema, comparisonSchema, diffSchema } from './event-answer-schemas';
import { filesSchema, statusSchema } from './file-answer-schemas';
import { itemHistorySchema, namedItemsSchema } from './item-answer-schemas';
import {
  activityParameters,
  aroundParameters,
  compareParameters,
  eventParameters,
  eventsParameters,
  facetsParameters,
  filesParameters,
  histogramParameters,
  itemParameters,
  listParameters,
  noParameters,
  originalParameters,
  statusParameters,
  summaryParameters,
} from './parameters';
import { policySchema } from './policy-schemas';

/** A path and its schemas. The same schemas check its parameters. */
export interface Operation {
  /** `post`: the parameters are a JSON body, because they must not be in a URL. Default: `get`. */
  readonly method?: 'post';
  readonly path: string;
  readonly summary: string;
  readonly parameters: z.ZodObject;
  /** Schema of the answer. Absent for the JSON of an event. */
  readonly answer?: z.ZodType;
}

/**
 * Every operation that reads the audit, by its id. The routes, the parser of their parameters, the type of
 * their answers and the OpenAPI document derive from it.
 */
export const OPERATIONS = {
  searchEvents: {
    path: '/events',
    summary: 'Search records, in order, page by page.',
    parameters: eventsParameters,
    answer: pageSchema,
  },
  getEvent: {
    path: '/events/{eventId}',
    summary: 'Get an event, with every variant delivered under its id.',
    parameters: eventParameters,
    answer: variantsSchema,
  },
  getOriginal: {
    path: '/events/{eventId}/original',
    summary: 'Get the exact bytes of an event in its log file.',
    parameters: originalParameters,
  },
  getAround: {
    path: '/events/{eventId}/around',
    summary: 'Find what happened around an event: same principal, access key, address or tables.',
    parameters: aroundParameters,
    answer: aroundSchema,
  },
  getDiff: {
    path: '/events/{eventId}/diff',
    summary: 'Compare a change of a resource with the one before it.',
    parameters: eventParameters,
    answer: diffSchema,
  },
  compareEvents: {
    path: '/events/{eventId}/compare',
    summary: 'Compare two events.',
    parameters: compareParameters,
    answer: comparisonSchema,
  },
  listResources: {
    path: '/resources',
    summary: 'List resources seen.',
    parameters: listParameters,
    answer: listSchema,
  },
  listPrincipals: {
    path: '/principals',
    summary: 'List principals seen.',
    parameters: listParameters,
    answer: listSchema,
  },
  listActions: {
    path: '/actions',
    summary: 'List operations seen.',
    parameters: listParameters,
    answer: listSchema,
  },
  searchItems: {
    method: 'post',
    path: '/items/search',
    summary: 'Find the calls that named an item, and count those that may have touched it without naming it.',
    parameters: itemParameters,
    answer: itemHistorySchema,
  },
  listNamedItems: {
    path: '/items',
    summary:
      'Search records, and list the items that each call names, page by page. Reads every event of the page.',
    parameters: namedItemsParameters,
    answer: namedItemsSchema,
  },
  getPolicy: {
    path: '/policy',
    summary: 'Build the least-privilege IAM policy for the calls of a principal.',
    parameters: policyParameters,
    answer: policySchema,
  },
  summarizeEvents: {
    path: '/summary',
    summary: 'Count matching records over time, by one property.',
    parameters: summaryParameters,
    answer: summarySchema,
  },
  getHistogram: {
    path: '/histogram',
    summary: 'Count matching records over time, for charts.',
    parameters: histogramParameters,
    answer: histogramSchema,
  },
  getFacets: {
    path: '/facets',
    summary: 'Count the values that matching records have, by filter.',
    parameters: facetsParameters,
    answer: facetsSchema,
  },
  getActivity: {
    path: '/activity',
    summary:
      'Count reads and writes of items by hour, table, principal, operation and outcome, page by page.',
    parameters: activityParameters,
    answer: activityPageSchema,
  },
  listFiles: {
    path: '/files',
    summary: 'List log files: what became of each, page by page. Reads the ledger in its order.',
    parameters: filesParameters,
    answer: filesSchema,
  },
  listDeliveries: {
    path: '/deliveries',
    summary:
      'List which days of delivery are proven for each account and Region, and what is not. Reads for up to 20 seconds.',
    parameters: deliveriesQuerySchema,
    answer: deliveriesSchema,
  },
  getStatus: {
    path: '/status',
    summary:
      'Count log files by status and queued messages, and find places without files. Reads the ledger for up to 20 seconds.',
    parameters: statusParameters,
    answer: statusSchema,
  },
  getHealth: {
    path: '/health',
    summary: 'Check that the API is up. Reads no table.',
    parameters: noParameters,
    answer: healthSchema,
  },
} as const satisfies Record<string, Operation>;
export type OperationId = keyof typeof OPERATIONS;

type Immutable<T> = T extends readonly (infer Element)[]
  ? readonly Immutable<Element>[]
  : T extends object
    ? { readonly [Name in keyof T]: Immutable<T[Name]> }
    : T;

/** The parameters of an operation. */
export type Asked<Id extends OperationId> = z.output<(typeof OPERATIONS)[Id]['parameters']>;

/** The answer of an operation. */
export type Answer<Id extends OperationId> = (typeof OPERATIONS)[Id] extends {
  readonly answer: infer Schema extends z.ZodType;
}
  ? Immutable<z.input<Schema>>
  : Uint8Array | undefined;
