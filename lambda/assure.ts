import type { Context, SQSBatchResponse } from 'aws-lambda';
import { isSqsEvent } from '../src/ingest/messages';
import { readAssureConfiguration } from '../src/settings/assure-configuration';

/** Keeps every message in the queue until digests can be verified. */
export async function handler(event: unknown, _context: Context): Promise<SQSBatchResponse | undefined> {
  readAssureConfiguration(__dirname);
  if (!isSqsEvent(event)) return undefined;
  return { batchItemFailures: event.Records.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}
