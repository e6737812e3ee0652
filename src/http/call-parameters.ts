import * as z from 'zod';
import { DEFAULT_PAGE, MAXIMUM_NAMED_ITEMS_PAGE } from '../query/limits';
import { eventsParameters } from './parameters';

export const namedItemsParameters = eventsParameters.extend({
  limit: z
    .int()
    .min(1)
    .max(MAXIMUM_NAMED_ITEMS_PAGE)
    .default(DEFAULT_PAGE)
    .describe('Maximum number of calls. Each is one event to read.'),
});

const { principal } = eventsParameters.shape;

export const policyParameters = eventsParameters
  .omit({ outcome: true, order: true, limit: true, maximumFiles: true, nextToken: true })
  .extend({
    principal: principal.unwrap().describe(principal.description ?? ''),
    includeDenied: z
      .boolean()
      .default(false)
      .describe('Also allow the calls that were denied. Default: false.'),
  });
