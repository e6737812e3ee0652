import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createSend, type DynamoDbSend } from '../../aws/dynamodb-request';
import { isThrottling } from '../../aws/signed-request';
import { AuditTrailError, toMessage } from '../../errors';
import { waitBeforeRetry } from '../backoff';
import { EVENT_ID, PART } from '../indexes';
import { callsToGiveUp, decideAfterError, isAwaited, openCalls } from './batch-decisions';
import {
  batchBody,
  type KeyNames,
  MAXIMUM_BATCH_ITEMS,
  type ThrottlingReason,
  throttlingReasons,
  unprocessedKeys,
  type WritableItem,
} from './batch-request';
import { CallsBySignal } from './calls-by-signal';
import { WriteCall, type WriteOptions } from './write-call';
import { type PendingItem, WriteQueue } from './write-queue';

export type { WriteOptions } from './write-call';

export interface BatchWriter {
  /**
   * Puts items. Resolves once DynamoDB has all of them. Calls made at the same time share requests,
   * but each call succeeds or fails for its own items alone.
   * @param items with different keys; do not change them until the call is settled
   * @throws AuditTrailError `WriteFailed` if DynamoDB refuses an item or, in a call without a signal, takes
   * nothing in ten attempts; `OutOfTime` when the signal is aborted. Some items may be written then.
   */
  write(items: readonly WritableItem[], options?: WriteOptions): Promise<void>;
}

export interface BatchWriterOptions {
  /** Key attributes of the table. @default - those of the audit table */
  readonly keys?: KeyNames;
  /** Called after each throttled attempt. The list is empty if DynamoDB gives no reasons. */
  readonly onThrottled?: (reasons: readonly ThrottlingReason[]) => void;
}

/** Creates a writer that puts items into a table in as few requests as DynamoDB's limits allow. */
export const createBatchWriter = (
  client: DynamoDBClient,
  tableName: string,
  options: BatchWriterOptions = {},
): BatchWriter => new TableWriter(client, tableName, options);

/** Requests in flight at the same time. */
const REQUESTS_IN_FLIGHT = 8;
/** Room for most requests: 25 items of about 1.4 KB. */
const REQUEST_MEMORY_BYTES = 64 * 1024;
/** How long a batch that is not full waits for items of other calls. */
const LINGER_MILLISECONDS = 5;

interface Batch {
  items: readonly PendingItem[];
  readonly controller: AbortController;
  /** For the body. Absent once a request has failed, because that request may still be reading it. */
  memory?: Buffer | undefined;
}

const newBatch = (): Batch => ({
  items: [],
  controller: new AbortController(),
  memory: Buffer.allocUnsafeSlow(REQUEST_MEMORY_BYTES),
});

class TableWriter implements BatchWriter {
  readonly #tableName: string;
  readonly #keys: KeyNames;
  readonly #onThrottled: BatchWriterOptions['onThrottled'];
  readonly #send: DynamoDbSend;
  readonly #queue: WriteQueue;
  readonly #calls = new CallsBySignal();
  readonly #inFlight = new Set<Batch>();
  /** Batches that are written: their memory and signal are reused. */
  readonly #spare: Batch[] = [];
  #isLingering = false;

  constructor(
    client: DynamoDBClient,
    tableName: string,
    { keys = [EVENT_ID, PART], onThrottled }: BatchWriterOptions,
  ) {
    this.#tableName = tableName;
    this.#keys = keys;
    this.#onThrottled = onThrottled;
    this.#send = createSend(client, tableName, (error) => {
      if (isThrottling(error)) onThrottled?.(throttlingReasons(error));
    });
    this.#queue = new WriteQueue(tableName.length + 100);
  }

  write(items: readonly WritableItem[], options: WriteOptions = {}): Promise<void> {
    const { signal } = options;
    const call = new WriteCall(options, (settled, error) => {
      if (signal) this.#calls.delete(settled, signal);
      if (error) this.#abortUnawaited();
    });
    if (call.settled) return call.done;
    if (signal) this.#calls.add(call, signal);
    if (items.length === 0) call.settle();
    else this.#queue.add(call, items);
    this.#schedule();
    return call.done;
  }

  /** Sends full batches now, and what is left after a short wait for items of other calls. */
  #schedule(): void {
    this.#sendPending(MAXIMUM_BATCH_ITEMS);
    if (this.#isLingering || this.#queue.size === 0 || this.#inFlight.size === REQUESTS_IN_FLIGHT) return;
    this.#isLingering = true;
    setTimeout(() => {
      this.#isLingering = false;
      this.#sendPending(1);
    }, LINGER_MILLISECONDS);
  }

  #sendPending(fewest: number): void {
    while (this.#queue.size >= fewest && this.#inFlight.size < REQUESTS_IN_FLIGHT) {
      const batch = this.#spare.pop() ?? newBatch();
      batch.items = this.#queue.take();
      this.#inFlight.add(batch);
      void this.#deliver(batch).finally(() => {
        this.#inFlight.delete(batch);
        if (batch.memory && !batch.controller.signal.aborted) this.#spare.push(batch);
        this.#schedule();
      });
    }
  }

  /** Sends a batch until all of it is written, or every caller has given up on the rest. Never rejects. */
  async #deliver(batch: Batch): Promise<void> {
    const { signal } = batch.controller;
    for (let attempts = 1; ; attempts += 1) {
      batch.items = batch.items.filter(isAwaited);
      const before = batch.items.length;
      if (before === 0) return;
      try {
        await this.#attempt(batch);
      } catch (error) {
        batch.memory = undefined;
        if (signal.aborted) return;
        noteError(batch.items, error);
        const decision = decideAfterError(batch.items, error);
        if (decision.do === 'fail') return failCalls(openCalls(batch.items), this.#tableName, error);
        if (decision.do === 'split') {
          for (const items of decision.halves) await this.#deliver({ items, controller: batch.controller });
          return;
        }
      }
      if (batch.items.length === 0) return;
      if (batch.items.length < before) attempts = 1;
      for (const call of callsToGiveUp(batch.items, attempts)) {
        failCalls([call], this.#tableName, call.lastError);
      }
      await waitBeforeRetry(attempts - 1, signal);
    }
  }

  /** Sends a batch once, and leaves in it what DynamoDB did not process. */
  async #attempt(batch: Batch): Promise<void> {
    const sent = batch.items;
    const body = batchBody(
      this.#tableName,
      sent.map(({ item }) => item),
      batch.memory,
    );
    const answer = await this.#send('BatchWriteItem', body, batch.controller.signal);
    const left = unprocessedKeys(answer, this.#keys);
    batch.items = sent.filter(({ item }) => left.has(item.key));
    for (const { item, calls } of sent) {
      if (!left.has(item.key)) for (const call of calls) call.itemWritten();
    }
    if (batch.items.length === 0) return;
    noteError(batch.items, new Error(`DynamoDB left ${batch.items.length} items of a batch unprocessed.`));
    this.#onThrottled?.([]);
  }

  /** Aborts the requests that no call waits for. */
  #abortUnawaited(): void {
    // A batch without items is written already: there is nothing to abort.
    const isUnawaited = ({ items }: Batch) => items.length > 0 && !items.some(isAwaited);
    for (const batch of this.#inFlight) if (isUnawaited(batch)) batch.controller.abort();
  }
}

function noteError(items: readonly PendingItem[], error: unknown): void {
  for (const call of openCalls(items)) call.lastError = error;
}

function failCalls(calls: Iterable<WriteCall>, tableName: string, cause: unknown): void {
  for (const call of calls) {
    const message = `Items were not written to ${tableName}: ${toMessage(cause)}`;
    call.settle(new AuditTrailError('WriteFailed', message, { cause }));
  }
}
