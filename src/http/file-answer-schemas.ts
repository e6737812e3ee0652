import * as z from 'zod';
import { placesSchema } from './coverage-schemas';
import { lifecycleSchema } from './lifecycle-schema';

/** The shapes of answers about log files, for the OpenAPI document. */
const counts = z
  .strictObject({
    read: z.int().describe('Records in the file.'),
    otherServices: z.int().describe('Records of other services.'),
    excluded: z.int().describe('Records that settings leave out.'),
    duplicates: z.int().describe('Records that the file has twice, and copies of stored ones.'),
    audited: z.int().describe('Records in the audit: `recorded` and `summarized` ones.'),
    recorded: z.int().describe('Audited events that have a record of their own.'),
    summarized: z
      .int()
      .describe('Audited events without a record of their own: activity entries count them.'),
    rejected: z.int().describe('Records that could not be audited.'),
  })
  .describe(
    'How records were handled: `read` is the sum of `otherServices`, `excluded`, `duplicates`, `audited` and `rejected`.',
  );

const notices = z.array(z.string()).describe('What the answer does not cover.');

export const fileSchema = z.strictObject({
  bucket: z.string(),
  key: z.string(),
  accountId: z.string().describe('Account of the folder that the file lies in.'),
  region: z.string().describe('Region of that folder.'),
  day: z.string().describe('Day of that folder, `YYYY-MM-DD`.'),
  status: z.enum(['done', 'failed']),
  altered: z.literal(true).optional().describe('Different contents arrived under the key of the file.'),
  unreferenced: z
    .literal(true)
    .optional()
    .describe('No digest names the file. Only set if unreferenced files were asked for.'),
  error: z.string().optional().describe('Why the file failed.'),
  discarded: z.string().optional().describe('Why somebody decided that the failed file stays a gap.'),
  meaningVersion: z
    .int()
    .optional()
    .describe('Version of the meaning that its events got. Absent for version 1, and on one machine.'),
  finishedAt: z.string().describe('When it was ingested or failed, ISO 8601.'),
  counts,
  rejectedRecords: z
    .array(z.strictObject({ index: z.int(), reason: z.string() }))
    .optional()
    .describe('The first 100 records that could not be audited.'),
  unknownOperations: z.int().optional(),
  etag: z.string(),
  versionId: z.string().optional(),
  sha256: z.string().optional().describe('Of the uncompressed bytes, as digests list it.'),
  inflatedBytes: z.int().optional(),
  compressedBytes: z.int().optional(),
  gzipMembers: z.int().optional().describe('CloudTrail writes 1.'),
  paddingBytes: z.int().optional().describe('Zero bytes after the gzip data. CloudTrail writes none.'),
  shapes: z.array(z.string()).optional().describe('Shapes of input, unless CloudTrail delivered the file.'),
  tables: z.array(z.string()).optional().describe('ARNs of the first 100 tables that its events name.'),
  tablesTruncated: z.literal(true).optional().describe('Its events name more tables.'),
  firstEventTime: z.string().optional(),
  lastEventTime: z.string().optional(),
});

export const filesSchema = z
  .strictObject({
    records: z.array(fileSchema),
    nextToken: z
      .string()
      .optional()
      .describe('Token of the next page. Absent on the last page. A short or empty page can have one.'),
    searched: z
      .strictObject({
        since: z.string().optional().describe('Inclusive.'),
        until: z.string().optional().describe('Exclusive.'),
        entries: z.int().describe('Number of entries of the ledger looked at.'),
      })
      .describe('What was read for the page.'),
    notices,
  })
  .meta({ id: 'Files', description: 'A record for each content of each log file, and for each failure.' });

export const statusSchema = z
  .strictObject({
    time: z.string().describe('When it was asked, ISO 8601.'),
    files: z
      .strictObject({
        all: z.int(),
        done: z.int(),
        failed: z.int(),
        rejected: z.int().describe('Done, but records could not be audited.'),
        altered: z.int().describe('Different contents arrived.'),
        unreferenced: z
          .int()
          .optional()
          .describe(
            'No digest names them, of the deliveries of the last 30 days. Absent if that is not known.',
          ),
      })
      .describe('Number of log files. A file can have several statuses.'),
    lastFinishedAt: z.string().optional().describe('When the last file was ingested or failed.'),
    lagSeconds: z.int().optional().describe('Seconds since then.'),
    finishedLastHour: z.int(),
    finishedLastDay: z.int().describe('In the last 24 hours.'),
    counts,
    unaccounted: z
      .int()
      .describe('Records of which it is not known what became of them: 0 unless this program has an error.'),
    failures: z
      .array(
        z.strictObject({
          bucket: z.string(),
          key: z.string(),
          finishedAt: z.string(),
          error: z.string().optional(),
        }),
      )
      .describe('The first files that failed, at most 20.'),
    places: z
      .array(
        z.strictObject({
          accountId: z.string(),
          region: z.string(),
          files: z.int(),
          failed: z.int(),
          lastDelivered: z
            .string()
            .optional()
            .describe('When CloudTrail delivered the last file, by its name.'),
          lastFinishedAt: z.string().describe('When the last file was ingested or failed.'),
          silent: z.literal(true).optional().describe('Its last delivery is older than that of others.'),
        }),
      )
      .describe('Each account and Region with files: at most 10,000.'),
    queues: z
      .array(
        z.strictObject({
          queue: z
            .enum(['notifications', 'deadLetters', 'failedInvocations', 'assurance', 'assuranceDeadLetters'])
            .describe('What its messages are.'),
          url: z.string(),
          waiting: z.int().describe('Messages that can be received now.'),
          inFlight: z.int().describe('Messages that a function works on.'),
          delayed: z.int().describe('Messages that cannot be received yet.'),
        }),
      )
      .optional()
      .describe('Queues of the deployment, counted approximately. `notices` says which could not be read.'),
    lastBackfill: z
      .strictObject({
        finishedAt: z.string(),
        status: z
          .enum(['covered', 'failed', 'waiting', 'interrupted'])
          .describe('`covered`: the audit has every log file that the backfill listed.'),
        bucket: z.string(),
        since: z.string().optional().describe('Earliest time of delivery that was asked for.'),
        until: z.string().optional(),
        listed: z.int().describe('Log files in the bucket.'),
        sent: z.int().describe('Of these, sent to the queue.'),
        failed: z.int().describe('Of these, failed.'),
      })
      .optional()
      .describe('What the last backfill came to. Absent if there was none.'),
    lifecycles: z
      .array(lifecycleSchema)
      .optional()
      .describe(
        'What lifecycle rules do with the log files of each source. Absent if every event has a record of its own.',
      ),
    coverage: z
      .strictObject({
        since: z.string(),
        until: z.string(),
        deliveredUntil: z
          .string()
          .optional()
          .describe(
            'Until when deliveries of all expected places are known. Absent if no trail has digests.',
          ),
        places: placesSchema,
      })
      .optional()
      .describe('What is known of deliveries of the last 30 days. Absent if no digest was verified.'),
    complete: z.boolean().describe('True if all files are counted.'),
    entries: z.int().describe('Number of entries of the ledger looked at.'),
    notices,
  })
  .meta({ id: 'Status', description: 'What became of all log files.' });
