import type { Context, SQSBatchResponse } from 'aws-lambda';
import { IngestFunction } from './ingest-function';

let ingest: IngestFunction | undefined;

/**
 * Reads the log files that a notification names. The notification comes through the queue, or directly
 * from S3, SNS or EventBridge. Through the queue, each message succeeds or fails on its own.
 */
export async function handler(event: unknown, context: Context): Promise<SQSBatchResponse | undefined> {
  ingest ??= new IngestFunction();
  return ingest.handle(event, context);
}
