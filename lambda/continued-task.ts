import { type AssureTask, formatTask } from '../src/assure/assure-message';
import type { AssureParts } from './assure-parts';
import { sendOrFail } from './send-or-fail';

/** What is done before it is looked at the time again. */
const PART_SIZE = 64;

/**
 * Works through items in the order of their names. If the time of the invocation ends before that, the rest continues
 * with a message to the assurance queue.
 * @param task `after` names the last item of the invocation before
 * @throws errors of `work`, unless the time has ended after some work was done
 */
export async function untilOutOfTime<Item>(
  task: AssureTask,
  items: readonly Item[],
  toName: (item: Item) => string,
  parts: AssureParts,
  work: (part: readonly Item[]) => Promise<void>,
): Promise<void> {
  const named = items.map((item) => ({ item, name: toName(item) }));
  const open = named
    .filter(({ name }) => name > (task.after ?? ''))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  for (let start = 0; start < open.length; start += PART_SIZE) {
    const part = open.slice(start, start + PART_SIZE);
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
