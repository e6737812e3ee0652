import * as z from 'zod';
import { ANSWER_STATUSES } from '../assure/coverage/answer-coverage';
import { WORST_FIRST } from '../assure/coverage/spans';
import { OUTCOMES, RISK_LEVELS } from '../audit/audit-record';

const count = z.int().nonnegative();
const time = z.string().describe('UTC to the second, such as 2026-03-14T03:00:48Z.');
const state = z.enum(WORST_FIRST as [(typeof WORST_FIRST)[number], ...typeof WORST_FIRST]);
const omitted = (what: string) => count.describe(`Number of ${what} that are not listed.`);

/** One call. Texts of events are cut after 200 characters, and then say how long they are. */
const event = z.strictObject({
  eventTime: z.string(),
  eventId: z.string(),
  eventName: z.string(),
  principal: z.string(),
  outcome: z.enum(OUTCOMES),
  errorCode: z.string().optional(),
  resources: z.array(z.string()).describe('The first 3.'),
  resourcesOmitted: omitted('resources'),
});
const events = z.strictObject({ total: count, listed: z.array(event), omitted: omitted('events') });

const risk = event.extend({
  level: z.enum(RISK_LEVELS),
  words: z.array(z.string()).describe('Why it is risky: a text for each rule that matches.'),
  sourceIp: z.string().optional(),
  userAgent: z.string().optional(),
});

const callGroup = z.strictObject({
  ...{ principal: z.string(), eventName: z.string(), outcome: z.enum(OUTCOMES) },
  errorCode: z.string().optional(),
  calls: count,
  ...{ first: z.string(), last: z.string() },
  resources: z.array(z.string()).describe('The first 3 that were called.'),
  moreResources: z.boolean(),
  eventId: z.string().describe('Event ID of the first call.'),
});
const callGroups = z.strictObject({
  calls: count,
  listed: z.array(callGroup),
  callsOmitted: count.describe('Number of calls that are in no listed group.'),
});

const caller = z.strictObject({
  principal: z.string(),
  ...{ reads: count, writes: count, control: count },
  ...{ succeeded: count, denied: count, throttled: count, failed: count },
  ...{ first: z.string(), last: z.string() },
});
const table = z.strictObject({
  table: z.string().describe('ARN.'),
  ...{ events: count, reads: count, writes: count, control: count },
  ...{ succeeded: count, denied: count, throttled: count, failed: count },
  readUntil: time.optional().describe('Events from this time on were not read. Absent if all were read.'),
  callers: z.array(caller).describe('By number of calls.'),
  callersOmitted: omitted('callers'),
  callsOmitted: count.describe('Number of calls by callers that are not listed.'),
  changes: events.describe('Calls that change the table, its tags or permissions.'),
});

const place = z.strictObject({
  ...{ accountId: z.string(), region: z.string() },
  state: state.describe('The worst of the range, or `proven`.'),
  reason: z.string().optional(),
  ...{ since: time.optional(), until: time.optional() },
  digests: count.describe('Valid digests.'),
  files: count.describe('Log files that they name.'),
  days: z
    .record(z.string(), state)
    .describe('Worst state of each UTC day of delivery of which something is known.'),
});
const exception = z.strictObject({
  ...{ accountId: z.string(), region: z.string(), since: time },
  object: z.string().describe('s3://BUCKET/KEY, or the trail.'),
  ...{ state, reason: z.string() },
});

const file = z.strictObject({
  object: z.string().describe('s3://BUCKET/KEY, or the path of a file on one machine.'),
  day: z.string(),
  statuses: z.array(z.enum(['failed', 'discarded', 'rejected', 'altered'])),
  reason: z.string().optional(),
});

/** What a report says: see docs/report.md. */
export const reportSchema = z.strictObject({
  format: z.literal('ddb-audit-report-1'),
  version: z.string().describe('Version of ddb-audit.'),
  audit: z.string().describe('The data folder, or the tables.'),
  ...{ since: time, until: time },
  accounts: z.array(z.string()).describe('Empty for all accounts.'),
  settled: z.boolean().describe('False if states of deliveries could still change when the report was made.'),
  coverage: z.strictObject({
    status: z.enum(ANSWER_STATUSES),
    reasons: z.array(z.string()),
    deliveredUntil: time.optional(),
    ...{ placesExpected: count, placesProven: count, digests: count, files: count },
    comparedWith: z.enum(['ledger', 'ledgerAndObjects']),
    logged: z.array(z.string()).describe('What trails log, in words.'),
    excluded: z.array(z.string()).describe('What is left out, in words.'),
    retentionDays: z.number().optional().describe('Absent if records are kept forever.'),
  }),
  places: z.strictObject({ listed: z.array(place), omitted: omitted('accounts and Regions') }),
  exceptions: z.strictObject({
    listed: z.array(exception),
    omitted: omitted('exceptions'),
    placesOmitted: count.describe('Number of accounts and Regions that are not proven and not listed.'),
  }),
  files: z.strictObject({
    ...{ firstDay: z.string(), lastDay: z.string() },
    files: count,
    contents: count.describe('Different contents. A file has several if it was altered.'),
    withoutDay: count.describe('Contents of which no day is known. They are counted, too.'),
    ...{ done: count, failed: count, discarded: count, rejected: count, altered: count },
    listed: z.array(file).describe('Those that failed, are altered, or have rejected records.'),
    omitted: omitted('such files'),
  }),
  conservation: z.strictObject({
    ...{ read: count, otherServices: count, excluded: count, duplicates: count, audited: count },
    recorded: count.describe('Audited events that have a record of their own.'),
    summarized: count.describe('Audited events without a record of their own: activity entries count them.'),
    rejected: count,
    unaccounted: z
      .int()
      .describe('`read` less `otherServices`, `excluded`, `duplicates`, `audited` and `rejected`: 0.'),
  }),
  access: z.strictObject({
    sentences: z.array(z.string()),
    facts: z.array(z.strictObject({ name: z.string(), value: z.string() })),
    commands: z.array(z.string()).describe('Commands that show more.'),
    seen: z.array(caller).describe('Who called the tables of the audit in the range.'),
  }),
  events: z.strictObject({
    limits: z.array(z.string()).describe('What was not read, in words.'),
  }),
  privileged: callGroups,
  denied: callGroups,
  guard: events,
  risks: z.strictObject({
    total: count,
    levels: z.strictObject({ critical: count, high: count, medium: count, low: count }),
    rules: z.array(
      z.strictObject({
        rule: z.string(),
        level: z.enum(RISK_LEVELS).optional(),
        title: z.string(),
        events: count,
      }),
    ),
    listed: z.array(risk).describe('The highest level first, then the oldest.'),
    omitted: omitted('events'),
  }),
  tables: z.strictObject({ listed: z.array(table), omitted: omitted('tables') }),
  notCovered: z.array(z.string()),
});

export type Report = z.infer<typeof reportSchema>;
export type ReportedEvent = z.infer<typeof event>;
export type ReportedEvents = z.infer<typeof events>;
export type ReportedRisk = z.infer<typeof risk>;
export type CallGroup = z.infer<typeof callGroup>;
export type CallGroups = z.infer<typeof callGroups>;
export type Caller = z.infer<typeof caller>;
export type ReportedTable = z.infer<typeof table>;
export type ReportedPlace = z.infer<typeof place>;
export type ReportedException = z.infer<typeof exception>;
export type ReportedFile = z.infer<typeof file>;
