import { type AssureTask, formatTask } from '../src/assure/assure-message';
import type { AssureParts } from './assure-parts';
import { sendOrFail } from './send-or-fail';

/** Work on items, in parts. */
export interface ContinuedWork<Item> {
  /** `after` names the last item of the invocation before. */
  readonly task: AssureTask;
  readonly toName: (item: Item) => string;
  /** Number of items after which the time is looked at. */
  readonly partSize: number;
  readonly work: (part: readonly Item[]) => Promise<void>;
}

/**
 * Works through items in the order of their names. If the time of the invocation ends before that, the rest continues
 * with a message to the assurance queue.
 * @throws errors of `work`, unless the time has ended after some work was done
 */
export async function untilOutOfTime<Item>(
  items: readonly Item[],
  { task, toName, partSize, work }: ContinuedWork<Item>,
  parts: Pick<AssureParts, 'send' | 'assuranceQueueUrl' | 'signal'>,
): Promise<void> {
  const named = items.map((item) => ({ item, name: toName(item) }));
  const open = named
    .filter(({ name }) => name > (task.after ?? ''))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  for (let start = 0; start < open.length; start += partSize) {
    const part = open.slice(start, start + partSize);
    try {
      parts.signal.throwIfAborted();
      await work(part.map(({ item }) => item));
    } catch (error) {
      const last = open[start - 1];
      if (!parts.signal.aborted || !last) throw error;
      // Time is kept back for this.
      await sendToAssurance([formatTask({ ...task, after: last.name })], { ...parts, signal: undefined });
      return;
    }
  }
}

/** Sends messages to the assurance queue. @throws AuditTrailError `ServiceFailed`, or the reason of the signal */
export const sendToAssurance = (
  bodies: readonly string[],
  {
    send,
    assuranceQueueUrl,
    signal,
  }: Pick<AssureParts, 'send' | 'assuranceQueueUrl'> & { readonly signal: AbortSignal | undefined },
): Promise<void> =>
  sendOrFail(
    send,
    assuranceQueueUrl,
    bodies.map((body) => ({ body })),
    signal,
  );
