import { setTimeout as sleep } from 'node:timers/promises';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { InvocationResult } from '../support/lambda-function';
import type { DeployedFunction } from './deployed-function';
import type { QueueMessage, SqsClient } from './sqs-client';
import { REGION } from './template';

/** A mapping as its template has it, intrinsics resolved. */
export interface MappingProperties {
  readonly BatchSize: number;
  /** @default 0 */
  readonly MaximumBatchingWindowInSeconds?: number;
  readonly EventSourceArn: string;
  readonly FunctionName: string;
  readonly FunctionResponseTypes: readonly string[];
  readonly ScalingConfig: { readonly MaximumConcurrency: number };
}

/** One invocation that the mapping made. */
export interface MappedInvocation {
  readonly messages: number;
  readonly result: InvocationResult;
}

/** What Lambda does between a queue and a function. */
export interface EventSourceMapping {
  /** Made so far, in the order they ended. */
  readonly invocations: readonly MappedInvocation[];
  /** While it is not enabled, messages wait in the queue. It begins enabled. */
  enabled: boolean;
  /** Resolved when every message that was visible has been handed over and its invocation is over. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

const POLL_MILLISECONDS = 20;

/**
 * Gathers messages until the batch is full or its window is over, invokes, and deletes what succeeded.
 * What failed is left alone: it comes back when its visibility timeout is over.
 */
export function startEventSourceMapping(
  mapping: MappingProperties,
  queue: string,
  target: DeployedFunction,
  sqs: SqsClient,
): EventSourceMapping {
  const invocations: MappedInvocation[] = [];
  const running = new Set<Promise<void>>();
  let isHandingOver = false;
  let polls = 0;
  let lastEmptyPoll = 0;
  let stopped = false;

  const receive = async (most: number): Promise<QueueMessage[]> => {
    polls += 1;
    const poll = polls;
    const messages = await sqs.receive(queue, most);
    if (messages.length > 0) return messages;
    lastEmptyPoll = poll;
    await sleep(POLL_MILLISECONDS);
    return [];
  };
  const gather = async (): Promise<QueueMessage[]> => {
    const batch = await receive(mapping.BatchSize);
    isHandingOver = batch.length > 0;
    const end = Date.now() + (mapping.MaximumBatchingWindowInSeconds ?? 0) * 1000;
    while (batch.length > 0 && batch.length < mapping.BatchSize && Date.now() < end) {
      batch.push(...(await receive(mapping.BatchSize - batch.length)));
    }
    return batch;
  };
  const run = async (batch: readonly QueueMessage[]) => {
    const result = await target.invoke(sqsEvent(batch, mapping.EventSourceArn));
    for (const message of succeeded(batch, result, mapping.FunctionResponseTypes)) {
      await sqs.delete(queue, message);
    }
    invocations.push({ messages: batch.length, result });
  };
  const poll = async () => {
    while (!stopped) {
      const batch = self.enabled ? await gather() : [];
      if (batch.length === 0) {
        await sleep(POLL_MILLISECONDS);
        continue;
      }
      while (running.size >= mapping.ScalingConfig.MaximumConcurrency) await Promise.race(running);
      const invocation = run(batch).finally(() => running.delete(invocation));
      running.add(invocation);
      isHandingOver = false;
    }
    await Promise.all(running);
  };
  const self: EventSourceMapping = {
    invocations,
    enabled: true,
    async settled() {
      do {
        await Promise.all(running);
        // An empty poll that began after this moment: nothing visible is left.
        const next = polls + 1;
        while (lastEmptyPoll < next) await Promise.race([sleep(POLL_MILLISECONDS), polling]);
      } while (running.size > 0 || isHandingOver);
    },
    stop: async () => {
      stopped = true;
      await polling;
    },
  };
  const polling = poll();
  return self;
}

function sqsEvent(batch: readonly QueueMessage[], eventSourceARN: string): SQSEvent {
  return {
    Records: batch.map((message) => ({
      messageId: message.MessageId,
      receiptHandle: message.ReceiptHandle,
      body: message.Body,
      attributes: message.Attributes as unknown as SQSEvent['Records'][number]['attributes'],
      messageAttributes: {},
      md5OfBody: message.MD5OfBody,
      eventSource: 'aws:sqs',
      eventSourceARN,
      awsRegion: REGION,
    })),
  };
}

/**
 * The messages to delete, by Lambda's rules for partial batch responses.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function succeeded(
  batch: readonly QueueMessage[],
  result: InvocationResult,
  responseTypes: readonly string[],
): readonly QueueMessage[] {
  if ('error' in result) return [];
  if (!responseTypes.includes('ReportBatchItemFailures')) return batch;
  const failures = (result.payload as SQSBatchResponse | null)?.batchItemFailures ?? [];
  const failed = new Set(failures.map(({ itemIdentifier }) => itemIdentifier));
  // An id that is not of this batch makes Lambda take the whole batch for failed.
  if ([...failed].some((id) => !batch.some(({ MessageId }) => MessageId === id))) return [];
  return batch.filter(({ MessageId }) => !failed.has(MessageId));
}
