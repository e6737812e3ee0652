import * as z from 'zod';
import { ACCESSES, OUTCOMES, PLANES, RISK_LEVELS, SERVICES } from '../audit/audit-record';
import { DIMENSION_NAMES, INTERVAL_NAMES } from '../query/dimensions';
import { DIRECTORY_KINDS } from '../store/ledger/directory-item';
import { coverageSchema } from './coverage-schemas';

/** The shapes of answers, for the OpenAPI document. Tests check every answer against them. */
export const recordSchema = z
  .strictObject({
    eventId: z.string(),
    eventTime: z.string().describe('UTC to the second.'),
    eventSource: z.string(),
    eventName: z.string(),
    service: z.enum(SERVICES),
    plane: z.enum(PLANES),
    access: z.enum(ACCESSES),
    category: z.string().optional(),
    categories: z.array(z.string()).optional().describe('All categories of the call, if it has several.'),
    outcome: z.enum(OUTCOMES),
    errorCode: z.string().optional(),
    accountId: z.string().optional(),
    region: z.string().optional(),
    sourceIp: z.string().optional(),
    accessKeyId: z.string().optional(),
    userAgent: z.string().optional(),
    principal: z.strictObject({
      id: z.string().describe('ARN of the user or role, without the session.'),
      type: z.string(),
      name: z.string().optional(),
      session: z.string().optional(),
      sourceIdentity: z.string().optional(),
      onBehalfOf: z.string().optional().describe('IAM Identity Center user id.'),
      mfa: z.literal(true).optional().describe('True if the session was authenticated with MFA.'),
    }),
    resources: z.array(z.string()).optional().describe('ARNs of all affected resources.'),
    impliedTables: z
      .int()
      .optional()
      .describe('Number of the first resources that the event names only by a part of them.'),
    originalEventId: z.string().optional().describe('The event that this one corrects.'),
    sharedEventId: z.string().optional().describe('The same for all copies in different accounts.'),
    cutFields: z.array(z.string()).optional().describe('Fields of the event that CloudTrail cut.'),
    risk: z.strictObject({ level: z.enum(RISK_LEVELS), rules: z.array(z.string()) }).optional(),
  })
  .meta({ id: 'AuditRecord', description: 'What one CloudTrail event means.' });

const riskReason = z.strictObject({
  rule: z.string().describe('Id of the rule.'),
  level: z.enum(RISK_LEVELS).optional().describe('Absent for a rule that this version does not know.'),
  title: z.string().describe('A few words about the rule.'),
  words: z.string().optional().describe('What the call did. Absent if the original event is not kept.'),
  mitre: z.array(z.string()).optional().describe('Techniques and tactics of MITRE ATT&CK.'),
});

export const detailedRecordSchema = recordSchema
  .extend({
    source: z
      .strictObject({ bucket: z.string(), key: z.string() })
      .optional()
      .describe('The log file that carried the event.'),
    variants: z
      .int()
      .optional()
      .describe('How many different events were delivered under this id, if several.'),
    contentHash: z.string().optional().describe('Hash of this variant, if there are several.'),
    truncated: z.literal(true).optional().describe('Part of the record was cut. The log file has all of it.'),
    originalError: z.string().optional().describe('Why the kept bytes of the event cannot be read.'),
    riskReasons: z
      .array(riskReason)
      .optional()
      .describe('Why the record is risky, one reason for each rule.'),
    correctedBy: z.array(z.string()).optional().describe('Ids of events that correct this one, if known.'),
    copies: z
      .array(z.strictObject({ eventId: z.string(), accountId: z.string().optional() }))
      .optional()
      .describe('Copies that CloudTrail delivered to other accounts, if known.'),
  })
  .meta({ id: 'DetailedRecord', description: 'A record with the evidence for it.' });

export const nextToken = z
  .string()
  .optional()
  .describe('Token of the next page. Absent on the last page. A short or empty page can have one.');
const incomplete = z
  .string()
  .optional()
  .describe(
    'What the answer lacks, because no index holds it, or log files were not read. Absent if nothing.',
  );

export const notices = z
  .array(z.string())
  .optional()
  .describe('What to know about the query, such as the use of an old parameter name.');

export const pageNotices = z
  .array(z.string())
  .optional()
  .describe('What to know about this page alone, such as why it ended.');

export const searched = z
  .strictObject({
    since: z.string().optional().describe('Inclusive.'),
    until: z.string().optional().describe('Exclusive.'),
    index: z.string().describe('The index that was read; `segments` in a data folder.'),
    entries: z.int().describe('Number of entries looked at, including those that a filter rejected.'),
    readUnits: z
      .number()
      .optional()
      .describe('DynamoDB read units that this took, about. Absent where it was not measured.'),
    files: z.int().optional().describe('Number of log files that were read. Absent if there were none.'),
    fileBytes: z.int().optional().describe('Their uncompressed bytes.'),
    nextFiles: z
      .int()
      .optional()
      .describe(
        'Number of log files that the next page reads at most. Present if the page ended because `maximumFiles` is 0.',
      ),
  })
  .describe('What was read to find the records.');

export const pageSchema = z
  .strictObject({
    records: z.array(recordSchema),
    nextToken,
    searched,
    coverage: coverageSchema,
    incomplete,
    notices,
    pageNotices,
  })
  .meta({ id: 'Page' });

export const variantsSchema = z.strictObject({ records: z.array(detailedRecordSchema) }).meta({
  id: 'Variants',
  description: 'One record, or several if different events were delivered under the id.',
});

export const listSchema = z
  .strictObject({
    records: z.array(
      z.strictObject({
        kind: z.enum(DIRECTORY_KINDS),
        value: z.string(),
        name: z.string().optional(),
        firstSeen: z.string().describe('Day of the earliest event.'),
        lastSeen: z.string().describe('Day of the latest event.'),
      }),
    ),
    nextToken,
  })
  .meta({ id: 'List' });

export const summarySchema = z
  .strictObject({
    by: z.enum(DIMENSION_NAMES),
    interval: z.enum(INTERVAL_NAMES),
    since: z.string().optional(),
    until: z.string().optional(),
    buckets: z.array(z.strictObject({ start: z.string(), counts: z.record(z.string(), z.int()) })),
    totals: z.record(z.string(), z.int()).describe('Number of records for each value over the whole range.'),
    records: z.int().describe('Number of records counted.'),
    complete: z.boolean().describe('True if every matching record is counted.'),
    countedSince: z
      .string()
      .optional()
      .describe('Time from which every record is counted. Absent if all of the time range is counted.'),
    countedShare: z
      .number()
      .optional()
      .describe('Share of the time range that is counted, 0 to 1. Absent if all of it is, or without since.'),
    nextToken,
    coverage: coverageSchema,
    incomplete,
    notices,
  })
  .meta({ id: 'Summary' });

export const healthSchema = z.strictObject({ status: z.literal('ok') }).meta({ id: 'Health' });

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().describe('Error code for programs.'),
  })
  .meta({ id: 'Problem', description: 'A problem as in RFC 9457.' });
