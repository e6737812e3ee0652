import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type AssureMessage, parseAssureMessage } from '../src/assure/assure-message';
import { mapLimit } from '../src/ingest/map-limit';
import { untilAborted } from '../src/store/abort-signal';
import type { AssureParts } from './assure-parts';
import { runTask } from './assure-tasks';
import { recheckDigest, takeDigest } from './take-digest';

/** Accounts and Regions whose messages are taken at the same time. */
const PLACES_AT_ONCE = 8;

interface Taken {
  readonly record: SQSRecord;
  readonly message: AssureMessage;
}

/** Takes the messages of a batch. Returns those to deliver again. */
export async function takeMessages({ Records }: SQSEvent, parts: AssureParts): Promise<SQSBatchResponse> {
  const failures: string[] = [];
  const fail = ({ messageId }: SQSRecord, error: unknown) => {
    failures.push(messageId);
    parts.observer.onFailedMessage(messageId, error);
  };
  const places = new Map<string, Taken[]>();
  for (const record of Records) {
    try {
      const message = parseAssureMessage(record.body);
      const name = toPlaceName(message);
      places.set(name, [...(places.get(name) ?? []), { record, message }]);
    } catch (error) {
      fail(record, error);
    }
  }
  // Messages about one account and Region wait for each other, because all change the same entries.
  await mapLimit([...places.values()], PLACES_AT_ONCE, async (messages) => {
    for (const { record, message } of messages) {
      const work = takeMessage(message, record.messageId, parts);
      // A task that runs out of time continues with a message of its own, which it must have time to send.
      const taken = message.task ? work : untilAborted(work, parts.signal);
      await taken.catch((error: unknown) => fail(record, error));
    }
  });
  return { batchItemFailures: failures.map((itemIdentifier) => ({ itemIdentifier })) };
}

function toPlaceName({ digests: [digest], recheck, task }: AssureMessage): string {
  if (task) return JSON.stringify(task);
  const { accountId = '', region = '' } = recheck?.digest ?? digest ?? {};
  return `${accountId}/${region}`;
}

async function takeMessage({ digests, recheck, task }: AssureMessage, messageId: string, parts: AssureParts) {
  for (const digest of digests) await takeDigest(digest, parts);
  if (recheck) await recheckDigest(recheck, messageId, parts);
  if (task) await runTask(task, messageId, parts);
}
