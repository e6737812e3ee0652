import { join } from 'node:path';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { s3Notification, sqsEvent } from '../../test/support/sqs';
import type { Contestant } from './contestant';
import { type StandIns, startStandIn } from './stand-ins';

const BUCKET = 'trail-bucket';
const MESSAGES_A_BATCH = 100;

/**
 * Starts stand-ins for S3 and DynamoDB, points the SDK at them, and gives the batches of the queue.
 * @param input a `StandInInput` as JSON
 */
export async function queueBatches(input: string): Promise<SQSEvent[]> {
  const program = join(__dirname, 'support', 'stand-in-process.ts');
  const { endpoint, objects } = await startStandIn<StandIns>(program, input);
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_ENDPOINT_URL: endpoint,
    AUDIT_TABLE_NAME: 'audit',
    LEDGER_TABLE_NAME: 'ledger',
  });
  const messages = objects.map(({ key, size, etag }) =>
    s3Notification(BUCKET, [key], { size, eTag: etag, sequencer: '0066E1B2C3D4E5F6A7' }),
  );
  const batches: SQSEvent[] = [];
  for (let start = 0; start < messages.length; start += MESSAGES_A_BATCH) {
    batches.push(sqsEvent(messages.slice(start, start + MESSAGES_A_BATCH)));
  }
  return batches;
}

/**
 * The handler of the ingest function, with what it needs of one input; gives how many events it stored.
 * @param settings Default: those of a deployment
 */
export const ingestFunction = async (
  input: string,
  settings: Readonly<Record<string, unknown>> = {},
): ReturnType<Contestant> => {
  const batches = await queueBatches(input);
  process.env.AUDIT_SETTINGS = JSON.stringify(settings);
  const { handler } = await import('../../lambda/ingest');
  let stored = 0;
  const log = console.log;
  console.log = (line: string) => {
    if (line.startsWith('{"_aws"')) stored += (JSON.parse(line) as { RecordsAudited: number }).RecordsAudited;
    else log(line);
  };
  return async () => {
    stored = 0;
    for (const batch of batches) {
      const context = { getRemainingTimeInMillis: () => 600_000 } as Context;
      const answer = (await handler(batch, context)) as SQSBatchResponse;
      if (answer.batchItemFailures.length > 0) throw new Error('A message failed.');
    }
    return { stored };
  };
};
