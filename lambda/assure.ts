import type { Context, SQSBatchResponse } from 'aws-lambda';
import { AssureFunction } from './assure-function';

let assure: AssureFunction | undefined;

/**
 * Verifies the digests that the assurance queue names, and compares what they name with what was ingested. Each
 * message succeeds or fails on its own. Schedules invoke it with `{"task":"hourly"}` and `{"task":"nightly"}`.
 */
export async function handler(event: unknown, context: Context): Promise<SQSBatchResponse | undefined> {
  assure ??= new AssureFunction();
  return assure.handle(event, context);
}
