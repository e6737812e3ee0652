import * as z from 'zod';
import { DIMENSION_NAMES } from '../query/dimensions';
import { HISTOGRAM_DIMENSIONS } from '../query/histogram';
import { notices, searched } from './answer-schemas';
import { coverageSchema } from './coverage-schemas';

const countedSince = z
  .string()
  .optional()
  .describe(
    'Time from which every record is counted, and none before it: to count more, ask again with it as `until`. Absent if ' +
      'there is nothing before it.',
  );
const incomplete = z
  .string()
  .optional()
  .describe(
    'What the counts lack, because no index holds it, or log files were not read. Absent if nothing.',
  );
const complete = z.boolean().describe('True if every matching record is counted.');
const records = z.int().describe('Number of records counted.');

/** The shapes of counts for charts and filters. */
export const histogramSchema = z
  .strictObject({
    by: z.enum(HISTOGRAM_DIMENSIONS),
    since: z.string().optional().describe('Inclusive. Absent if it was not given, and nothing matches.'),
    until: z.string().describe('Exclusive.'),
    seconds: z.int().describe('Length of a bucket. Buckets start at multiples of it, UTC.'),
    buckets: z
      .array(z.strictObject({ start: z.string(), counts: z.record(z.string(), z.int()) }))
      .describe('Oldest first; empty ones are left out. By `table`, they have the 20 most frequent tables.'),
    totals: z.record(z.string(), z.int()).describe('Number of records for each value over the whole range.'),
    records,
    complete,
    countedSince,
    searched,
    coverage: coverageSchema,
    incomplete,
    notices,
  })
  .meta({ id: 'Histogram', description: 'The number of matching records over time.' });

const facet = z.strictObject({
  by: z.enum(DIMENSION_NAMES).describe('The filter.'),
  values: z
    .array(z.strictObject({ value: z.string(), count: z.int() }))
    .describe('The most frequent first, and values that the query includes or excludes.'),
  distinct: z.int().describe('Number of different values.'),
  records,
  matching: z
    .int()
    .optional()
    .describe('Number of records that match without this filter, counted or not. Absent if it is not known.'),
  complete,
  countedSince,
  incomplete,
});

export const facetsSchema = z
  .strictObject({
    since: z.string().optional().describe('Inclusive.'),
    until: z.string().optional().describe('Exclusive.'),
    facets: z.array(facet),
    searched,
    coverage: coverageSchema,
    notices,
  })
  .meta({
    id: 'Facets',
    description: 'The values of filters. Each filter is counted as if the query did not have it.',
  });
