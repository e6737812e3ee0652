import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { AuditTrailError } from '../errors';
import { untilAborted } from '../store/abort-signal';
import { parseNotification } from '../trail/notification';
import { completeFiles } from './complete-files';
import { forwardDigests } from './forward-digests';
import type { FileToIngest, IngestContext, IngestOutcome } from './ingest-context';
import { type FileAttempt, giveUpFile, ingestLogFile } from './ingest-log-file';
import { mapLimit } from './map-limit';

/** Files of one invocation read at the same time: enough to hide latency, few enough for the memory. */
const FILES_AT_ONCE = 16;
/** The same for files that are known to be small. */
const SMALL_FILES_AT_ONCE = 48;
const SMALL_BYTES = 2 ** 16;
/** Reading a smaller object again costs less than asking the ledger about it. */
const LOOK_UP_FROM_BYTES = 2 ** 20;

/** Is told the result for each object and each message, for the report. */
export interface MessageObserver {
  onOutcome(file: FileToIngest, outcome: IngestOutcome): void;
  onIgnored(reason: string): void;
  onInvalidMessage(messageId: string | undefined, error: unknown): void;
  /** No message of the batch could be ingested. */
  onFailedBatch(error: unknown): void;
}

/** Whether an invocation came through the queue. It can then report each message on its own. */
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

/** Returns the messages that failed. One failed file fails its whole message. */
async function ingestMessages(
  messages: readonly Message[],
  context: IngestContext,
  observer: MessageObserver,
): Promise<readonly Message[]> {
  const files = messages.flatMap((message) => message.files);
  const [attempts, notForwarded] = await Promise.all([
    attemptFiles(files, context),
    forwardDigests(files, context.forwardDigests, context.signal),
  ]);
  const outcomes = await completeFiles(attempts, context);
  const failed = new Set<FileToIngest>();
  for (const [index, file] of files.entries()) {
    const outcome = notForwarded.get(file) ?? outcomes[index]!;
    observer.onOutcome(file, outcome);
    if (outcome.status === 'failed') failed.add(file);
  }
  return messages.filter((message) => message.files.some((file) => failed.has(file)));
}

/** Ingests files at the same time. Those that have not ended when the signal is aborted are given up. */
async function attemptFiles(files: readonly FileToIngest[], context: IngestContext): Promise<FileAttempt[]> {
  const attempts = new Map<FileToIngest, FileAttempt>();
  const ingest = async (file: FileToIngest) => attempts.set(file, await ingestLogFile(file, context));
  const { memory } = context;
  const small = mapLimit(files.filter(isSmall), memory.filesAtOnce(SMALL_FILES_AT_ONCE), ingest);
  const largeFiles = files.filter((file) => !isSmall(file));
  const large = mapLimit(largeFiles, memory.filesAtOnce(FILES_AT_ONCE), ingest);
  // One listener for all files: thousands would cost more than small files do.
  await untilAborted(Promise.all([small, large]), context.signal).catch(() => {});
  return files.map((file) => attempts.get(file) ?? giveUpFile(file, context.signal?.reason));
}

const isSmall = ({ size }: FileToIngest): boolean => size !== undefined && size <= SMALL_BYTES;

/** Ingests the files that queue messages name. Returns the messages to deliver again. */
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

/** Returns all messages of a batch, to be delivered again. */
export function failAllMessages(
  event: SQSEvent,
  error: unknown,
  observer: MessageObserver,
): SQSBatchResponse {
  observer.onFailedBatch(error);
  return { batchItemFailures: event.Records.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

const wasReceivedBefore = (record: SQSRecord): boolean =>
  Number(record.attributes?.ApproximateReceiveCount ?? 1) > 1;

/**
 * Ingests the files that a notification names that was delivered without a queue.
 * @throws AuditTrailError if the notification or any of its files failed. Lambda then retries the whole
 * invocation, or sends it to the on-failure destination.
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
