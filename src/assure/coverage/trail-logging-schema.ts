import * as z from 'zod';
import type { TrailLogging } from './trail-logging';

const texts = z.array(z.string());
const operators = {
  equals: texts.exactOptional(),
  notEquals: texts.exactOptional(),
  startsWith: texts.exactOptional(),
  notStartsWith: texts.exactOptional(),
  endsWith: texts.exactOptional(),
  notEndsWith: texts.exactOptional(),
};

/** What a trail logs in a stretch of event time, as it is stored. */
export const trailLoggingSchema: z.ZodType<TrailLogging> = z.object({
  trailArn: z.string(),
  since: z.string(),
  until: z.string().exactOptional(),
  from: z.enum(['settings', 'api', 'unknown']),
  readAt: z.string().exactOptional(),
  reason: z.string().exactOptional(),
  isLogging: z.boolean(),
  homeRegion: z.string(),
  isMultiRegion: z.boolean(),
  isOrganizationTrail: z.boolean(),
  selectors: z.array(
    z.object({
      name: z.string().exactOptional(),
      // Strict: an operator of a later version must not be read as no condition.
      fieldSelectors: z.array(z.strictObject({ field: z.string(), ...operators })),
    }),
  ),
  ownTraffic: z.object({ sessionPrefixes: texts, tableArns: texts }).exactOptional(),
});
