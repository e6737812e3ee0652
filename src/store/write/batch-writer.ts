import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createSend } from '../../aws/dynamodb-request';
import { isRetryable, isThrottling } from '../../aws/signed-request';
import { AuditTrailError, toMessage } from '../../errors';
import { EVENT_ID, PART } from '../indexes';
import {
  batchBody,
  type KeyNames,
  MAXIMUM_BATCH_ITEMS,
  type ThrottlingReason,
  throttlingReasons,
  unprocessedKeys,
  type WritableItem,
} from './batch-request';
import { startCall, type WriteCall, type WriteOptions } from './write-call';
import { createWriteQueue, type PendingItem } from './write-queue';

export type { WriteOptions } from './write-call';

export interface BatchWriter {
  /**
   * Puts items; resolved once DynamoDB has all of them. Calls made at the same time share requests,
   * but each succeeds or fails for its own items alone.
   * @param items of different keys; not to be changed until the call is settled
   * @throws AuditTrailError `WriteFailed` if DynamoDB refuses an item, or, without a deadline, takes
   * nothing for ten attempts; `OutOfTime` at the deadline or when aborted. Some items may be there.
   */
  write(items: readonly WritableItem[], options?: WriteOptions): Promise<void>;
}

export interface BatchWriterOptions {
  /** Of the table's items. @default - those of the audit table */
  readonly keys?: KeyNames;
  /** Told of each throttled attempt; without reasons where DynamoDB gives none. */
  readonly onThrottled?: (reasons: readonly ThrottlingReason[]) => void;
}

/** Requests under way at the same time. */
const REQUESTS_IN_FLIGHT = 8;
/** Room for most requests: 25 items of about 1.4 KB. */
const REQUEST_MEMORY_BYTES = 64 * 1024;
/** How long a batch that is not full waits for items of other calls. */
const LINGER_MILLISECONDS = 5;
/** Attempts without any progress after which a write without a deadline gives up. */
const MAXIMUM_ATTEMPTS = 10;
const FIRST_BACKOFF_MILLISECONDS = 50;
const LONGEST_BACKOFF_MILLISECONDS = 5_000;
/** Errors that one item of a batch can be the reason of. */
const REFUSES_AN_ITEM = ['ValidationException', 'SerializationException'];

interface Batch {
  items: PendingItem[];
  readonly controller: AbortController;
  /** For the body. Nothing once a request failed: that may still be on its way. */
  memory?: Buffer | undefined;
}

const newBatch = (): Batch => ({
  items: [],
  controller: new AbortController(),
  memory: Buffer.allocUnsafeSlow(REQUEST_MEMORY_BYTES),
});

const isOpen = (call: WriteCall): boolean => !call.settled;
const isAwaited = ({ calls }: PendingItem): boolean => calls.some(isOpen);

const distinctCalls = (items: readonly PendingItem[]): Set<WriteCall> =>
  new Set(items.flatMap(({ calls }) => calls.filter(isOpen)));

/** Full jitter: any wait up to a bound that doubles. */
const backoffMilliseconds = (attempts: number): number =>
  Math.random() * Math.min(LONGEST_BACKOFF_MILLISECONDS, FIRST_BACKOFF_MILLISECONDS * 2 ** attempts);

/** Writes items to a table in as few requests as DynamoDB's limits allow. */
export function createBatchWriter(
  client: DynamoDBClient,
  tableName: string,
  { keys = [EVENT_ID, PART], onThrottled }: BatchWriterOptions = {},
): BatchWriter {
  const send = createSend(client, tableName, (error) => {
    if (isThrottling(error)) onThrottled?.(throttlingReasons(error));
  });
  const queue = createWriteQueue(tableName.length + 100);
  const inFlight = new Set<Batch>();
  // Written ones: their memory and signal are good for others.
  const spare: Batch[] = [];
  let isLingering = false;

  const sendPending = (fewest: number) => {
    while (queue.size() >= fewest && inFlight.size < REQUESTS_IN_FLIGHT) {
      const batch = spare.pop() ?? newBatch();
      batch.items = queue.take();
      inFlight.add(batch);
      void deliver(batch).finally(() => {
        inFlight.delete(batch);
        if (batch.memory && !batch.controller.signal.aborted) spare.push(batch);
        schedule();
      });
    }
  };

  const schedule = () => {
    sendPending(MAXIMUM_BATCH_ITEMS);
    if (isLingering || queue.size() === 0 || inFlight.size === REQUESTS_IN_FLIGHT) return;
    isLingering = true;
    setTimeout(() => {
      isLingering = false;
      sendPending(1);
    }, LINGER_MILLISECONDS);
  };

  /** Sends a batch until all of it is written or nobody waits for the rest. Never rejects. */
  const deliver = async (batch: Batch): Promise<void> => {
    for (let attempts = 0; ; attempts += 1) {
      batch.items = batch.items.filter(isAwaited);
      if (batch.items.length === 0) return;
      try {
        const sent = batch.items;
        const body = batchBody(
          tableName,
          sent.map(({ item }) => item),
          batch.memory,
        );
        const answer = await send('BatchWriteItem', body, batch.controller.signal);
        const left = unprocessedKeys(answer, keys);
        batch.items = sent.filter(({ item }) => left.has(item.key));
        for (const { item, calls } of sent) {
          if (left.has(item.key)) continue;
          for (const call of calls) {
            call.missing -= 1;
            if (call.missing === 0) call.settle();
          }
        }
        if (batch.items.length === 0) return;
        if (batch.items.length < sent.length) attempts = 0;
        noteFailure(batch, new Error(`DynamoDB left ${batch.items.length} items of a batch unprocessed.`));
        onThrottled?.([]);
      } catch (error) {
        batch.memory = undefined;
        if (batch.controller.signal.aborted) return;
        noteFailure(batch, error);
        if (!isRetryable(error)) return refuse(batch, error);
      }
      if (attempts + 1 >= MAXIMUM_ATTEMPTS) giveUp(batch);
      await sleep(backoffMilliseconds(attempts), undefined, { signal: batch.controller.signal }).catch(
        () => {},
      );
    }
  };

  const noteFailure = (batch: Batch, error: unknown) => {
    for (const call of distinctCalls(batch.items)) call.lastError = error;
  };

  /** A refused batch does not say which item was wrong: halves find out, where several calls share it. */
  const refuse = async (batch: Batch, error: unknown): Promise<void> => {
    const calls = distinctCalls(batch.items);
    const isOfOneItem = REFUSES_AN_ITEM.includes((error as Error).name);
    if (calls.size === 1 || batch.items.length === 1 || !isOfOneItem) {
      for (const call of calls) call.settle(writeFailed(tableName, error));
      return;
    }
    const middle = batch.items.length >> 1;
    for (const items of [batch.items.slice(0, middle), batch.items.slice(middle)]) {
      await deliver({ items, controller: batch.controller });
    }
  };

  const giveUp = (batch: Batch) => {
    for (const call of distinctCalls(batch.items)) {
      if (!call.isPatient) call.settle(writeFailed(tableName, call.lastError));
    }
  };

  const stopUnawaited = () => {
    // A batch without items is written: nothing is left to abort.
    const isIdle = ({ items }: Batch) => items.length > 0 && !items.some(isAwaited);
    for (const batch of inFlight) if (isIdle(batch)) batch.controller.abort();
  };

  const write = (items: readonly WritableItem[], options: WriteOptions = {}): Promise<void> => {
    const { call, done } = startCall(options, stopUnawaited);
    if (call.settled) return done;
    if (items.length === 0) call.settle();
    else queue.add(call, items);
    schedule();
    return done;
  };

  return { write };
}

const writeFailed = (tableName: string, cause: unknown): AuditTrailError =>
  new AuditTrailError('WriteFailed', `Items were not written to ${tableName}: ${toMessage(cause)}`, {
    cause,
  });
