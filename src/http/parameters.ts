import * as z from 'zod';
import { activitySchema } from '../query/activity-query';
import { ALL_DIMENSION_NAMES, DIMENSION_NAMES, INTERVAL_NAMES } from '../query/dimensions';
import { eventPlaceSchema } from '../query/event-place';
import { fileQuerySchema } from '../query/file-query';
import { HISTOGRAM_DIMENSIONS } from '../query/histogram';
import { itemQuestionSchema } from '../query/item-history';
import {
  DEFAULT_AROUND_MINUTES,
  DEFAULT_FACET_VALUES,
  DEFAULT_LATENESS_MINUTES,
  DEFAULT_LIST_PAGE,
  DEFAULT_PAGE,
  DEFAULT_SILENT_HOURS,
  MAXIMUM_ACTIVITY_PAGE,
  MAXIMUM_AROUND_MINUTES,
  MAXIMUM_FACET_VALUES,
  MAXIMUM_LATENESS_MINUTES,
  MAXIMUM_LIST_PAGE,
  MAXIMUM_PAGE,
  MAXIMUM_SILENT_HOURS,
  PAGE_FILES,
} from '../query/limits';
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
  maximumFiles: z
    .int()
    .min(0)
    .max(PAGE_FILES)
    .default(PAGE_FILES)
    .describe(
      'Maximum number of log files to read for the page. With 0, the page ends before the first log file that it needs.',
    ),
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

export const histogramParameters = z.strictObject({
  ...filters,
  by: z
    .enum(HISTOGRAM_DIMENSIONS)
    .describe('Property to divide the buckets by. `risk` counts only risky records.'),
  seconds: z
    .int()
    .min(60)
    .max(31_536_000)
    .optional()
    .describe(
      'Length of a bucket in seconds. Default: the shortest usual one that makes at most 120 buckets; in DynamoDB an hour or ' +
        'more, unless the range is short.',
    ),
  lateness,
});

export const facetsParameters = z.strictObject({
  ...filters,
  by: z
    .array(z.enum(DIMENSION_NAMES))
    .min(1)
    .readonly()
    .optional()
    .describe('Filters whose values are counted. Default: all of them.'),
  limit: z
    .int()
    .min(1)
    .max(MAXIMUM_FACET_VALUES)
    .default(DEFAULT_FACET_VALUES)
    .describe('Maximum number of values of a filter.'),
  lateness,
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

export const eventParameters = eventPlaceSchema;

export const originalParameters = z.strictObject({
  ...eventPlaceSchema.shape,
  contentHash: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('Content hash of the variant. Required if there are several.'),
});

export const aroundParameters = z.strictObject({
  ...eventPlaceSchema.shape,
  minutes: z
    .int()
    .min(1)
    .max(MAXIMUM_AROUND_MINUTES)
    .default(DEFAULT_AROUND_MINUTES)
    .describe('Minutes to search before the event, and after it.'),
});

export const compareParameters = z.strictObject({
  ...eventPlaceSchema.shape,
  with: z.string().min(1).max(2_000).describe('Id of the other event.'),
  withSince: eventPlaceSchema.shape.since.describe('`since` for the other event.'),
  withUntil: eventPlaceSchema.shape.until.describe('`until` for the other event.'),
  withTable: eventPlaceSchema.shape.table.describe('`table` for the other event.'),
});

export const noParameters = z.strictObject({});
