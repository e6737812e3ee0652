import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { AuditTrailError } from '../errors';
import { parseNotification } from '../trail/notification';
import { type FileToIngest, type IngestContext, type IngestOutcome, ingestLogFile } from './ingest-log-file';
import { mapLimit } from './map-limit';

/** Files of one invocation read at the same time: enough to hide latency, few enough for the memory. */
const FILES_SIDE_BY_SIDE = 16;
/** Of files that are known to be small: their ledger entries fill whole batches. */
const SMALL_FILES_SIDE_BY_SIDE = 48;
const SMALL_BYTES = 2 ** 16;
/** Reading a smaller object again costs less than asking the ledger about it. */
const LOOK_UP_FROM_BYTES = 2 ** 20;

/** What each object and each unreadable message comes to, for the report. */
export interface MessageObserver {
  onOutcome(file: FileToIngest, outcome: IngestOutcome): void;
  onIgnored(reason: string): void;
  onInvalidMessage(messageId: string | undefined, error: unknown): void;
}

/** Whether an invocation came through the queue, and so can report each message for itself. */
export const isSqsEvent = (event: unknown): event is SQSEvent => {
  const records = (event as { Records?: unknown } | null)?.Records;
  return Array.isArray(records) && records.length > 0 && records[0]?.eventSource === 'aws:sqs';
};

interface Message {
  readonly id: string | undefined;
  readonly files: readonly FileToIngest[];
}

function readMessage(
  body: unknown,
  id: string | undefined,
  again: boolean,
  observer: MessageObserver,
): Message {
  const { objects, ignored } = parseNotification(body);
  for (const { reason } of ignored) observer.onIgnored(reason);
  const files = objects.map((object) => ({
    lookUpFirst: again || (object.size ?? 0) > LOOK_UP_FROM_BYTES,
    ...object,
  }));
  return { id, files };
}

/** Gives the messages that failed: one bad file fails its whole message. */
async function ingestMessages(
  messages: readonly Message[],
  context: IngestContext,
  observer: MessageObserver,
): Promise<readonly Message[]> {
  const work = messages.flatMap((message) => message.files.map((file) => ({ message, file })));
  const failed = new Set<Message>();
  const ingest = async ({ message, file }: (typeof work)[number]) => {
    const outcome = await ingestLogFile(file, context);
    observer.onOutcome(file, outcome);
    if (outcome.status === 'failed') failed.add(message);
  };
  const isSmall = ({ file }: (typeof work)[number]) => file.size !== undefined && file.size <= SMALL_BYTES;
  await Promise.all([
    mapLimit(work.filter(isSmall), SMALL_FILES_SIDE_BY_SIDE, ingest),
    mapLimit(
      work.filter((one) => !isSmall(one)),
      FILES_SIDE_BY_SIDE,
      ingest,
    ),
  ]);
  return messages.filter((message) => failed.has(message));
}

/** Ingests what a batch of queue messages names; answers with the messages to deliver again. */
export async function ingestQueueMessages(
  event: SQSEvent,
  context: IngestContext,
  observer: MessageObserver,
): Promise<SQSBatchResponse> {
  const messages: Message[] = [];
  const failures: string[] = [];
  for (const record of event.Records) {
    try {
      messages.push(readMessage(record.body, record.messageId, wasReceivedBefore(record), observer));
    } catch (error) {
      observer.onInvalidMessage(record.messageId, error);
      failures.push(record.messageId);
    }
  }
  for (const message of await ingestMessages(messages, context, observer)) failures.push(message.id!);
  return { batchItemFailures: failures.map((itemIdentifier) => ({ itemIdentifier })) };
}

const wasReceivedBefore = (record: SQSRecord): boolean =>
  Number(record.attributes?.ApproximateReceiveCount ?? 1) > 1;

/**
 * Ingests what a notification names that was delivered without a queue.
 * @throws AuditTrailError when the notification or any of its files failed: Lambda then tries the
 * whole invocation again, or hands it to the on-failure destination.
 */
export async function ingestDirectly(
  event: unknown,
  context: IngestContext,
  observer: MessageObserver,
): Promise<void> {
  const message = readMessage(event, undefined, false, observer);
  const failures: AuditTrailError[] = [];
  await ingestMessages([message], context, {
    ...observer,
    onOutcome: (file, outcome) => {
      observer.onOutcome(file, outcome);
      if (outcome.status === 'failed') failures.push(outcome.error);
    },
  });
  if (failures.length === 0) return;
  throw new AuditTrailError(
    failures[0]!.code,
    `${failures.length} of ${message.files.length} files failed: ${failures.map((error) => error.message).join('; ')}`,
    { cause: failures.length === 1 ? failures[0] : new AggregateError(failures) },
  );
}
