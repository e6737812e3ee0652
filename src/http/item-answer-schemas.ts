import * as z from 'zod';
import { ACCESSES, OUTCOMES } from '../audit/audit-record';
import { TOUCH_KINDS } from '../audit/touch-kind';
import { NOT_VISIBLE } from '../query/item-answer';
import { nextToken, notices, pageNotices, pageSchema, recordSchema, searched } from './answer-schemas';
import { coverageSchema } from './coverage-schemas';

const touches = z.array(
  z.strictObject({
    kind: z.enum(TOUCH_KINDS),
    eventName: z.string(),
    principal: z.string(),
    count: z.int().describe('Number of calls.'),
    first: z.string().describe('Time of the first call.'),
    last: z.string().describe('Time of the last call.'),
  }),
);

const key = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

export const itemHistorySchema = z
  .strictObject({
    table: z.string().describe('ARN of the table, or its name as given if that means several.'),
    tables: z.array(z.string()).describe('ARNs of all tables that were searched.'),
    key,
    named: z.array(recordSchema).describe('Calls that named the item, newest first.'),
    mayHaveTouched: touches.describe(
      'Calls that succeeded and may have touched the item without naming it, counted over this page.',
    ),
    attempted: touches.describe('Such calls that were denied, throttled or failed.'),
    notVisible: z
      .array(z.enum(NOT_VISIBLE))
      .describe(
        'What CloudTrail has no event of: reads that DAX answers from its cache, and deletions by TTL.',
      ),
    coverage: coverageSchema,
    searched,
    nextToken,
    notices,
    pageNotices,
  })
  .meta({ id: 'ItemHistory', description: 'What happened to an item, or a page of it.' });

export const namedItemsSchema = pageSchema
  .extend({
    records: z.array(
      z.strictObject({
        eventId: z.string(),
        eventTime: z.string().describe('UTC to the second.'),
        eventName: z.string(),
        access: z.enum(ACCESSES),
        outcome: z.enum(OUTCOMES),
        principal: z.string().describe('ARN of the user or role, without the session.'),
        items: z
          .array(z.strictObject({ table: z.string().describe('ARN of the table.'), key }))
          .describe('Items that the call names: up to 100.'),
        unnamed: z
          .array(z.strictObject({ table: z.string(), kind: z.enum(TOUCH_KINDS) }))
          .describe('Tables of which the call may have touched items without naming them.'),
      }),
    ),
  })
  .meta({ id: 'NamedItems', description: 'Calls, and the items that they name.' });
