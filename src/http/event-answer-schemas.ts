import * as z from 'zod';
import { AROUND_REASONS } from '../query/around-subject';
import { recordSchema } from './answer-schemas';

/** The shapes of answers about one event and others, for the OpenAPI document. */
export const aroundSchema = z
  .strictObject({
    eventId: z.string(),
    since: z.string().describe('Inclusive.'),
    until: z.string().describe('Exclusive.'),
    records: z.array(
      recordSchema.extend({
        reasons: z.array(z.enum(AROUND_REASONS)).describe('What the record has in common with the event.'),
      }),
    ),
    leftOut: z.array(z.string()).describe('What the answer lacks, and why.'),
    searched: z
      .array(
        z.strictObject({
          reason: z.enum(AROUND_REASONS),
          values: z.array(z.string()),
          index: z.string(),
          entries: z.int(),
        }),
      )
      .describe('What was read to find the records.'),
  })
  .meta({
    id: 'Around',
    description: 'The records nearest to an event, at most 500 before it and 500 after it, newest first.',
  });

const changes = z.array(
  z.strictObject({
    kind: z.enum(['added', 'removed', 'changed']),
    path: z.string(),
    before: z.unknown().optional(),
    after: z.unknown().optional(),
  }),
);

export const comparisonSchema = z
  .strictObject({
    before: recordSchema.describe('The event that happened first.'),
    after: recordSchema,
    changes: changes.describe('What differs between the JSON of the two in their log files.'),
    notices: z.array(z.string()).describe('What cannot be compared.'),
  })
  .meta({ id: 'Comparison', description: 'Two events side by side.' });

export const diffSchema = z
  .strictObject({
    event: recordSchema,
    resource: z.string(),
    earlier: recordSchema.optional().describe('The change before it. Absent if none was found.'),
    changes: changes.describe('Request parameters that differ.'),
    notices: z.array(z.string()).describe('Why there is no earlier event, or what cannot be compared.'),
  })
  .meta({ id: 'Diff', description: 'A change of a resource beside the one before it.' });
