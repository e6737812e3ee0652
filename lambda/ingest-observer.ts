import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { addOutcome, emptyReport } from '../src/ingest/ingest-report';
import type { MessageObserver } from '../src/ingest/messages';
import { BUCKET_DIMENSION } from '../src/settings/metrics';
import { embeddedMetrics } from './embedded-metrics';
import { summarizeError } from './error-summary';

const logger = new Logger({ serviceName: 'dynamodb-audit-trail' });

/** Observes one invocation: a log line for each failure, one line with all counts, and the metrics. */
export interface IngestObserver extends MessageObserver {
  /** Called when events are stored, with the oldest `eventTime` among them. */
  onStored(oldestEventTime: string): void;
  /** Logs the report and the metrics of the invocation. */
  publish(): void;
}

export function ingestObserver(
  context: Context,
  auditTable: string,
  watchedBuckets: readonly string[],
): IngestObserver {
  const report = emptyReport();
  const ignored: Record<string, number> = {};
  const readByBucket = new Map<string, number>();
  let oldestEvent = Number.POSITIVE_INFINITY;
  logger.addContext(context);

  const ignore = (reason: string) => {
    ignored[reason] = (ignored[reason] ?? 0) + 1;
  };
  return {
    onOutcome: (file, outcome) => {
      addOutcome(report, outcome);
      if (outcome.status === 'skipped') ignore(outcome.reason);
      if (outcome.status === 'done' && watchedBuckets.includes(file.bucket)) {
        readByBucket.set(file.bucket, (readByBucket.get(file.bucket) ?? 0) + 1);
      }
      if (outcome.status === 'done' && outcome.isAltered) {
        const { bucket, key, versionId } = file;
        logger.warn('file has other content than before', { bucket, key, versionId });
      }
      if (outcome.status === 'failed') {
        const { bucket, key, versionId } = file;
        logger.error('file failed', { bucket, key, versionId, error: summarizeError(outcome.error) });
      }
    },
    onIgnored: ignore,
    onInvalidMessage: (messageId, error) =>
      logger.error('message not understood', { messageId, error: summarizeError(error) }),
    onFailedBatch: (error) => logger.error('batch failed', { error: summarizeError(error) }),
    onStored: (oldestEventTime) => {
      oldestEvent = Math.min(oldestEvent, Date.parse(oldestEventTime));
    },
    publish: () => {
      const { files, records, unknownOperations } = report;
      logger.info('ingested', { files, records, unknownOperations, ignored });
      const now = Date.now();
      const lag = Number.isFinite(oldestEvent) ? { IngestLagSeconds: (now - oldestEvent) / 1000 } : {};
      const values = {
        FilesRead: files.read,
        FilesSkipped: files.skipped,
        FilesFailed: files.failed,
        FilesMultiMember: files.multiMember,
        FilesAltered: files.altered,
        RecordsRead: records.read,
        RecordsOtherServices: records.otherServices,
        RecordsExcluded: records.excluded,
        RecordsDuplicates: records.duplicates,
        RecordsAudited: records.audited,
        RecordsRecorded: records.recorded,
        RecordsSummarized: records.summarized,
        RecordsRejected: records.rejected,
        UnknownOperations: unknownOperations,
        ...lag,
      };
      console.log(embeddedMetrics(auditTable, values, now));
      for (const [bucket, FilesRead] of readByBucket) {
        console.log(embeddedMetrics(auditTable, { FilesRead }, now, { [BUCKET_DIMENSION]: bucket }));
      }
    },
  };
}
